package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnrolmentPriorityTest extends DecisionTest {

  EnrolmentPriorityTest() {
    super("enrolment-priority");
  }

  @ParameterizedTest(name = "{0}: {1}, {2}")
  @CsvSource(nullValues = "null", value = {"stat, 90, BD0", "urgent, 75, BD1", "asap, 75, BD1", "routine, 50, BD3", "null, 50, BD3"})
  void theMoreUrgentTheProposalTheSoonerThePatientIsAsked(String priority, int taskPriority, String within) {
    Judgement judgement = judge("referralPriority", priority);

    assertThat(judgement.outputs()).containsEntry("taskPriority", taskPriority).containsEntry("consentWithin", within);
    assertComplete(judgement);
  }

  @Test
  void aWordNobodyKnowsCountsAsRoutineAndIsNamed() {
    Judgement judgement = judge("referralPriority", "soonish");

    assertThat(judgement.get("taskPriority")).isEqualTo(50);
    assertIncomplete(judgement, "referralPriority unknown");
  }
}
