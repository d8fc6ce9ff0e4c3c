package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.camunda.bpm.engine.runtime.ActivityInstance;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.runtime.TransitionInstance;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.TerminateEventDefinition;
import org.camunda.spin.plugin.variable.SpinValues;

/** An enrolled patient with diabetes and not enough food, and what the team fills in for the plan. */
abstract class PlanTest extends ProtocolTest {

  protected static final String PATIENT = "p100234";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What a plan's called processes get from it; null for what the plan does not know yet. */
  protected static Map<String, Object> enrolled(Object... more) {
    Map<String, Object> variables = new HashMap<>();
    for (String unknown : List.of("encounterId", "planItems", "planVersion", "planElements", "runningItems", "lastItemNumber", "openItems",
        "approvalComments", "carePlanId", "careTeamId", "copyWay", "tierDecisionId", "gapElements", "phq9Severity", "gad7Severity", "nextReviewOn", "copyReason", "planOutcome", "missingElements", "caregiverStrain",
        "noCaregiverWithAdlNeed", "suicideRisk", "activityReason")) {
      variables.put(unknown, null);
    }
    variables.putAll(Map.of("patientId", PATIENT, "patientLabel", "Test Patient · 1948-05-17", "careTeam", "team-east", "intensity", "tier 3",
        "taskPriority", 60, "primaryCoordinator", "coordinator", "consentId", "consent-1", "reviewIntervalDays", 90, "preferredLanguage", "en"));
    variables.putAll(Map.of("conditionGroups", plain(List.of("diabetes")), "socialNeedDomains", plain(List.of("food")), "medicationRisk", "high",
        "pharmacistReview", true, "fallRisk", "low", "limitedHealthLiteracy", false, "tier", 3, "draftedAt", START.toString(), "draftDueAt", "2026-03-14T03:59:59Z",
        "approvalDueAt", "2026-03-11T03:59:59Z"));
    for (int i = 0; i < more.length; i += 2) {
      variables.put((String) more[i], more[i + 1]);
    }
    return variables;
  }

  /** Starts a called process under the patient's id, as the plan calls it. */
  protected ProcessInstance called(String processId, Map<String, Object> variables) {
    ProcessInstance instance = runtime.startProcessInstanceByKey(processId, PATIENT, variables);
    runDueJobs();
    return instance;
  }

  protected static Map<String, Object> item(String id, String problem, String goal, String intervention, String role, String dueDate) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("itemId", id);
    item.put("problem", problem);
    item.put("goal", goal);
    item.put("intervention", intervention);
    item.put("role", role);
    item.put("dueDate", dueDate);
    item.put("status", "notStarted");
    return item;
  }

  /** A list or map as delegates leave it. */
  protected static Object plain(Object value) {
    Object copy = value instanceof List<?> list ? new ArrayList<>(list) : new LinkedHashMap<>((Map<?, ?>) value);
    return Variables.objectValue(copy).serializationDataFormat(Variables.SerializationDataFormats.JSON).create();
  }

  /** A list or group of a form, as Tasklist sends it. */
  protected static Object sent(Object value) {
    try {
      return SpinValues.jsonValue(JSON.writeValueAsString(value)).create();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All of these required elements are in the plan. */
  protected static Object done(String... elements) {
    Map<String, String> answers = new LinkedHashMap<>();
    for (String element : elements) {
      answers.put(element, "done");
    }
    return sent(answers);
  }

  /** What is open in the task's list, as its person found it. */
  @SuppressWarnings("unchecked")
  protected List<Map<String, Object>> rows(String taskId, String list) {
    return new ArrayList<>((List<Map<String, Object>>) tasks.getVariable(task(taskId).getId(), list));
  }

  protected void nurseCompletes(String... moreElements) {
    complete("completeNursing", new HashMap<>(Map.of("nurseItems", sent(rows("completeNursing", "nurseItems")), "nurseElements",
        done(and(moreElements, "expectedOutcomeAndPrognosis", "cognitiveFunctionalAssessment", "symptomManagement", "environmentalEvaluation")))));
  }

  protected void pharmacistCompletes() {
    complete("completeMedicines", Map.of("pharmacistItems", sent(rows("completeMedicines", "pharmacistItems")),
        "pharmacistElements", done("medicationManagement")));
  }

  protected void socialWorkerCompletes() {
    complete("completeSocialNeeds", Map.of("socialWorkerItems", sent(rows("completeSocialNeeds", "socialWorkerItems")),
        "socialWorkerElements", done("communityServices")));
  }

  protected void coordinatorCompletes(String... moreElements) {
    complete("completeCoordination", Map.of("coordinatorItems", sent(rows("completeCoordination", "coordinatorItems")), "coordinatorElements",
        done(and(moreElements, "caregiverAssessment", "outsideCoordination", "electronic24x7Access", "copyGivenToPatient"))));
  }

  private static String[] and(String[] more, String... elements) {
    return Stream.of(elements, more).flatMap(Stream::of).toArray(String[]::new);
  }

  /** Another protocol that this one called comes to an end with these results, without being walked here. */
  protected void calledComesToItsEnd(String process, Map<String, Object> results) {
    ProcessInstance called = runtime.createProcessInstanceQuery().processDefinitionKey(process).singleResult();
    assertThat(called).as("called process %s; open tasks are %s", process, openTasks()).isNotNull();
    runtime.setVariables(called.getId(), results);
    String end = repository.getBpmnModelInstance(called.getProcessDefinitionId()).getModelElementsByType(EndEvent.class).stream()
        .filter(event -> event.getParentElement() instanceof Process && event.getEventDefinitions().stream().allMatch(TerminateEventDefinition.class::isInstance))
        .map(EndEvent::getId).findFirst().orElseThrow();
    // What is left is cancelled first: an instance whose last step is cancelled is deleted, and its caller would never hear of it.
    var change = runtime.createProcessInstanceModification(called.getId());
    ActivityInstance now = runtime.getActivityInstance(called.getId());
    for (ActivityInstance child : now.getChildActivityInstances()) {
      change.cancelActivityInstance(child.getId());
    }
    for (TransitionInstance child : now.getChildTransitionInstances()) {
      change.cancelTransitionInstance(child.getId());
    }
    change.startBeforeActivity(end).execute(true, true);
    runDueJobs();
  }
}
