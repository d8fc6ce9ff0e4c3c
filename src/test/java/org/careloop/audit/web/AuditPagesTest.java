package org.careloop.audit.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.careloop.security.WebTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** The auditor's pages as a browser asks for them, over a small protocol. */
class AuditPagesTest extends WebTest {

  @Autowired private JdbcTemplate jdbc;

  @Test
  void aCaseIsFoundByPartOfTheNameAndThePatientStandsInNoAddress() {
    Task task = newCase("Quill, Harriet · born 1950-02-03 · MRN 900001", 50);
    HttpResponse<String> found = search(Map.of("patient", "quill"));
    assertThat(found.statusCode()).isEqualTo(200);
    assertThat(found.body()).contains("Quill, Harriet", "/audit/cases/" + task.getProcessInstanceId(), ">Open<");
    assertThat(found.uri().toString()).doesNotContainIgnoringCase("quill");
    assertThat(search(Map.of("patient", "nobody of this name")).body()).contains("No case fits");
    assertThat(search(Map.of("patient", "900001", "businessKey", task(task).getBusinessKey())).body()).contains("Quill, Harriet");
    assertThat(search(Map.of("patient", "Quill%")).body()).contains("No case fits");
  }

  @Test
  void whoWorkedOnACaseAndWhatTheyEnteredIsTold() {
    Task task = newCase("Quill, Walter", 50);
    engine.getIdentityService().setAuthentication("nurse", List.of("nurses"));
    engine.getTaskService().claim(task.getId(), "nurse");
    engine.getTaskService().complete(task.getId(), new HashMap<>(Map.of("contactOutcome", "notReached")));
    engine.getIdentityService().clearAuthentication();
    assertThat(search(Map.of("person", "nurse", "patient", "Quill, Walter")).body()).contains(task.getProcessInstanceId());
    assertThat(search(Map.of("person", "pharmacist", "patient", "Quill, Walter")).body()).contains("No case fits");
    String page = caseOf(task).body();
    assertThat(page).contains("Took the task: " + task.getName(), "Done: " + task.getName(), "by nurse (Nurses)", "The case began");
    assertThat(Pattern.compile("class=\"entered\">").matcher(page).find()).isTrue();
  }

  @Test
  void whatAnOperatorChangedIsToldWithTheReasonOrThatNoneWasGiven() {
    Task task = newCase("Quill, Ada", 50);
    engine.getIdentityService().setAuthentication("admin", List.of("camunda-admin"));
    engine.getRuntimeService().setVariable(task.getProcessInstanceId(), "taskPriority", 80);
    engine.getRuntimeService().suspendProcessInstanceById(task.getProcessInstanceId());
    String held = engine.getHistoryService().createUserOperationLogQuery().processInstanceId(task.getProcessInstanceId()).operationType("Suspend")
        .listPage(0, 1).get(0).getOperationId();
    engine.getHistoryService().setAnnotationForOperationLogById(held, "Asked for by the privacy officer");
    engine.getRuntimeService().activateProcessInstanceById(task.getProcessInstanceId());
    engine.getIdentityService().clearAuthentication();
    assertThat(caseOf(task).body()).contains("Held the case", "Reason: Asked for by the privacy officer", "Let the case go on", "No reason given.",
        "Set values of the case", "past the protocol");
    assertThat(search(Map.of("patient", "Quill, Ada", "overridden", "true")).body()).contains(task.getProcessInstanceId());
    assertThat(search(Map.of("patient", "Quill, Ada", "incident", "true")).body()).contains("No case fits");
  }

  @Test
  void everythingThatAnOperatorCanDoToAnOpenCaseIsToldWithItsReasonOrThatNoneWasGiven() {
    String first = review("1.0.0");
    String id = reviewOf("Quill, Otto");
    String other = reviewOf("Quill, Olga");
    Task task = engine.getTaskService().createTaskQuery().processInstanceId(id).singleResult();
    as("admin");
    engine.getTaskService().setAssignee(task.getId(), "nurse");
    noted("Assign", "The nurse on call takes over");
    engine.getRuntimeService().setVariables(id, Map.of("taskPriority", 80, "caller", "Nora"));
    noted("SetVariable", "Wrong caller in the message");
    engine.getRuntimeService().createProcessInstanceModification(id).startBeforeActivity("reviewMedicines").cancelAllForActivity("callPatient")
        .setAnnotation("The call was made on paper").execute();
    String second = review("2.0.0");
    migrate(other, first, second);
    as("operator");
    migrate(id, first, second);
    noted("Migrate", "Release 2 corrects the review");
    migrate(id, second, review("3.0.0"));
    as("admin");
    engine.getManagementService().setJobRetries(engine.getManagementService().createJobQuery().processInstanceId(id).singleResult().getId(), 2);
    engine.getRuntimeService().deleteProcessInstance(id, "Entered twice", false, true);
    engine.getIdentityService().clearAuthentication();

    String page = words(signIn("auditor").get("/audit/cases/" + id).body());
    assertThat(page).contains("Gave the task “Call the patient” to somebody else by admin Assignee: nurse Reason: The nurse on call takes over",
        "Set values of the case by admin", "Caller: from Cora to Nora", "Task priority: 80", "Reason: Wrong caller in the message",
        "Moved the case to other steps, past the diagram by admin", "Reason: The call was made on paper",
        "Moved “Review” to another version of its protocol by operator Version: from 1.0.0 to 2.0.0 Reason: Release 2 corrects the review",
        "Moved “Review” to another version of its protocol by operator Version: from 2.0.0 to 3.0.0 No reason given.",
        "Set the number of tries of the step “Review the medicines”", "Ended by hand", "Ended the case past its diagram by admin", "Reason: Entered twice", "past the protocol");
    assertThat(words(signIn("auditor").get("/audit/cases/" + other).body()))
        .contains("Moved “Review” to another version of its protocol by admin Version: from 1.0.0 to 2.0.0 No reason given.");
    assertThat(search(Map.of("patient", "Quill, O", "overridden", "true")).body()).contains(id, other);
  }

  @Test
  void whoIsNoAuditorSeesNothing() {
    Task task = newCase("Quill, Job", 50);
    for (String person : List.of("nurse", "coordinator", "lead", "privacy", "admin")) {
      assertThat(signIn(person).get("/audit").statusCode()).as(person).isEqualTo(403);
      assertThat(signIn(person).get("/audit/cases/" + task.getProcessInstanceId()).statusCode()).as(person).isEqualTo(403);
      assertThat(signIn(person).get("/audit/models/diagrams/" + task.getProcessDefinitionId()).statusCode()).as(person).isEqualTo(403);
    }
  }

  @Test
  void everyLookIsInTheReadLogBeforeThePageGoesOut() {
    Task task = newCase("Quill, Ruth", 50);
    String key = task(task).getBusinessKey();
    search(Map.of("businessKey", key));
    caseOf(task);
    assertThat(jdbc.queryForList("select kind from careloop_read_log where case_key = ? and person = 'auditor' order by read_id", String.class, key))
        .containsExactly("CASE_SEARCH", "AUDIT");
  }

  @Test
  void pagesOfASearchFollowEachOtherWithoutGapsOrRepeats() {
    for (int number = 0; number < 30; number++) {
      newCase("Many, Patient " + number, 50);
    }
    Session auditor = signIn("auditor");
    String first = auditor.post("/audit", asked(auditor, Map.of("patient", "Many, Patient"))).body();
    var after = Pattern.compile("name=\"after\" value=\"([^\"]+)\"").matcher(first);
    assertThat(after.find()).isTrue();
    String second = auditor.post("/audit", asked(auditor, Map.of("patient", "Many, Patient", "after", after.group(1)))).body();
    List<String> ids = new java.util.ArrayList<>(ids(first));
    ids.addAll(ids(second));
    assertThat(ids(first)).hasSize(25);
    assertThat(ids).hasSize(30).doesNotHaveDuplicates();
    assertThat(second).doesNotContain("name=\"after\"");
  }

  @Test
  void aModelIsHandedOutAsItWasDeployed() {
    Task task = newCase("Quill, Eve", 50);
    HttpResponse<String> model = signIn("auditor").get("/audit/models/diagrams/" + task.getProcessDefinitionId());
    assertThat(model.statusCode()).isEqualTo(200);
    assertThat(model.headers().firstValue("Content-Type")).hasValueSatisfying(type -> assertThat(type).startsWith("application/xml"));
    assertThat(model.body()).contains("bpmn").contains("two-tasks");
    assertThat(signIn("auditor").get("/audit/models/diagrams/two-tasks:99:nothing").statusCode()).isEqualTo(404);
    assertThat(signIn("auditor").get("/audit/cases/nothing").statusCode()).isEqualTo(404);
  }

  /** A reason, as an operator writes it to what they did last. */
  private void noted(String type, String reason) {
    String operation = engine.getHistoryService().createUserOperationLogQuery().operationType(type).orderByTimestamp().desc().listPage(0, 1).get(0)
        .getOperationId();
    engine.getHistoryService().setAnnotationForOperationLogById(operation, reason);
  }

  private void migrate(String instance, String from, String to) {
    engine.getRuntimeService().newMigration(engine.getRuntimeService().createMigrationPlan(from, to).mapEqualActivities().build())
        .processInstanceIds(instance).execute();
  }

  /** Deploys a version of a protocol whose second task is opened by a job. */
  private String review(String version) {
    return engine.getRepositoryService().createDeployment().name("review " + version).addModelInstance("review-%s.bpmn".formatted(version),
        Bpmn.createExecutableProcess("review").name("Review").camundaVersionTag(version).camundaHistoryTimeToLiveString("P1D")
            .startEvent("started").userTask("callPatient").name("Call the patient").camundaCandidateGroups("nurses")
            .userTask("reviewMedicines").name("Review the medicines").camundaAsyncBefore().endEvent("ended").done())
        .deployWithResult().getDeployedProcessDefinitions().get(0).getId();
  }

  private String reviewOf(String patient) {
    return engine.getRuntimeService().startProcessInstanceByKey("review", "R:" + System.nanoTime(), Map.of("patientLabel", patient, "caller", "Cora")).getId();
  }

  private void as(String operator) {
    engine.getIdentityService().setAuthentication(operator, List.of("camunda-admin"));
  }

  /** What a reader sees: the page without its markup. */
  private static String words(String page) {
    return page.replaceAll("<[^>]*>", " ").replace("&#39;", "'").replaceAll("\\s+", " ");
  }

  private static List<String> ids(String page) {
    return Pattern.compile("/audit/cases/([0-9a-f-]+)\"").matcher(page).results().map(match -> match.group(1)).toList();
  }

  private org.camunda.bpm.engine.history.HistoricProcessInstance task(Task task) {
    return engine.getHistoryService().createHistoricProcessInstanceQuery().processInstanceId(task.getProcessInstanceId()).singleResult();
  }

  private HttpResponse<String> caseOf(Task task) {
    HttpResponse<String> page = signIn("auditor").get("/audit/cases/" + task.getProcessInstanceId());
    assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
    return page;
  }

  private HttpResponse<String> search(Map<String, String> criteria) {
    Session auditor = signIn("auditor");
    return auditor.post("/audit", asked(auditor, criteria));
  }

  private static Map<String, String> asked(Session auditor, Map<String, String> criteria) {
    Map<String, String> form = new HashMap<>(criteria);
    form.put("_csrf", token(auditor.get("/audit").body()));
    return form;
  }
}
