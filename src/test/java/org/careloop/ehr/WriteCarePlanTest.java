package org.careloop.ehr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.careloop.ehr.EnrolmentRecords.CLOCK;
import static org.careloop.ehr.EnrolmentRecords.NOW;
import static org.careloop.ehr.EnrolmentRecords.ROSA;
import static org.careloop.ehr.EnrolmentRecords.item;
import static org.careloop.ehr.EnrolmentRecords.items;

import java.util.List;
import java.util.Map;
import org.careloop.fhir.FhirRefusal;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CarePlan.CarePlanActivityDetailComponent;
import org.hl7.fhir.r4.model.CarePlan.CarePlanActivityStatus;
import org.hl7.fhir.r4.model.CarePlan.CarePlanStatus;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.Goal.GoalLifecycleStatus;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A care plan and its goals in the EHR, from the first version to the end. */
class WriteCarePlanTest extends EhrTestCase {

  private EnrolmentRecords records;

  @BeforeEach
  void begin() {
    records = new EnrolmentRecords(ehr);
  }

  @Test
  void aPlanIsWrittenWithItsGoalsAndWhoDoesWhatByWhen() {
    CarePlan plan = plan(records.plan("job-1", null, 1, items()));

    assertThat(plan.getStatus()).isEqualTo(CarePlanStatus.ACTIVE);
    assertThat(plan.getSubject().getReference()).isEqualTo("Patient/" + ROSA);
    assertThat(plan.getCareTeamFirstRep().getReference()).isEqualTo("CareTeam/team-1");
    assertThat(plan.getSupportingInfoFirstRep().getReference()).isEqualTo("EpisodeOfCare/episode-1");
    assertThat(plan.getCategoryFirstRep().getCodingFirstRep().getCode()).isEqualTo("assess-plan");
    assertThat(plan.getAuthor().getIdentifier().getValue()).isEqualTo("physician");
    assertThat(plan.getText().getDivAsString()).contains("Teach insulin &amp; diet").contains("2026-04-01");
    assertThat(CarePlans.version(plan)).isEqualTo(1);

    assertThat(plan.getActivity()).hasSize(3);
    CarePlanActivityDetailComponent first = plan.getActivityFirstRep().getDetail();
    assertThat(first.getStatus()).isEqualTo(CarePlanActivityStatus.INPROGRESS);
    assertThat(first.getDescription()).isEqualTo("Teach insulin & diet");
    assertThat(first.getReasonCodeFirstRep().getText()).isEqualTo("Diabetes out of control");
    assertThat(first.getPerformerFirstRep().getDisplay()).isEqualTo("nurse");
    assertThat(first.getScheduledPeriod().getEndElement().getValueAsString()).isEqualTo("2026-04-01");

    List<Goal> goals = goals();
    assertThat(goals).hasSize(2);
    assertThat(plan.getGoal()).extracting(Reference::getReference)
        .containsExactlyElementsOf(goals.stream().map(goal -> "Goal/" + goal.getIdElement().getIdPart()).toList());
    assertThat(plan.getActivity().get(1).getDetail().getGoalFirstRep().getReference()).isEqualTo(first.getGoalFirstRep().getReference());
    assertThat(goals.get(0).getDescription().getText()).isEqualTo("A1c below 8 % in three months");
    assertThat(goals.get(0).getLifecycleStatus()).isEqualTo(GoalLifecycleStatus.ACTIVE);
    assertThat(goals.get(0).getAddressesFirstRep().getDisplay()).isEqualTo("Diabetes out of control");
    assertThat(goals.get(0).getTargetFirstRep().getDueDateType().getValueAsString()).isEqualTo("2026-04-01");
    assertThat(goals.get(0).getStartDateType().getValueAsString()).isEqualTo("2026-03-04");
  }

  @Test
  void aLaterVersionChangesTheSamePlanAndCancelsWhatIsNoLongerInIt() {
    String id = records.plan("job-1", null, 1, items());
    List<Map<String, Object>> items = items();
    items.get(0).put("status", "completed");
    items.get(1).put("goal", "Medicines taken as prescribed");
    items.remove(2);
    items.add(item("i4", "Falls", "No fall", "Home safety visit", "patient", "notStarted"));

    assertThat(records.plan("job-2", id, 2, items)).isEqualTo(id);
    assertThat(records.plan("job-2", id, 2, items)).isEqualTo(id);

    CarePlan plan = plan(id);
    assertThat(plan.getMeta().getVersionId()).isEqualTo("2");
    assertThat(plan.getActivity()).extracting(CarePlan.CarePlanActivityComponent::getDetail)
        .extracting(detail -> CarePlans.itemId(detail) + " " + detail.getStatus().toCode())
        .containsExactly("i1 completed", "i2 not-started", "i4 not-started", "i3 cancelled");
    assertThat(plan.getActivity().get(2).getDetail().getPerformerFirstRep().getReference()).isEqualTo("Patient/" + ROSA);
    assertThat(goals()).extracting(goal -> goal.getDescription().getText() + ": " + goal.getLifecycleStatus().toCode())
        .containsExactlyInAnyOrder("A1c below 8 % in three months: completed", "Enough food every week: cancelled",
            "Medicines taken as prescribed: active", "No fall: active");
    assertThat(plan.getGoal()).hasSize(4);
  }

  @Test
  void theEnrolmentHasOnePlanThoughNobodyKnowsItsId() {
    String id = records.plan("job-1", null, 1, items());
    assertThat(records.plan("job-2", null, 2, items())).isEqualTo(id);
    records.planStatus("job-3", id, "completed");

    assertThat(records.plan("job-2", null, 2, items())).as("a late repetition").isEqualTo(id);
    assertThat(records.plan("job-4", null, 1, items())).isNotEqualTo(id);
  }

  @Test
  void anOlderVersionOrAnotherPatientOrABadLineIsNotWritten() {
    String id = records.plan("job-1", null, 3, items());

    assertThatThrownBy(() -> records.plan("job-2", id, 2, items())).isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("planVersion: 2, but the EHR holds version 3");
    assertThatThrownBy(() -> new WriteCarePlan(ehr, new CarePlans(ehr), CLOCK, EnrolmentRecords.ZONE).perform(new WriteCarePlan.Request(
        "job-3", "p100234", "episode-1", null, id, 4, "active", items(), null, null))).hasMessageContaining("not about patient p100234");
    for (String missing : List.of("itemId", "problem", "goal", "intervention", "role", "status")) {
      List<Map<String, Object>> items = items();
      items.get(1).put(missing, " ");
      assertThatThrownBy(() -> records.plan("job-4", id, 4, items))
          .hasMessageContaining("planItems, %s of line 2: no value".formatted(missing));
    }
    List<Map<String, Object>> twice = items();
    twice.add(items().get(0));
    assertThatThrownBy(() -> records.plan("job-5", id, 4, twice)).hasMessageContaining("itemId \"i1\" twice");
    List<Map<String, Object>> late = items();
    late.get(0).put("dueDate", "soon");
    assertThatThrownBy(() -> records.plan("job-6", id, 4, late)).hasMessageContaining("dueDate of line 1");
    assertThatThrownBy(() -> records.plan("job-7", "nothing", 4, items())).isInstanceOf(FhirRefusal.class);
    assertThat(plan(id).getMeta().getVersionId()).isEqualTo("1");
  }

  @Test
  void howFarAGoalIsStandsInTheGoal() {
    List<Map<String, Object>> items = items();
    items.get(0).put("goalStatus", "noChange");
    String id = records.plan("job-1", null, 1, items);
    assertThat(goals().get(0).getAchievementStatus().getCodingFirstRep().getCode()).isEqualTo("no-change");
    assertThat(goals().get(1).hasAchievementStatus()).isFalse();

    items.get(0).put("goalStatus", "splendid");
    assertThatThrownBy(() -> records.plan("job-2", id, 2, items)).hasMessageContaining("goalStatus of line 1: \"splendid\"");
  }

  @Test
  void oneActivityIsUpdatedAlone() {
    String id = records.plan("job-1", null, 1, items());
    records.activity("job-2", id, "i2", "in-progress");
    records.activity("job-3", id, "i2", "cancelled");
    records.activity("job-2", id, "i2", "in-progress");

    CarePlan plan = plan(id);
    assertThat(CarePlans.activity(plan, "i2").orElseThrow().getDetail().getStatus()).isEqualTo(CarePlanActivityStatus.CANCELLED);
    assertThat(CarePlans.activity(plan, "i2").orElseThrow().getDetail().getStatusReason().getText()).isEqualTo("patient declined");
    assertThat(CarePlans.activity(plan, "i1").orElseThrow().getDetail().getStatus()).isEqualTo(CarePlanActivityStatus.INPROGRESS);
    assertThatThrownBy(() -> records.activity("job-4", id, "i9", "completed")).hasMessageContaining("itemId \"i9\"");
    records.activity("job-5", id, "i9", "cancelled");
    assertThatThrownBy(() -> records.activity("job-6", id, "i1", "forgotten")).hasMessageContaining("activityStatus: \"forgotten\"");
  }

  @Test
  void aPlanOnHoldTakesItsGoalsWithItAndGoesOn() {
    String id = records.plan("job-1", null, 1, items());
    records.planStatus("job-2", id, "onHold");
    assertThat(plan(id).getStatus()).isEqualTo(CarePlanStatus.ONHOLD);
    assertThat(goals()).extracting(Goal::getLifecycleStatus).containsOnly(GoalLifecycleStatus.ONHOLD);

    records.planStatus("job-3", id, "active");
    records.planStatus("job-2", id, "onHold");
    assertThat(plan(id).getStatus()).as("a late repetition changes nothing").isEqualTo(CarePlanStatus.ACTIVE);
    assertThat(goals()).extracting(Goal::getLifecycleStatus).containsOnly(GoalLifecycleStatus.ACTIVE);
  }

  @Test
  void aPlanEndsOnceWithItsOutcome() {
    String id = records.plan("job-1", null, 1, items());
    records.planStatus("job-2", id, "completed");
    records.planStatus("job-3", id, "revoked");

    CarePlan plan = plan(id);
    assertThat(plan.getStatus()).isEqualTo(CarePlanStatus.COMPLETED);
    assertThat(plan.getPeriod().getEnd()).isEqualTo(NOW);
    assertThat(plan.getExtensionByUrl("https://careloop.org/extension/plan-outcome").getValue().primitiveValue()).isEqualTo("goals-met");
    assertThat(goals()).extracting(Goal::getLifecycleStatus).containsOnly(GoalLifecycleStatus.COMPLETED);
    assertThatThrownBy(() -> records.planStatus("job-4", id, "active")).isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("completed");
    assertThatThrownBy(() -> records.plan("job-5", id, 2, items())).hasMessageContaining("expected a plan that is open");
    assertThatThrownBy(() -> records.planStatus("job-6", id, "lost")).hasMessageContaining("planStatus: \"lost\"");
  }

  private CarePlan plan(String id) {
    return (CarePlan) sandbox.store().read("CarePlan", id);
  }

  private List<Goal> goals() {
    return sandbox.store().search("Goal", Map.of("patient", List.of(ROSA))).stream().map(Goal.class::cast).toList();
  }
}
