package org.careloop.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Media;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.variable.Variables;
import org.careloop.browser.Browser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** The care team's patients, and one patient's case, as each of them sees it and what they can ask for from it. */
class CarePagesTest extends WebTest {

  @Autowired private JdbcTemplate jdbc;
  private final String patient = "c" + System.nanoTime();

  @BeforeEach
  void aCareCaseCanBegin() {
    if (engine.getRepositoryService().createProcessDefinitionQuery().processDefinitionKey("care-case").count() == 0) {
      engine.getRepositoryService().createDeployment().name("care case").addClasspathResource("security/care-case.bpmn").deploy();
    }
  }

  private String caseOf(String team, Map<String, Object> more) {
    Map<String, Object> known = new HashMap<>(Map.of("patientId", patient, "patientLabel", "Delgado, Rosa · 1948-05-17",
        "patientIdentifier", "urn:test|" + patient, "primaryCoordinator", "coordinator", "intensity", "tier 3", "taskPriority", 80,
        "consentGivenAt", "2026-03-02T15:00:00Z", "consentKind", "verbal", "reviewDueAt", Instant.now().plus(Duration.ofDays(9)).toString()));
    known.put("weighBy", Instant.now().minus(Duration.ofDays(2)).toString());
    known.put("callBackBy", Instant.now().plus(Duration.ofDays(2)).toString());
    known.put("careTeam", team);
    known.put("planVersion", 2);
    known.put("planItems", Variables.objectValue(new java.util.ArrayList<>(List.of(
        Map.of("itemId", "1", "problem", "Heart failure", "goal", "Weight stable", "intervention", "Weigh every day", "role", "patient",
            "dueDate", "2026-01-02", "status", "inProgress"),
        Map.of("itemId", "2", "problem", "Diabetes", "goal", "A1c below 8", "intervention", "Teach insulin", "role", "nurse",
            "dueDate", "2026-01-03", "status", "completed")))).serializationDataFormat("application/json").create());
    known.put("coordinatorHistory", Variables.objectValue(new java.util.ArrayList<>(List.of(Map.of("coordinator", "carla",
        "since", "2026-01-02T15:00:00Z", "until", "2026-02-02T15:00:00Z", "reason", "caseLoad")))).serializationDataFormat("application/json").create());
    known.putAll(more);
    return engine.getRuntimeService().startProcessInstanceByKey("care-case", patient, known).getId();
  }

  private String pageFor(String person, String caseId) {
    return signIn(person).get("/care/" + caseId).body();
  }

  @Test
  void aCoordinatorsPatientsComeFirstWithWhatIsOverdue() {
    caseOf(null, Map.of());
    String mine = signIn("coordinator").get("/care").body();
    assertThat(mine).contains("Mine (1)", "Delgado, Rosa", "tier 3", "Care plan", "badge bad\">1<");
    assertThat(signIn("nurse").get("/care").body()).contains("Mine (0)", "Delgado, Rosa", "coordinator");
  }

  @Test
  void aPatientsCaseIsSeenAtAGlanceAndTheLookIsRecorded() {
    String caseId = caseOf(null, Map.of());
    assertThat(pageFor("nurse", caseId)).contains("Delgado, Rosa", "tier 3", "given on Mon 2 Mar 2026, by word of mouth", "carla", "too many patients",
        "Heart failure", "Weigh every day", "under way", "Teach insulin", "done", "Weigh the patient", "nurses", "overdue", ", version 2")
        .containsOnlyOnce("Teach insulin");
    assertThat(jdbc.queryForList("select kind from careloop_read_log where person = 'nurse' and patient_id = ?", String.class, patient)).contains("CASE");
  }

  @Test
  void aPatientWithTwoCasesIsOneLineAndEachCaseShowsTheTasksOfBothAndLeadsToTheOther() {
    String intake = caseOf("team-east", Map.of("intensity", "tier 2"));
    String plan = caseOf("team-east", Map.of());
    caseOf("team-west", Map.of());

    assertThat(signIn("coordinator").get("/care").body()).contains("Mine (1)", "/care/" + plan, "tier 3", "badge bad\">2<")
        .doesNotContain("/care/" + intake, "tier 2");
    String page = pageFor("coordinator", plan);
    assertThat(page).contains("Also open for this patient", "/care/" + intake);
    assertThat(page.split("Weigh the patient", -1)).as("of this case and the other of the same team, not of the other team's").hasSize(3);
    assertThat(pageFor("coordinator", intake)).contains("/care/" + plan);
  }

  @Test
  void aPlanShowsTheConsentThatAnEarlierCaseOfThePatientAskedFor() {
    Map<String, Object> notAsked = new HashMap<>();
    notAsked.put("consentGivenAt", null);
    notAsked.put("consentKind", null);
    String intake = caseOf(null, Map.of());
    engine.getRuntimeService().deleteProcessInstance(intake, "over");
    assertThat(pageFor("nurse", caseOf(null, notAsked))).as("an intake of a later time").contains("not given yet");

    notAsked.put("consentId", "c1");
    assertThat(pageFor("nurse", caseOf(null, notAsked))).contains("given on Mon 2 Mar 2026, by word of mouth").doesNotContain("not given yet");
  }

  @Test
  void tasksOfOneNameSayWhatEachIsAbout() {
    String caseId = caseOf(null, Map.of());
    Task weigh = engine.getTaskService().createTaskQuery().processInstanceId(caseId).taskDefinitionKey("weigh").singleResult();
    engine.getRuntimeService().setVariableLocal(weigh.getExecutionId(), "taskSubject", "Scales were lent to the patient");

    assertThat(pageFor("nurse", caseId)).contains("Scales were lent to the patient");
  }

  @Test
  void eachRoleIsOfferedWhatItMayAskFor() {
    String caseId = caseOf(null, Map.of());
    assertThat(pageFor("coordinator", caseId)).contains("Add an activity", "Hand the patient over", "Put on hold", "Close the plan", "Withdraw consent",
        "Send a link");
    assertThat(pageFor("pharmacist", caseId)).contains("Add an activity", "Ask a colleague", "Review the plan now")
        .doesNotContain("Hand the patient over", "Put on hold", "Close the plan", "Withdraw consent", "Judge the tier");
  }

  @Test
  void askingLeadsStraightToTheTaskThatItOpened() {
    String caseId = caseOf(null, Map.of());
    Session nurse = signIn("nurse");
    String token = token(nurse.get("/care/" + caseId).body());
    var answer = nurse.post("/care/" + caseId + "/actions", Map.of("planAction", "askColleague", "_csrf", token));

    Task opened = engine.getTaskService().createTaskQuery().processInstanceId(caseId).taskDefinitionKey("sayWhat").singleResult();
    assertThat(answer.headers().firstValue("Location").orElse("")).endsWith("/camunda/app/tasklist/default/#/?task=" + opened.getId());
    assertThat(opened.getAssignee()).isEqualTo("nurse");
    assertThat(engine.getRuntimeService().getVariable(caseId, "planAction")).isEqualTo("askColleague");

    var refused = nurse.post("/care/" + caseId + "/actions", Map.of("planAction", "close", "_csrf", token));
    assertThat(refused.headers().firstValue("Location").orElse("")).endsWith("/care/" + caseId);
    assertThat(nurse.get("/care/" + caseId).body()).contains("not by your role");
    assertThat(engine.getTaskService().createTaskQuery().processInstanceId(caseId).taskDefinitionKey("sayWhat").count()).isEqualTo(1);
    assertThat(nurse.post("/care/" + caseId + "/actions", Map.of("planAction", "hold")).statusCode()).as("without the token").isEqualTo(403);
  }

  @Test
  void aWithdrawalIsTheTaskOfWhoeverAskedForIt() {
    String caseId = caseOf(null, Map.of());
    Session coordinator = signIn("coordinator");
    String other = caseOf(null, Map.of());
    coordinator.post("/care/" + caseId + "/withdrawal", Map.of("_csrf", token(coordinator.get("/care/" + caseId).body())));
    assertThat(engine.getTaskService().createTaskQuery().processInstanceId(caseId).taskDefinitionKey("document").singleResult().getAssignee())
        .isEqualTo("coordinator");
    assertThat(engine.getTaskService().createTaskQuery().processInstanceId(other).taskDefinitionKey("document").count()).as("asked twice").isZero();
  }

  @Test
  void aPlanOnHoldSaysSoAndACoordinatorLetsItGoOn() {
    String caseId = caseOf(null, Map.of("clocksStoppedAt", "2026-03-06T20:00:00Z", "holdUntil", "2026-04-01", "holdReason", "hospital"));
    Session coordinator = signIn("coordinator");
    String page = coordinator.get("/care/" + caseId).body();
    assertThat(page).contains("On hold", "since Fri 6 Mar 2026", "until Wed 1 Apr 2026", "in hospital or a facility", "Let the plan go on");
    assertThat(pageFor("nurse", caseId)).contains("On hold").doesNotContain("Let the plan go on");
    coordinator.post("/care/" + caseId + "/resumption", Map.of("_csrf", token(page)));
    assertThat(coordinator.get("/care/" + caseId).body()).as("at once").contains("The plan goes on").doesNotContain("On hold");
    assertThat(engine.getHistoryService().createHistoricActivityInstanceQuery().processInstanceId(caseId).activityId("goesOn").count()).isEqualTo(1);
  }

  @Test
  void aPatientIsFoundByRecordNumberAndNotByLess() {
    String caseId = caseOf(null, Map.of());
    Session nurse = signIn("nurse");
    String token = token(nurse.get("/care").body());
    assertThat(nurse.post("/care", Map.of("number", patient, "_csrf", token)).headers().firstValue("Location").orElse("")).endsWith("/care/" + caseId);
    assertThat(nurse.post("/care", Map.of("number", patient.substring(0, 6), "_csrf", token)).body()).contains("No patient with this number");
    assertThat(nurse.post("/care", Map.of("number", "%", "_csrf", token)).body()).contains("No patient with this number");
  }

  @Test
  void aPatientOfAnotherTeamIsNotShownAndNothingCanBeAskedForFromThere() {
    String caseId = caseOf("team-west", Map.of());
    Session east = signIn("nurse");
    assertThat(east.get("/care").body()).doesNotContain("Delgado");
    var refused = east.get("/care/" + caseId);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("A patient of another team").doesNotContain("Delgado");
    String token = token(east.get("/care").body());
    assertThat(east.post("/care/" + caseId + "/actions", Map.of("planAction", "askColleague", "_csrf", token)).statusCode()).isEqualTo(403);
    assertThat(east.post("/care", Map.of("number", patient, "_csrf", token)).body()).contains("in another team").doesNotContain("Delgado");
    assertThat(engine.getTaskService().createTaskQuery().processInstanceId(caseId).taskDefinitionKey("sayWhat").count()).isZero();
    assertThat(signIn("coordinator2").get("/care/" + caseId).body()).contains("Delgado, Rosa");
  }

  @Test
  void aCaseThatHasEndedIsSaidToBeGone() {
    var gone = signIn("nurse").get("/care/none-such");
    assertThat(gone.statusCode()).isEqualTo(404);
    assertThat(gone.body()).contains("No such open case", "To your patients");
  }

  @Test
  void theCaseIsReadOnATelephoneAndOnPaperAndAButtonLeadsToItsTaskInABrowser() {
    String caseId = caseOf(null, Map.of());
    try (Browser browser = Browser.open(port)) {
      browser.signIn("coordinator", "coordinator");
      browser.go("/care");
      browser.picture("care");
      browser.page().getByText("Delgado, Rosa").click();
      browser.picture("care-case");
      assertThat(browser.page().url()).endsWith("/care/" + caseId);
      browser.phone();
      browser.picture("care-case-phone");
      assertThat(((Number) browser.page().evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")).intValue())
          .as("scrolls sideways").isLessThanOrEqualTo(1);
      browser.page().emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
      browser.picture("care-case-printed");
      assertThat(browser.page().getByText("Add an activity").isVisible()).as("buttons on paper").isFalse();
      browser.page().emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.SCREEN));
      assertThat(browser.complaints()).isEmpty();
      browser.page().getByText("Add an activity").click();
      browser.settle();
      assertThat(browser.page().url()).contains("/camunda/app/tasklist/default/#/").contains("task=");
      assertThat(browser.page().getByText("Say what exactly").first().isVisible()).isTrue();
      browser.picture("care-task");
    }
  }
}
