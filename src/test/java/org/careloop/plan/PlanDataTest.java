package org.careloop.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

class PlanDataTest {

  private static final PlanItem WALK = new PlanItem("1", "Falls", "No fall", "Walk", "nurse", "2026-04-01", "notStarted", null, null, null, null);
  private static final PlanItem CALL = new PlanItem("2", "Falls", "Knows whom to call", "Call", "coordinator", "2026-04-02", "inProgress", null, null, null, null);
  private static final PlanItem DONE = new PlanItem("3", "Food", "Eats", "Food bank", "socialWorker", "2026-03-02", "completed", null, null, null, null);

  @Test
  void linesKeepTheirNumbersAndNewOnesGetTheNextEvenAfterOneHasGone() {
    AssemblePlan.Assembled plan = review(List.of(WALK, CALL), List.of(WALK, row("Sleep")), null, 7);

    assertThat(plan.planItems()).extracting(PlanItem::itemId).containsExactly("1", "8");
    assertThat(plan.lastItemNumber()).isEqualTo(8);
    assertThat(plan.planVersion()).isEqualTo(4);
  }

  @Test
  void aLineTakenOutIsCancelledWhenSomebodyWorksOnItAndGoesOtherwise() {
    assertThat(review(List.of(WALK, CALL), List.of(WALK), List.of(WALK, CALL), null).planItems())
        .extracting(PlanItem::status).containsExactly("notStarted", "cancelled");
    assertThat(review(List.of(WALK, CALL), List.of(WALK), List.of(WALK), null).planItems()).containsExactly(WALK);
  }

  @Test
  void whatIsDoneStaysInThePlanAndIsNotAskedAgain() {
    AssemblePlan.Assembled plan = review(List.of(DONE, WALK), List.of(WALK), null, null);

    assertThat(plan.planItems()).containsExactly(DONE, WALK);
    assertThat(plan.openItems()).containsExactly(WALK);
    assertThat(plan.planChanged()).isFalse();
    assertThat(plan.planVersion()).isEqualTo(3);
  }

  @Test
  void howFarAGoalIsRaisesTheVersionButNeedsNoNewApproval() {
    PlanItem improving = new PlanItem("1", "Falls", "No fall", "Walk", "nurse", "2026-04-01", null, "improving", null, null, null);
    AssemblePlan.Assembled plan = review(List.of(WALK), List.of(improving), null, null);

    assertThat(plan.planVersion()).isEqualTo(4);
    assertThat(plan.planChanged()).isFalse();
    assertThat(plan.planItems()).extracting(PlanItem::goalStatus).containsExactly("improving");
  }

  @Test
  void aPersonCannotSetHowFarALineIsByItsRow() {
    assertThat(review(List.of(CALL), List.of(CALL.withStatus("completed")), null, null).planItems()).containsExactly(CALL);
  }

  @Test
  void theSpanishOfATemplateStaysAsLongAsItsWordsDo() {
    PlanItem weigh = new PlanItem("1", "Heart", "Dry", "Weigh", "patient", "2026-04-01", null, null, "Corazón", "Seco", "Pésese");
    PlanItem row = new PlanItem("1", "Heart", "Dry", "Weigh daily", "patient", "2026-04-01", null, null, null, null, null);

    assertThat(review(List.of(weigh), List.of(row), null, null).planItems())
        .extracting(PlanItem::problemEs, PlanItem::goalEs, PlanItem::interventionEs).containsExactly(Tuple.tuple("Corazón", "Seco", null));
  }

  @Test
  void whatIsDoneOrAddedWhileAPlanIsReviewedStays() {
    List<PlanItem> shown = List.of(WALK, CALL);
    List<PlanItem> now = List.of(WALK.withStatus("completed"), CALL, row("Added meanwhile").numbered("4"));
    List<PlanItem> reviewed = List.of(WALK, CALL.withStatus("cancelled"), row("New in the review").numbered("4"));

    var merged = new MergePlan().perform(new MergePlan.Request(now, 6, 4, shown, reviewed));

    assertThat(merged.planItems()).extracting(PlanItem::itemId, PlanItem::problem, PlanItem::status).containsExactly(
        Tuple.tuple("1", "Falls", "completed"), Tuple.tuple("2", "Falls", "cancelled"), Tuple.tuple("5", "New in the review", "notStarted"),
        Tuple.tuple("4", "Added meanwhile", "notStarted"));
    assertThat(merged.planVersion()).isEqualTo(7);
    assertThat(merged.planChanged()).isTrue();
  }

  @Test
  void aReviewThatChangesNothingTakesNothingBackAndNeedsNoApproval() {
    List<PlanItem> now = List.of(WALK.withStatus("completed"), CALL);
    var merged = new MergePlan().perform(new MergePlan.Request(now, 6, 4, List.of(WALK, CALL), List.of(WALK, CALL)));

    assertThat(merged.planItems()).isEqualTo(now);
    assertThat(merged.planVersion()).isEqualTo(6);
    assertThat(merged.planChanged()).isFalse();
  }

  @Test
  void aFirstDraftKeepsWhatWasAddedBeforeItWasDone() {
    var merged = new MergePlan().perform(new MergePlan.Request(List.of(row("Asked for").numbered("1")), 1, 1, null, List.of(WALK)));
    assertThat(merged.planItems()).extracting(PlanItem::itemId).containsExactlyInAnyOrder("1", "2");
    assertThat(new MergePlan().perform(new MergePlan.Request(null, null, null, null, List.of(WALK))).planChanged()).isTrue();
  }

  private static final Template SAFETY = new Template("suicideRisk", "physician", "Hard times", "Knows whom to call", "Safety plan", "Momentos", "Sabe", "Plan", null);
  private static final Template STEPS = new Template("fallRisk", "nurse", "Falls", "No fall in a month", "Walk", null, null, null, null);

  private static List<PlanItem> proposed(List<PlanItem> plan, List<String> known) {
    return Template.proposed(List.of(STEPS, SAFETY), plan, known, 7, within -> "2026-03-20");
  }

  @Test
  void onlyWhatIsNewIsProposedAndNothingTwice() {
    assertThat(proposed(List.of(), null)).extracting(PlanItem::itemId, PlanItem::intervention)
        .containsExactly(Tuple.tuple("8", "Walk"), Tuple.tuple("9", "Safety plan"));
    assertThat(proposed(List.of(CALL), List.of("fallRisk"))).extracting(PlanItem::intervention, PlanItem::interventionEs)
        .containsExactly(Tuple.tuple("Safety plan", "Plan"));
    assertThat(proposed(List.of(WALK), List.of())).as("the plan asks for it in these words").extracting(PlanItem::intervention).containsExactly("Safety plan");
    assertThat(proposed(List.of(WALK.withStatus("completed")), List.of("suicideRisk"))).as("done, and new again").hasSize(1);
    assertThat(proposed(List.of(CALL), List.of("fallRisk", "suicideRisk"))).isEmpty();
    assertThat(proposed(List.of(CALL), null)).as("nobody knows what was proposed").isEmpty();
  }

  @Test
  void anEmptyRowIsNoLine() {
    assertThat(review(List.of(WALK), List.of(WALK, new PlanItem(null, " ", "", null, "nurse", null, null, null, null, null, null)), null, null).planItems())
        .containsExactly(WALK);
  }

  @Test
  void workIsHandedOutOnceAndOnlyWhoIsConcernedHearsOfAChange() {
    HandOutActivities hands = new HandOutActivities();
    var first = hands.perform(new HandOutActivities.Request(List.of(DONE, WALK, CALL), null));
    assertThat(first.newItems()).containsExactly(WALK, CALL);
    assertThat(first.changedItems()).isEmpty();

    PlanItem sooner = new PlanItem("1", "Falls", "No fall", "Walk", "nurse", "2026-03-20", "notStarted", null, null, null, null);
    var second = hands.perform(new HandOutActivities.Request(
        List.of(DONE, sooner, CALL.withStatus("cancelled"), row("Sleep").numbered("4")), first.runningItems()));
    assertThat(second.newItems()).extracting(PlanItem::itemId).containsExactly("4");
    assertThat(second.changedItems()).extracting(PlanItem::itemId).containsExactly("1", "2");

    var third = hands.perform(new HandOutActivities.Request(second.runningItems(), second.runningItems()));
    assertThat(third.newItems()).isEmpty();
    assertThat(third.changedItems()).as("told once").isEmpty();
  }

  @Test
  void aLineThatIsDoneRaisesTheVersionAndNothingRaisesItTwice() {
    Plan done = new ChangeItem().perform(new ChangeItem.Request(List.of(WALK, CALL), 3, "1", "completed"));
    assertThat(done.planVersion()).isEqualTo(4);
    assertThat(done.openItems()).containsExactly(CALL);
    assertThat(new ChangeItem().perform(new ChangeItem.Request(done.planItems(), 4, "1", "completed")).planVersion()).isEqualTo(4);
    assertThatThrownBy(() -> new ChangeItem().perform(new ChangeItem.Request(List.of(WALK), 3, "9", "completed")))
        .hasMessageContaining("itemId: \"9\" is not in the plan");
  }

  @Test
  void anAddedLineGetsItsNumberAndAKnownRole() {
    var added = new AddItem().perform(new AddItem.Request(List.of(WALK), 3, 5, "Sleep", "Sleeps 7 hours", "Talk about sleep", "nurse", "2026-04-09"));
    assertThat(added.planItems()).extracting(PlanItem::itemId).containsExactly("1", "6");
    assertThat(added.planVersion()).isEqualTo(4);
    assertThatThrownBy(() -> new AddItem().perform(new AddItem.Request(List.of(WALK), 3, 5, "Sleep", "g", "i", "dentist", "2026-04-09")))
        .hasMessageContaining("dentist").hasMessageContaining("pharmacist");
  }

  @Test
  void thePlanReadsByProblemInWordsWithoutWhatWasCancelled() {
    Plan plan = Plan.of(List.of(WALK, DONE, CALL, row("Sleep").numbered("4").withStatus("cancelled")), 1);

    assertThat(plan.planByProblem()).extracting(Plan.Problem::problem).containsExactly("Falls", "Food");
    assertThat(plan.planByProblem().get(0).lines()).extracting(Plan.Line::who, Plan.Line::by, Plan.Line::state).containsExactly(
        Tuple.tuple("Nurse", "Apr 1, 2026", "not begun"),
        Tuple.tuple("Care coordinator", "Apr 2, 2026", "under way"));
  }

  @Test
  void whatDoesNotApplyCountsOnlyWithAReason() {
    assertThat(met(Map.of("communityServices", "notApplicable"))).isFalse();
    assertThat(met(Map.of("communityServices", "notApplicable", "communityServicesReason", " "))).isFalse();
    assertThat(met(Map.of("communityServices", "notApplicable", "communityServicesReason", "needs none"))).isTrue();
    assertThat(met(Map.of("communityServices", "open"))).isFalse();
    assertThat(met(Map.of("communityServices", "done"))).isTrue();
    assertThat(met(Map.of())).isFalse();
  }

  @Test
  void linesSpeakForThemselves() {
    Map<String, String> said = Map.of("problemList", "done", "measurableGoals", "done", "plannedInterventions", "done");
    assertThat(Elements.met(List.of(), said, Map.of())).containsEntry("problemList", false).containsEntry("plannedInterventions", false);
    PlanItem nobody = new PlanItem("1", "Falls", null, "Walk", null, "2026-04-01", null, null, null, null, null);
    assertThat(Elements.met(List.of(WALK, nobody), said, Map.of())).containsEntry("problemList", true).containsEntry("measurableGoals", false)
        .containsEntry("plannedInterventions", false);
    assertThat(Elements.met(List.of(WALK), Map.of(), Map.of("consent", true))).hasSize(16).containsEntry("plannedInterventions", true)
        .containsEntry("consent", true).containsEntry("primaryCoordinator", false);
  }

  private static boolean met(Map<String, String> answers) {
    return Elements.met(List.of(), answers, Map.of()).get("communityServices");
  }

  private static PlanItem row(String problem) {
    return new PlanItem(null, problem, "Goal", "What", "nurse", "2026-04-09", null, null, null, null, null);
  }

  private static AssemblePlan.Assembled review(List<PlanItem> before, List<PlanItem> rows, List<PlanItem> running, Integer last) {
    return new AssemblePlan().perform(new AssemblePlan.Request(before, 3, rows, null, null, null, null, running, last, null, null, null, null,
        null, null, "coordinator", "consent-1", 90));
  }
}
