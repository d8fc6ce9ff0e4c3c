package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

class CarePlanTest extends PlanTest {

  @LocalServerPort private int port;

  private SandboxWires wires;
  private ProcessInstance plan;

  @Override
  protected String diagram() {
    return "care-plan";
  }

  @BeforeEach
  void thePatientIsEnrolled() {
    wires = new SandboxWires(port);
    Map<String, Object> enrolled = new HashMap<>();
    for (String unknown : List.of("phq9Severity", "gad7Severity", "tierDecisionId", "phq2Positive", "phq9Total", "phq9Item9", "gad2Positive",
        "gad7Total", "declinedScreenings", "ahcSafetyPositive", "socialNeedCount", "noCaregiverWithAdlNeed", "caregiverStrain", "suicideRisk", "careTeamId")) {
      enrolled.put(unknown, null);
    }
    enrolled.putAll(Map.of("patientId", PATIENT, "patientIdentifier", "Patient/" + PATIENT, "episodeOfCareId", wires.openEpisode(PATIENT),
        "consentId", "consent-1", "tier", 3, "reviewIntervalDays", 90, "primaryCoordinator", "coordinator", "preferredLanguage", "en",
        "intensity", "tier 3", "taskPriority", 75));
    enrolled.putAll(Map.of("conditionGroups", plain(List.of("diabetes")), "socialNeedDomains", plain(List.of()), "medicationRisk", "low",
        "pharmacistReview", false, "fallRisk", "low", "limitedHealthLiteracy", false, "occurredAt", START.toString()));
    plan = runtime.createMessageCorrelation("PatientEnrolled").processInstanceBusinessKey(PATIENT).setVariables(enrolled).correlateStartMessage();
    runDueJobs();
  }

  private void drafted() {
    nurseCompletes("medicationManagement");
    coordinatorCompletes("communityServices");
  }

  private void approved() {
    complete("approvePlan", Map.of("planVersion", tasks.getVariable(task("approvePlan").getId(), "planVersion"), "approvalOutcome", "approved"));
  }

  private void active() {
    drafted();
    approved();
    complete("givePlanToPatient", Map.of("copyWay", "paper"));
  }

  private void told(String news, Map<String, Object> what) {
    runtime.createExecutionQuery().messageEventSubscriptionName(news).processVariableValueEquals("patientId", PATIENT).list()
        .forEach(waiting -> runtime.messageEventReceived(news, waiting.getId(), new HashMap<>(what)));
    runDueJobs();
  }

  private void reviewed(Map<String, Object> form) {
    Map<String, Object> answers = new HashMap<>(Map.of("openItems", sent(rows("reviewPlan", "openItems"))));
    answers.putAll(form);
    complete("reviewPlan", answers);
  }

  /** What is left to people when a plan closes is walked with that protocol. */
  private void closingIsDone() {
    if (runtime.createProcessInstanceQuery().processDefinitionKey("plan-closing").count() > 0) {
      calledComesToItsEnd("plan-closing", Map.of());
    }
  }

  private List<String> activities() {
    return openTasks().stream().filter(task -> task.startsWith("doAs")).toList();
  }

  /** What the people of the plan are asked to do now. */
  private List<String> interventions() {
    return tasks.createTaskQuery().list().stream().filter(task -> task.getTaskDefinitionKey().startsWith("doAs"))
        .map(task -> (String) tasks.getVariable(task.getId(), "itemIntervention")).toList();
  }

  private int version() {
    return (int) runtime.getVariable(plan.getId(), "planVersion");
  }

  @Test
  void aPlanIsDraftedApprovedGivenCarriedOutAndLookedAtAgainOnItsDate() {
    active();
    assertThat(activities()).isNotEmpty();
    int before = version();
    String nurse = tasks.createTaskQuery().taskDefinitionKey("doAsNurse").list().get(0).getId();
    tasks.complete(nurse, Map.of("activityStatus", "completed"));
    runDueJobs();
    assertThat(version()).as("what is done is a new version").isEqualTo(before + 1);
    assertThat(wires.read("CarePlan/" + runtime.getVariable(plan.getId(), "carePlanId")).toString()).contains("\"completed\"");

    timePassesUntil(Instant.parse("2026-06-05T12:00:00Z"));
    assertThat(failures).isEmpty();
    calledComesToItsEnd("risk-tier", Map.of("tier", 2, "reviewIntervalDays", 180, "intensity", "tier 2", "taskPriority", 50, "conditionGroups",
        plain(List.of("diabetes"))));
    assertThat(tasks.getVariable(task("reviewPlan").getId(), "reviewReasons")).asList().hasSize(1);
    reviewed(Map.of("reviewDecision", "continue"));
    settleEscalations();
    while (!activities().isEmpty()) {
      tasks.complete(tasks.createTaskQuery().taskDefinitionKey(activities().get(0)).list().get(0).getId(), Map.of("activityStatus", "completed"));
      runDueJobs();
    }
    assertThat(passed(plan, "activitiesEnded")).isEqualTo(1);

    assertThat(passed(plan, "writeReview")).isEqualTo(1);
    assertThat(openTasks()).doesNotContain("approvePlan", "reviewPlan");
    assertThat(runtime.getVariable(plan.getId(), "intensity")).isEqualTo("tier 2");
  }

  @Test
  void aPlanReturnedByThePhysicianIsDraftedAgain() {
    drafted();
    complete("approvePlan", Map.of("planVersion", 1, "approvalOutcome", "returned", "approvalComments", "Too much at once"));
    assertThat(openTasks()).containsExactly("completeCoordination", "completeNursing");
    assertThat(tasks.getVariable(task("completeNursing").getId(), "approvalComments")).isEqualTo("Too much at once");
  }

  @Test
  void anApprovalOfAVersionThatIsNotTheLastIsNoApproval() {
    drafted();
    runtime.setVariable(plan.getId(), "planVersion", 7);
    complete("approvePlan", Map.of("planVersion", 1, "approvalOutcome", "approved"));
    assertThat(openTasks()).containsExactly("approvePlan");
    assertThat(tasks.getVariable(task("approvePlan").getId(), "planVersion")).isEqualTo(7);
  }

  @Test
  void severalReasonsAreOneReviewAndTheSoonestDateCounts() {
    active();
    told("PlanReviewTriggered", Map.of("reviewTrigger", "changedGoal"));
    Instant first = task("reviewPlan").getDueDate().toInstant();
    timePasses(Duration.ofDays(1));
    told("PlanReviewTriggered", Map.of("reviewTrigger", "redFlag"));

    assertThat(tasks.getVariable(task("reviewPlan").getId(), "reviewReasons")).asList().hasSize(2);
    assertThat(task("reviewPlan").getDueDate().toInstant()).isBefore(first);
  }

  @Test
  void aChangedPlanIsApprovedAgainAndOnlyWhatIsNewIsHandedOut() {
    active();
    int before = activities().size();
    told("PlanReviewTriggered", Map.of("reviewTrigger", "changedGoal"));
    List<Map<String, Object>> rows = rows("reviewPlan", "openItems");
    Map<String, Object> removed = rows.remove(0);
    rows.add(item(null, "Sleep", "Sleeps 7 hours", "Talk about sleep", "physician", "2026-04-01"));
    reviewed(Map.of("reviewDecision", "continue", "openItems", sent(rows)));
    assertThat(activities()).as("nothing changes before the approval").hasSize(before);

    approved();
    complete("givePlanToPatient", Map.of("copyWay", "phone"));
    assertThat(activities()).as("one gone, one new").hasSize(before);
    assertThat(interventions()).contains("Talk about sleep").doesNotContain((String) removed.get("intervention"));
    assertThat(passed(plan, "tellConcerned")).as("at the first plan and at the changed one").isEqualTo(2);
    assertThat(failures).isEmpty();
  }

  private static final String SAFETY_PLAN = "Doctor writes a safety plan with you: warning signs, what helps, who helps, a safer home";

  /** Somebody answers with thoughts of self-harm, and is assessed by a nurse with a wish to be dead, a plan and an intent. */
  private void assessedWithHighRisk() {
    runtime.createSignalEvent("SafetyConcernRaised").setVariables(new HashMap<>(Map.of("patientId", PATIENT, "patientLabel", "Test Patient · 1948-05-17",
        "concernKind", "suicideRisk", "concernAt", START.toString(), "phq9Item9", 2, "phq9AnsweredAt", START.toString(), "answeredBy", "careTeam"))).send();
    runDueJobs();
    Map<String, Object> answers = new HashMap<>(Map.of("concernContact", "assessed", "suicideRiskAssessedAt", "2026-03-06T15:05Z", "cssrsQ1", true,
        "cssrsQ2", true, "cssrsQ3", true, "cssrsQ4", true, "cssrsQ5", true, "cssrsQ6Lifetime", false, "cssrsQ6Within3Months", false));
    complete("assessRisk", answers);
  }

  private List<Object> proposed() {
    return rows("reviewPlan", "openItems").stream().map(row -> row.get("intervention")).toList();
  }

  @Test
  void aSuicideRiskFoundWhileThePlanIsOpenHasItReviewedWithWhatBelongsToIt() {
    active();
    assertThat(interventions()).doesNotContain(SAFETY_PLAN);
    assessedWithHighRisk();

    assertThat(openTasks()).contains("arrangeEmergency", "reviewPlan");
    assertThat(runtime.getVariable(plan.getId(), "suicideRisk")).isEqualTo("high");
    assertThat(tasks.getVariable(task("reviewPlan").getId(), "reviewReasons")).asList().containsExactly("suicide risk found");
    assertThat(tasks.getVariable(task("reviewPlan").getId(), "suicideRisk")).isEqualTo("high");
    assertThat(tasks.getVariable(task("reviewPlan").getId(), "proposedByProblem")).asList().hasSize(1);
    assertThat(proposed()).contains(SAFETY_PLAN);
    reviewed(Map.of("reviewDecision", "continue"));
    assertThat(interventions()).as("not before the physician approves").doesNotContain(SAFETY_PLAN);
    approved();
    complete("givePlanToPatient", Map.of("copyWay", "paper"));
    assertThat(interventions()).contains(SAFETY_PLAN);
    assertThat(runtime.getVariable(plan.getId(), "planItems")).asList().anySatisfy(item -> assertThat(item.toString()).contains("plan de seguridad"));

    told("SuicideRiskAssessed", Map.of("suicideRisk", "moderate"));
    assertThat(proposed()).as("what was proposed once is not proposed again").filteredOn(SAFETY_PLAN::equals).hasSize(1);
    assertThat(passed(plan, "reviewAskedForRisk")).isEqualTo(2);
    assertThat(failures).isEmpty();
  }

  @Test
  void aSuicideRiskFoundWhileThePlanIsReviewedJoinsTheReviewWithItsLines() {
    active();
    told("PlanReviewTriggered", Map.of("reviewTrigger", "changedGoal"));
    assertThat(proposed()).doesNotContain(SAFETY_PLAN);
    told("SuicideRiskAssessed", Map.of("suicideRisk", "low"));

    assertThat(openTasks()).containsOnlyOnce("reviewPlan");
    assertThat(tasks.getVariable(task("reviewPlan").getId(), "reviewReasons")).asList().containsExactly("changed goal", "suicide risk found");
    assertThat(tasks.getVariable(task("reviewPlan").getId(), "suicideRisk")).isEqualTo("low");
    assertThat(proposed()).contains(SAFETY_PLAN);
    reviewed(Map.of("reviewDecision", "continue"));
    assertThat(runtime.getVariable(plan.getId(), "suicideRisk")).as("the review takes nothing back").isEqualTo("low");
    assertThat(openTasks()).contains("approvePlan");
    assertThat(failures).isEmpty();
  }

  @Test
  void aSuicideRiskFoundWhileThePlanIsDraftedIsReviewedAsSoonAsThePlanIsGiven() {
    told("SuicideRiskAssessed", Map.of("suicideRisk", "moderate"));
    active();
    assertThat(openTasks()).contains("reviewPlan");
    assertThat(proposed()).contains(SAFETY_PLAN);
  }

  @Test
  void aDraftThatComesBackTakesUpWhatWasFoundMeanwhile() {
    drafted();
    told("SuicideRiskAssessed", Map.of("suicideRisk", "moderate"));
    complete("approvePlan", Map.of("planVersion", 1, "approvalOutcome", "returned", "approvalComments", "What about her mood?"));
    assertThat(rows("completeCoordination", "coordinatorItems")).extracting(row -> row.get("intervention")).contains(SAFETY_PLAN);
  }

  @Test
  void anAssessmentWithoutRiskIsKeptAndAsksNobodyForAnything() {
    active();
    told("SuicideRiskAssessed", Map.of("suicideRisk", "none"));
    assertThat(passed(plan, "noRisk")).isEqualTo(1);
    assertThat(runtime.getVariable(plan.getId(), "suicideRisk")).isEqualTo("none");
    assertThat(openTasks()).doesNotContain("reviewPlan");
  }

  @Test
  void theTeamAddsAnActivityAtAnyTime() {
    told("PlanActionRequested", Map.of("planAction", "addActivity", "requestedBy", "coordinator"));
    Map<String, Object> line = Map.of("actionOutcome", "activityDescribed", "itemProblem", "Sleep", "itemGoal", "Sleeps 7 hours",
        "itemIntervention", "Talk about sleep", "itemRole", "physician", "itemDueDate", "2026-04-01");
    calledComesToItsEnd("plan-action", line);
    assertThat(passed(plan, "lineWaits")).as("while the plan is drafted it waits for the approval").isEqualTo(1);
    active();
    assertThat(activities()).contains("doAsPhysician");

    int before = activities().size();
    told("PlanActionRequested", Map.of("planAction", "addActivity", "requestedBy", "coordinator"));
    calledComesToItsEnd("plan-action", line);
    assertThat(activities()).hasSize(before + 1);
    told("PlanActionRequested", Map.of("planAction", "askColleague", "requestedBy", "coordinator"));
    calledComesToItsEnd("plan-action", Map.of("actionOutcome", "answered"));
    assertThat(passed(plan, "requestSettled")).isEqualTo(1);
  }

  @Test
  void aPlanWhoseGoalsAreMetIsClosedAtItsReview() {
    active();
    told("PlanReviewTriggered", Map.of("reviewTrigger", "changedGoal"));
    reviewed(Map.of("reviewDecision", "close", "planOutcome", "goalsMet"));
    closingIsDone();
    assertThat(passed(plan, "planClosed")).isEqualTo(1);
  }

  @Test
  void aWithdrawalIsSettledAndEndedConsentClosesThePlan() {
    told("WithdrawalRequested", Map.of("requestedBy", "coordinator"));
    calledComesToItsEnd("consent-withdrawal", Map.of());
    assertThat(passed(plan, "withdrawalSettled")).isEqualTo(1);
    told("ConsentWithdrawn", Map.of("consentRevokedAt", START.toString()));
    closingIsDone();
    assertThat(ends(plan)).contains("endedWithoutConsent");
    assertThat(openTasks()).isEmpty();
  }

  @Test
  void aConsentTakenBackInThisCaseClosesThePlan() {
    told("WithdrawalRequested", Map.of("requestedBy", "coordinator"));
    calledComesToItsEnd("consent-withdrawal", Map.of("withdrawalOutcome", "withdrawn"));
    closingIsDone();
    assertThat(ends(plan)).contains("endedByWithdrawal");
    assertThat(openTasks()).isEmpty();
  }

  @Test
  void deathAndADecidedEndCloseThePlan() {
    told("PatientDied", Map.of("diedAt", START.toString()));
    closingIsDone();
    assertThat(ends(plan)).containsExactly("endedByDeath");
    thePatientIsEnrolled();
    told("PlanEnded", Map.of("planOutcome", "movedAway"));
    closingIsDone();
    assertThat(ends(plan)).containsExactly("endedAsDecided");
  }
}
