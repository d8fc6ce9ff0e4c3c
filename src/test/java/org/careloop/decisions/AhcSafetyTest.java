package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AhcSafetyTest extends DecisionTest {

  AhcSafetyTest() {
    super("ahc-safety");
  }

  private Judgement answers(Integer first, Integer second, Integer third, Integer fourth) {
    return judge("safetyItem1", first, "safetyItem2", second, "safetyItem3", third, "safetyItem4", fourth);
  }

  @ParameterizedTest(name = "{0} + {1} + {2} + {3}: unsafe {5}")
  @CsvSource({"1, 1, 1, 1, 4, false", "5, 3, 1, 1, 10, false", "1, 4, 4, 1, 10, false", "5, 4, 1, 1, 11, true", "2, 3, 3, 3, 11, true",
    "5, 5, 5, 5, 20, true"})
  void elevenOrMoreIsUnsafe(int first, int second, int third, int fourth, int total, boolean unsafe) {
    Judgement judgement = answers(first, second, third, fourth);

    assertThat(judgement.outputs()).containsEntry("ahcSafetyPositive", unsafe).containsEntry("ahcSafetyTotal", total);
    assertComplete(judgement);
  }

  @Test
  void aMissingAnswerDoesNotHideThatTheOthersAreAlreadyUnsafe() {
    Judgement judgement = answers(5, null, 5, 1);

    assertThat(judgement.outputs()).containsEntry("ahcSafetyPositive", true).containsEntry("ahcSafetyTotal", null);
    assertIncomplete(judgement, "safetyItem2 missing");
  }

  @Test
  void aMissingAnswerIsNeverNever() {
    Judgement judgement = answers(1, 1, 1, null);

    assertThat(judgement.outputs()).containsEntry("ahcSafetyPositive", null).containsEntry("ahcSafetyTotal", null);
    assertIncomplete(judgement, "safetyItem4 missing");
    assertThat(answers(5, 5, null, null).get("ahcSafetyPositive")).as("10 with two missing").isNull();
  }

  @ParameterizedTest
  @CsvSource({"0", "6", "-1"})
  void anAnswerOutsideOneToFiveGivesNoJudgement(int impossible) {
    Judgement judgement = answers(5, 5, impossible, null);

    assertThat(judgement.outputs()).containsEntry("ahcSafetyPositive", null).containsEntry("ahcSafetyTotal", null);
    assertIncomplete(judgement, "safetyItem3 out of range", "safetyItem4 missing");
  }

  @Test
  void withoutAnyAnswerNothingIsKnown() {
    Judgement judgement = judge();

    assertThat(judgement.get("ahcSafetyPositive")).isNull();
    assertIncomplete(judgement, "safetyItem1 missing", "safetyItem2 missing", "safetyItem3 missing", "safetyItem4 missing");
  }

  @Test
  void answersThatAFormSendsAsTextCountLikeNumbers() {
    assertThat(judge("safetyItem1", "5", "safetyItem2", "4", "safetyItem3", "1", "safetyItem4", "1").get("ahcSafetyTotal")).isEqualTo(11);
  }
}
