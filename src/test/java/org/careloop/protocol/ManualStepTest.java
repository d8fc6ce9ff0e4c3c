package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.runtime.Incident;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.camunda.spin.plugin.variable.SpinValues;
import org.careloop.sandbox.Partners;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class ManualStepTest extends TransitionPartTest {

  @Autowired private Partners partners;
  private final Set<String> before = new HashSet<>();

  @Override
  protected String diagram() {
    return "manual-step";
  }

  @BeforeEach
  void earlierManualStepsDoNotCount() {
    history.createHistoricProcessInstanceQuery().processDefinitionKey("manual-step").list().forEach(step -> before.add(step.getId()));
  }

  @AfterEach
  void theRecordIsWellAgain() {
    partners.heal();
  }

  @Test
  void aPatientWhoseRecordCannotBeReadIsAPersonsTaskAfterFourAttemptsWhileOtherPatientsGoOn() {
    ProcessInstance maria = riskOf("MERCY:M1");
    theRecordIsDown();
    runDueJobs();
    timePasses(Duration.ofSeconds(59));
    assertThat(failures).as("one attempt, the next after a minute").hasSize(1);
    timePasses(Duration.ofMinutes(1));
    timePasses(Duration.ofMinutes(5));
    assertThat(openTasks()).as("it is still tried").isEmpty();
    timePasses(Duration.ofMinutes(30));

    assertThat(failures).hasSize(4);
    assertThat(incidents(maria)).hasSize(1);
    Task step = task("handleFailedStep");
    assertThat(step.getPriority()).isEqualTo(80);
    assertThat(step.getDueDate().toInstant()).as("today").isEqualTo(Instant.parse("2026-03-07T04:59:59Z"));
    assertThat(tasks.getIdentityLinksForTask(step.getId())).extracting("groupId").containsExactly("care-coordinators");
    assertThat(tasks.getVariables(step.getId())).containsEntry("failedStep", "Read risk factors").containsEntry("failedProtocol", "Readmission risk")
        .containsEntry("encounterId", "MERCY:M1").containsEntry("patientLabel", "Test Patient · 1948-05-17");
    assertThat((String) tasks.getVariable(step.getId(), "failureText")).contains("at the EHR").doesNotContain("Test Patient");

    partners.heal();
    ProcessInstance robert = riskOf("MERCY:M2");
    runDueJobs();
    assertThat(ends(robert)).containsExactly("riskJudged");
    assertThat(ends(maria)).as("her case waits for the person").isEmpty();
    assertThat(openTasks()).containsExactly("handleFailedStep");
  }

  @Test
  void whenTheRecordAnswersAgainTryingAgainTakesThePatientOn() {
    ProcessInstance maria = riskOf("MERCY:M3");
    givesUp();
    partners.heal();

    complete("handleFailedStep", Map.of("stepDecision", "tryAgain"));

    assertThat(ends(maria)).containsExactly("riskJudged");
    assertThat(incidents(maria)).isEmpty();
    assertThat(openTasks()).isEmpty();
    assertThat(endsOfManualSteps()).containsExactly("triedAgain");
  }

  @Test
  void tryingAgainInVainAsksAPersonOnceMore() {
    ProcessInstance maria = riskOf("MERCY:M4");
    givesUp();

    complete("handleFailedStep", Map.of("stepDecision", "tryAgain"));

    assertThat(openTasks()).containsExactly("handleFailedStep");
    assertThat(incidents(maria)).hasSize(1);
    partners.heal();
    complete("handleFailedStep", Map.of("stepDecision", "tryAgain"));
    assertThat(ends(maria)).containsExactly("riskJudged");
  }

  @Test
  void whatIsFoundOutByTelephoneIsTakenAsIfTheRecordHadSaidIt() {
    ProcessInstance maria = riskOf("MERCY:M5");
    givesUp();
    Task step = task("handleFailedStep");
    assertThat(asked(step)).containsEntry("lengthOfStayDays", "whole number").containsEntry("hemoglobin", "number")
        .containsEntry("livesAlone", "true or false").containsEntry("conditionCodes", "list of codes, separated by commas")
        .containsEntry("principalDiagnosisCode", "text or code");

    partners.heal();
    complete("handleFailedStep", byHand(Map.of("lengthOfStayDays", "5", "emergencyVisits6m", " 1 ", "admissions12m", "0", "hemoglobin", "9.1",
        "sodium", "128", "procedureDuringStay", "false", "oncologyService", "false", "conditionCodes", "icd10|I50.9, icd10|E11.9",
        "principalDiagnosisCode", "icd10|R69", "livesAlone", "true")));

    assertThat(ends(maria)).containsExactly("riskJudged");
    assertThat(variable(maria, "lengthOfStayDays")).isEqualTo(5);
    assertThat(variable(maria, "hemoglobin")).isEqualTo(9.1);
    assertThat(variable(maria, "livesAlone")).isEqualTo(true);
    assertThat(variable(maria, "conditionCodes")).isEqualTo(List.of("icd10|I50.9", "icd10|E11.9"));
    assertThat(variable(maria, "socialNeedCount")).as("left empty").isNull();
    assertThat(variable(maria, "laceScore")).as("five days 4, acute 3, heart failure and diabetes 3, one emergency visit 1").isEqualTo(11);
    assertThat(variable(maria, "hospitalScore")).isEqualTo(5);
    assertThat(passed(maria, "readRiskFactors")).as("the step itself was not done").isZero();
    assertThat(incidents(maria)).isEmpty();
    assertThat(endsOfManualSteps()).containsExactly("doneByHand");
  }

  @Test
  void aResultThatIsNotWrittenAsExpectedComesBackToThePersonAndNothingIsLost() {
    ProcessInstance maria = riskOf("MERCY:M6");
    givesUp();
    partners.heal();

    complete("handleFailedStep", byHand(Map.of("lengthOfStayDays", "five", "sodium", "131")));

    Task again = task("handleFailedStep");
    assertThat(tasks.getVariable(again.getId(), "entryProblem")).asString().startsWith("lengthOfStayDays: expected whole number");
    assertThat(tasks.getVariable(again.getId(), "stepResults").toString()).contains("five", "131");
    assertThat(variable(maria, "sodium")).as("all or nothing").isNull();
    assertThat(failures).hasSize(4);
    complete("handleFailedStep", byHand(Map.of("lengthOfStayDays", "5", "sodium", "131")));
    assertThat(ends(maria)).containsExactly("riskJudged");
    assertThat(variable(maria, "sodium")).isEqualTo(131.0);
  }

  @Test
  void aStepThatOnlyWritesGoesOnWithoutAnyResult() {
    Map<String, Object> patient = discharged("callPurpose", "follow-up", "callDueAt", "2026-03-09T16:00:00Z");
    ProcessInstance call = start("patient-call", patient);
    theRecordIsDown();
    complete("callPatient", reached(List.of(), List.of("noTransport")));
    assertThat(openTasks()).as("the nurse is asked at once all the same").contains("closeGaps");
    attemptsPass();

    complete("handleFailedStep", byHand(Map.of()));

    assertThat(ends(call)).contains("contactRecorded");
    assertThat(openTasks()).containsExactly("closeGaps");
    partners.heal();
    complete("closeGaps", Map.of("responseOutcome", "resolved", "respondedAt", minute()));
    assertThat(ends(call)).contains("responseGiven");
  }

  @Test
  void whatTheDiagramMakesOfAResultIsMadeOfOneEnteredByHandToo() {
    ProcessInstance unmatched = runtime.startProcessInstanceByKey("unmatched-message",
        new HashMap<>(Map.of("messageId", "no-such-message", "problem", "test", "unmatchedReason", "test")));
    attemptsPass();

    complete("handleFailedStep", byHand(Map.of("messageLabel", "ADT^A03 from MERCY", "setAsideAt", "2026-03-06T20:00:00Z")));

    Task sortOut = task("sortOutMessage");
    assertThat(sortOut.getDueDate().toInstant()).as("noon of the next business day").isEqualTo(Instant.parse("2026-03-09T16:00:00Z"));
    assertThat(variable(unmatched, "patientLabel")).isEqualTo("ADT^A03 from MERCY");
    assertThat(variable(unmatched, "dueOn")).isEqualTo("2026-03-09");
  }

  @Test
  void anOperatorWhoStartsTheStepAgainSettlesTheTask() {
    ProcessInstance maria = riskOf("MERCY:M7");
    givesUp();
    partners.heal();

    Incident incident = incidents(maria).get(0);
    management.setJobRetries(incident.getConfiguration(), 1);
    assertThat(openTasks()).as("in the same moment").isEmpty();
    timePasses(Duration.ofMinutes(30));

    assertThat(ends(maria)).containsExactly("riskJudged");
    assertThat(endsOfManualSteps()).containsExactly("settledElsewhere");
  }

  @Test
  void aCaseThatEndsTakesTheTaskOfItsFailedStepWithIt() {
    ProcessInstance maria = riskOf("MERCY:M8");
    givesUp();

    runtime.deleteProcessInstance(maria.getId(), "discharge taken back");

    assertThat(openTasks()).isEmpty();
    assertThat(endsOfManualSteps()).containsExactly("settledElsewhere");
  }

  @Test
  void aFailedStepNobodyLooksAtIsEscalatedAtTheEndOfTheDayAndTheEscalationEndsWithTheWork() {
    ProcessInstance maria = riskOf("MERCY:M9");
    givesUp();
    timePassesUntil(Instant.parse("2026-03-07T05:00:01Z"));
    assertThat(openTasks()).containsExactlyInAnyOrder("handleFailedStep", "decideOnDeadline");

    settleEscalations();
    assertThat(endsOfManualSteps()).containsExactly("handlingEscalated");
    partners.heal();
    complete("handleFailedStep", Map.of("stepDecision", "tryAgain"));
    assertThat(ends(maria)).containsExactly("riskJudged");
    assertThat(openTasks()).isEmpty();
  }

  private ProcessInstance riskOf(String encounterId) {
    return start("readmission-risk", discharged("encounterId", encounterId, "riskFactorsKnown", false, "admittedAt", "2026-03-01T20:00:00Z",
        "acuteAdmission", true, "hospitalService", null));
  }

  private void theRecordIsDown() {
    partners.set(Partners.EHR, Partners.Mode.DOWN);
  }

  private void givesUp() {
    theRecordIsDown();
    attemptsPass();
    assertThat(openTasks()).containsExactly("handleFailedStep");
  }

  private void attemptsPass() {
    runDueJobs();
    timePasses(Duration.ofMinutes(1));
    timePasses(Duration.ofMinutes(5));
    timePasses(Duration.ofMinutes(30));
  }

  private List<Incident> incidents(ProcessInstance instance) {
    return runtime.createIncidentQuery().processInstanceId(instance.getId()).list();
  }

  /** What the form asks for: each result with the way it is written. */
  private Map<String, String> asked(Task step) {
    Map<String, String> asked = new HashMap<>();
    ((List<?>) tasks.getVariable(step.getId(), "stepResults")).forEach(row ->
        asked.put((String) ((Map<?, ?>) row).get("resultName"), (String) ((Map<?, ?>) row).get("resultType")));
    return asked;
  }

  /** What Tasklist sends when the person has entered results. */
  private static Map<String, Object> byHand(Map<String, String> results) {
    List<String> rows = results.entrySet().stream()
        .map(result -> "{\"resultName\":\"%s\",\"resultType\":\"text\",\"resultValue\":\"%s\"}".formatted(result.getKey(), result.getValue()))
        .toList();
    return Map.of("stepDecision", "doneByHand", "stepResults", SpinValues.jsonValue("[" + String.join(",", rows) + "]").create());
  }

  /** How the manual steps of this test have ended so far. */
  private List<String> endsOfManualSteps() {
    return history.createHistoricProcessInstanceQuery().processDefinitionKey("manual-step").list().stream()
        .filter(step -> !before.contains(step.getId()))
        .map(HistoricProcessInstance::getId)
        .flatMap(id -> history.createHistoricActivityInstanceQuery().processInstanceId(id).finished().list().stream())
        .filter(activity -> activity.getActivityType().endsWith("EndEvent"))
        .map(activity -> activity.getActivityId())
        .toList();
  }
}
