package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;

class PlanReviewTest extends PlanTest {

  @Override
  protected String diagram() {
    return "plan-review";
  }

  private ProcessInstance review(String trigger, String screenedAt) {
    return review(trigger, screenedAt, null);
  }

  private ProcessInstance review(String trigger, String screenedAt, List<String> planReasons) {
    return called("plan-review", enrolled("planReasons", planReasons == null ? null : plain(planReasons), "planVersion", 2, "planItems", plain(List.of(
        item("1", "Falls", "No fall in a month", "Walk daily", "nurse", "2026-03-20"), item("2", "Food", "Eats", "Food bank", "socialWorker", "2026-03-20"))),
        "openItems", plain(List.of(item("1", "Falls", "No fall in a month", "Walk daily", "nurse", "2026-03-20"),
            item("2", "Food", "Eats", "Food bank", "socialWorker", "2026-03-20"))),
        "reviewTriggers", plain(List.of(trigger)), "reviewReasons", plain(List.of("changed goal")), "screenedAt", screenedAt,
        "reviewStartedAt", START.toString(), "reviewTaskDueAt", "2026-03-14T03:59:59Z", "planByProblem", plain(List.of())));
  }

  @Test
  void theCoordinatorGoesThroughThePlanAndSaysHowFarItsGoalsAre() {
    ProcessInstance review = review("changedGoal", "2026-02-01T15:00:00Z");
    List<Map<String, Object>> rows = rows("reviewPlan", "openItems");
    rows.get(0).put("goalStatus", "improving");
    complete("reviewPlan", new HashMap<>(Map.of("reviewDecision", "continue", "openItems", sent(rows))));

    assertThat(ends(review)).containsExactly("reviewed");
    assertThat(variable(review, "planChanged")).isEqualTo(false);
    assertThat(variable(review, "reviewDueAt")).as("90 days, as the tier says").isEqualTo("2026-06-05T03:59:59Z");
    assertThat(variable(review, "planItems")).asList().first().asString().contains("improving");
    assertThat(failures).isEmpty();
  }

  @Test
  void anEarlierDayForTheNextReviewCountsALaterOneDoesNot() {
    ProcessInstance early = review("changedGoal", "2026-02-01T15:00:00Z");
    complete("reviewPlan", Map.of("reviewDecision", "continue", "openItems", sent(rows("reviewPlan", "openItems")), "nextReviewOn", "2026-04-01"));
    assertThat(variable(early, "reviewDueAt")).isEqualTo("2026-04-02T03:59:59Z");

    ProcessInstance late = review("changedGoal", "2026-02-01T15:00:00Z");
    complete("reviewPlan", Map.of("reviewDecision", "continue", "openItems", sent(rows("reviewPlan", "openItems")), "nextReviewOn", "2027-04-01"));
    assertThat(variable(late, "reviewDueAt")).isEqualTo("2026-06-05T03:59:59Z");
  }

  @Test
  void aNewDiagnosisHasThePatientScreenedAndJudgedAgain() {
    ProcessInstance review = review("newDiagnosis", "2026-02-01T15:00:00Z");
    calledComesToItsEnd("screening", Map.of("phq9Severity", "mild", "socialNeedCount", 2));
    calledComesToItsEnd("risk-tier", Map.of("tier", 4, "reviewIntervalDays", 30, "intensity", "tier 4", "taskPriority", 90));

    assertThat(openTasks()).containsExactly("reviewPlan");
    assertThat(variable(review, "phq9Severity")).isEqualTo("mild");
    assertThat(variable(review, "screenedAt")).isEqualTo(START.toString());
    complete("reviewPlan", Map.of("reviewDecision", "continue", "openItems", sent(rows("reviewPlan", "openItems"))));
    assertThat(variable(review, "reviewDueAt")).as("the new tier's 30 days").isEqualTo("2026-04-06T03:59:59Z");
  }

  @Test
  void anEmergencyVisitHasTheTierJudgedAgain() {
    review("emergencyVisit", "2026-02-01T15:00:00Z");
    calledComesToItsEnd("risk-tier", Map.of("tier", 3));
    assertThat(openTasks()).containsExactly("reviewPlan");
  }

  @Test
  void aReasonThatComesMeanwhileJoinsTheOpenReview() {
    ProcessInstance review = review("changedGoal", "2026-02-01T15:00:00Z");
    String waiting = runtime.createExecutionQuery().messageEventSubscriptionName("PlanReviewTriggered").processInstanceId(review.getId()).singleResult().getId();
    runtime.messageEventReceived("PlanReviewTriggered", waiting, Map.of("reviewTrigger", "changedCaregiver"));
    runDueJobs();

    assertThat(tasks.getVariable(task("reviewPlan").getId(), "reviewReasons")).asList().hasSize(2);
    assertThat(ends(review)).containsExactly("reasonNoted");
  }

  private void told(ProcessInstance review, String news, Map<String, Object> what) {
    String waiting = runtime.createExecutionQuery().messageEventSubscriptionName(news).processInstanceId(review.getId()).singleResult().getId();
    runtime.messageEventReceived(news, waiting, what);
    runDueJobs();
  }

  @Test
  void whatIsNewAboutThePatientBringsItsLinesOfTheTemplatesAndNothingElseDoes() {
    ProcessInstance review = review("newDiagnosis", "2026-02-01T15:00:00Z", List.of("everyone", "diabetes", "food", "medicines",
        "regularFollowUp"));
    calledComesToItsEnd("screening", Map.of());
    calledComesToItsEnd("risk-tier", Map.of("tier", 3, "conditionGroups", plain(List.of("diabetes", "heartFailure"))));

    assertThat(rows("reviewPlan", "openItems")).as("the two of the plan and more for the heart").hasSizeGreaterThan(2)
        .extracting(row -> row.get("itemId")).startsWith("1", "2", "3");
    assertThat(variable(review, "proposedByProblem")).asList().isNotEmpty().allSatisfy(problem ->
        assertThat(problem.toString()).containsIgnoringCase("heart"));
    assertThat(variable(review, "planReasons")).asList().contains("heartFailure");
    List<Map<String, Object>> rows = rows("reviewPlan", "openItems").subList(0, 3);
    complete("reviewPlan", Map.of("reviewDecision", "continue", "openItems", sent(rows)));
    assertThat(variable(review, "planItems")).as("two proposals were taken out, one was kept").asList().hasSize(3);
  }

  @Test
  void anAssessedSuicideRiskIsKnownToTheReviewBeforeItsReasonJoins() {
    ProcessInstance review = review("changedGoal", "2026-02-01T15:00:00Z", List.of("everyone", "diabetes", "food", "medicines", "regularFollowUp"));
    int before = rows("reviewPlan", "openItems").size();
    told(review, "SuicideRiskAssessed", Map.of("suicideRisk", "high"));
    assertThat(ends(review)).containsExactly("riskKept");
    told(review, "PlanReviewTriggered", Map.of("reviewTrigger", "suicideRisk"));
    assertThat(rows("reviewPlan", "openItems").size()).isGreaterThan(before);
  }

  @Test
  void linesThatAreProposedWhileTheFormIsOpenAreNotTakenOutUnseen() {
    ProcessInstance review = review("changedGoal", "2026-02-01T15:00:00Z", List.of("everyone", "diabetes", "food", "medicines", "regularFollowUp"));
    Map<String, Object> filledIn = filledIn();
    told(review, "SuicideRiskAssessed", Map.of("suicideRisk", "high"));
    told(review, "PlanReviewTriggered", Map.of("reviewTrigger", "suicideRisk"));

    assertThatThrownBy(() -> coordinatorSends(filledIn)).hasMessageContaining("Another line was proposed while you had the review open");
    assertThat(openTasks()).containsExactly("reviewPlan");
    Map<String, Object> loadedAgain = filledIn();
    coordinatorSends(loadedAgain);
    assertThat(ends(review)).contains("reviewed");
  }

  /** What the coordinator's browser sends of the form as it stands now. */
  private Map<String, Object> filledIn() {
    List<String> fields = List.of("itemId", "problem", "goal", "intervention", "role", "dueDate");
    List<Map<String, Object>> shown = rows("reviewPlan", "openItems").stream().map(row -> {
      Map<String, Object> answers = new LinkedHashMap<>(row);
      answers.keySet().retainAll(fields);
      return answers;
    }).toList();
    return new HashMap<>(Map.of("reviewDecision", "continue", "openItems", sent(shown),
        "lastItemNumber", tasks.getVariable(task("reviewPlan").getId(), "lastItemNumber")));
  }

  private void coordinatorSends(Map<String, Object> form) {
    String open = task("reviewPlan").getId();
    engine.getIdentityService().setAuthentication("coordinator", List.of("care-coordinators", "team-east"));
    try {
      tasks.complete(open, form);
    } finally {
      engine.getIdentityService().clearAuthentication();
    }
    runDueJobs();
  }

  @Test
  void aPlanThatEndsAtItsReviewSaysHow() {
    ProcessInstance review = review("changedGoal", "2026-02-01T15:00:00Z");
    complete("reviewPlan", Map.of("reviewDecision", "close", "planOutcome", "goalsMet"));
    assertThat(ends(review)).containsExactly("toBeClosed");
    assertThat(variable(review, "planOutcome")).isEqualTo("goalsMet");
  }

  @Test
  void aReviewNobodyMakesIsEscalatedOnce() {
    ProcessInstance review = review("changedGoal", "2026-02-01T15:00:00Z");
    timePassesUntil(Instant.parse("2026-03-14T12:00:00Z"));
    assertThat(openTasks()).containsExactly("decideOnDeadline", "reviewPlan");
    settleEscalations();
    assertThat(ends(review)).containsExactly("reviewEscalated");
  }
}
