package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Gad7Test extends DecisionTest {

  Gad7Test() {
    super("gad-7");
  }

  private static Map<String, Object> total(int sum) {
    Map<String, Object> answers = new LinkedHashMap<>();
    for (int i = 7; i >= 1; i--) {
      int answer = Math.min(3, sum);
      answers.put("gad7Item" + i, answer);
      sum -= answer;
    }
    return answers;
  }

  @ParameterizedTest(name = "a total of {0} is {1}")
  @CsvSource({"0, minimal, false", "4, minimal, false", "5, mild, false", "9, mild, false", "10, moderate, true", "14, moderate, true",
    "15, severe, true", "21, severe, true"})
  void eachTotalHasItsSeverity(int total, String severity, boolean further) {
    Judgement judgement = judge(total(total));

    assertThat(judgement.outputs()).containsEntry("gad7Total", total).containsEntry("gad7Severity", severity)
        .containsEntry("gad7FurtherEvaluation", further);
    assertComplete(judgement);
  }

  @ParameterizedTest(name = "{0} + {1}: {2}")
  @CsvSource({"0, 0, false", "1, 1, false", "2, 0, false", "2, 1, true", "0, 3, true", "3, 3, true"})
  void theFirstTwoAreJudgedAsSoonAsTheyAreAnswered(int first, int second, boolean positive) {
    Judgement early = judge("gad7Item1", first, "gad7Item2", second);
    Judgement complete = judge(with(total(0), "gad7Item1", first, "gad7Item2", second));

    assertThat(early.outputs()).containsEntry("gad2Total", first + second).containsEntry("gad2Positive", positive).containsEntry("gad7Total", null);
    assertIncomplete(early, "gad7Item3 missing", "gad7Item4 missing", "gad7Item5 missing", "gad7Item6 missing", "gad7Item7 missing");
    assertThat(complete.outputs()).containsEntry("gad2Total", first + second).containsEntry("gad2Positive", positive);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
  void aMissingAnswerGivesNoTotalAndIsNeverZero(int item) {
    Judgement judgement = judge(with(total(21), "gad7Item" + item, null));

    assertThat(judgement.outputs()).containsEntry("gad7Total", null).containsEntry("gad7Severity", null).containsEntry("gad7FurtherEvaluation", null)
        .containsEntry("gad2Total", item <= 2 ? null : 6).containsEntry("gad2Positive", item <= 2 ? null : true);
    assertIncomplete(judgement, "gad7Item" + item + " missing");
  }

  @ParameterizedTest
  @CsvSource({"1, -1", "2, 4", "7, 4", "5, -3"})
  void anImpossibleAnswerGivesNoTotal(int item, int answer) {
    Judgement judgement = judge(with(total(21), "gad7Item" + item, answer));

    assertThat(judgement.get("gad7Total")).isNull();
    assertIncomplete(judgement, "gad7Item" + item + " out of range");
  }

  @Test
  void answersThatAFormSendsAsTextCountLikeNumbers() {
    Map<String, Object> texts = new LinkedHashMap<>();
    total(10).forEach((item, answer) -> texts.put(item, String.valueOf(answer)));

    assertThat(judge(texts).get("gad7Total")).isEqualTo(10);
  }
}
