package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReviewStepsTest extends DecisionTest {

  ReviewStepsTest() {
    super("review-steps");
  }

  @ParameterizedTest(name = "{0}, screened {1} days ago")
  @CsvSource({"dischargeHome, 364, false, true", "emergencyVisit, 0, false, true", "reviewDate, 90, false, true", "newSocialNeed, 90, false, true",
    "newDiagnosis, 90, true, true", "changedCaregiver, 90, true, true", "changedGoal, 90, false, false", "medicineChanges, 90, false, false", "suicideRisk, 90, false, false",
    "tierChange, 90, false, false", "changedGoal, 365, true, true"})
  void eachReasonHasDoneAgainWhatItChanges(String trigger, int days, boolean screening, boolean tier) {
    Judgement judgement = judge("reviewTriggers", List.of(trigger), "daysSinceScreening", days);

    assertThat(judgement.get("screeningDue")).isEqualTo(screening);
    assertThat(judgement.get("tierDue")).isEqualTo(tier);
    assertComplete(judgement);
  }

  @Test
  void ofSeveralReasonsTheOneThatAsksForMostCounts() {
    assertThat(judge("reviewTriggers", List.of("changedGoal", "newDiagnosis"), "daysSinceScreening", 1).get("screeningDue")).isEqualTo(true);
  }

  @Test
  void whatIsNotKnownLeadsToTheMoreCarefulWay() {
    assertIncomplete(judge("reviewTriggers", null, "daysSinceScreening", 1), "reviewTriggers missing");
    Judgement neverScreened = judge("reviewTriggers", List.of("changedGoal"), "daysSinceScreening", null);
    assertIncomplete(neverScreened, "daysSinceScreening missing");
    assertThat(neverScreened.get("screeningDue")).isEqualTo(true);
  }
}
