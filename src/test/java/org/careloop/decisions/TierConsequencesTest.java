package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TierConsequencesTest extends DecisionTest {

  TierConsequencesTest() {
    super("tier-consequences");
  }

  @ParameterizedTest(name = "tier {0}, data missing {1}: review within {2} days, priority {3}")
  @CsvSource(nullValues = "null", value = {"1, false, 365, 25", "1, null, 365, 25", "1, true, 30, 25", "2, false, 180, 50", "2, true, 30, 50",
    "3, null, 90, 75", "3, true, 30, 75", "4, false, 30, 100", "4, true, 30, 100", "4, null, 30, 100"})
  void theHigherTheTierTheSoonerAndTheHigherInTheList(int tier, Boolean incomplete, int days, int priority) {
    Judgement judgement = judge("tier", tier, "tierIncomplete", incomplete);

    assertThat(judgement.outputs()).containsEntry("reviewIntervalDays", days).containsEntry("taskPriority", priority)
        .containsEntry("intensity", "tier " + tier);
    assertComplete(judgement);
  }

  @ParameterizedTest(name = "tier {0}: {1}")
  @CsvSource(nullValues = "null", value = {"null, tier missing", "0, tier out of range", "5, tier out of range", "-1, tier out of range"})
  void withoutATierThePlanIsReviewedSoon(Integer tier, String problem) {
    Judgement judgement = judge("tier", tier);

    assertThat(judgement.outputs()).containsEntry("reviewIntervalDays", 30).containsEntry("taskPriority", 50).containsEntry("intensity", "tier not known");
    assertIncomplete(judgement, problem);
  }
}
