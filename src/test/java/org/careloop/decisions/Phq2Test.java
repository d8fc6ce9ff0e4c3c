package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Phq2Test extends DecisionTest {

  Phq2Test() {
    super("phq-2");
  }

  @ParameterizedTest(name = "{0} + {1} with cut-off {2}: {3}, positive {4}")
  @CsvSource(nullValues = "null", value = {
    "0, 0, null, 0, false", "2, 0, null, 2, false", "1, 2, null, 3, true", "3, 3, null, 6, true",
    "0, 0, 3, 0, false", "1, 1, 3, 2, false", "0, 3, 3, 3, true", "3, 3, 3, 6, true",
    "0, 0, 2, 0, false", "0, 1, 2, 1, false", "1, 1, 2, 2, true", "3, 3, 2, 6, true"
  })
  void theTotalIsPositiveFromTheCutOffWhichIsThreeUnlessSet(Integer first, Integer second, Integer cutoff, int total, boolean positive) {
    Judgement judgement = judge("phq2Item1", first, "phq2Item2", second, "phq2Cutoff", cutoff);

    assertThat(judgement.outputs()).containsEntry("phq2Total", total).containsEntry("phq2Positive", positive);
    assertComplete(judgement);
  }

  @ParameterizedTest(name = "{0}, {1}, cut-off {2}: {3}")
  @CsvSource(nullValues = "null", value = {
    "null, 3, null, phq2Item1 missing", "3, null, 3, phq2Item2 missing", "-1, 3, 3, phq2Item1 out of range", "3, 4, 3, phq2Item2 out of range",
    "'', 3, 3, phq2Item1 out of range", "1.5, 3, 3, phq2Item1 out of range", "3, 3, 1, phq2Cutoff out of range", "3, 3, 4, phq2Cutoff out of range"
  })
  void aMissingOrImpossibleAnswerGivesNoTotalAndIsNeverZero(String first, String second, String cutoff, String problem) {
    Judgement judgement = judge("phq2Item1", first, "phq2Item2", second, "phq2Cutoff", cutoff);

    assertThat(judgement.outputs()).containsEntry("phq2Total", null).containsEntry("phq2Positive", null);
    assertIncomplete(judgement, problem);
  }

  @Test
  void answersThatAFormSendsAsTextCountLikeNumbers() {
    assertThat(judge("phq2Item1", "2", "phq2Item2", "1").outputs()).containsEntry("phq2Total", 3).containsEntry("phq2Positive", true);
  }

  @Test
  void withoutAnyAnswerBothAreNamed() {
    assertIncomplete(judge(), "phq2Item1 missing", "phq2Item2 missing");
  }
}
