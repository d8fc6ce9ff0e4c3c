package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReviewDueTest extends DecisionTest {

  ReviewDueTest() {
    super("review-due");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({"dischargeHome, P7D", "emergencyVisit, P7D", "redFlag, P7D", "suicideRisk, P7D", "vitalSignAlert, P7D", "newDiagnosis, P14D", "offTarget, P14D",
    "medicineChanges, P14D", "newSocialNeed, P14D", "changedGoal, P14D", "changedCaregiver, P14D", "reviewDate, P14D", "tierChange, P14D"})
  void aDischargeAnEmergencyAndAnAlertAreReviewedWithinAWeekTheRestWithinTwo(String trigger, String within) {
    Judgement judgement = judge("reviewTrigger", trigger);

    assertThat(judgement.get("dueWithin")).isEqualTo(within);
    assertThat((String) judgement.get("reviewReason")).isNotBlank();
    assertComplete(judgement);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(nullValues = "null", value = {"null, reviewTrigger missing", "fullMoon, reviewTrigger unknown", "'', reviewTrigger unknown"})
  void withoutAKnownReasonTheEarlierLimitCounts(String trigger, String problem) {
    Judgement judgement = judge("reviewTrigger", trigger);

    assertThat(judgement.get("dueWithin")).isEqualTo("P7D");
    assertIncomplete(judgement, problem);
  }
}
