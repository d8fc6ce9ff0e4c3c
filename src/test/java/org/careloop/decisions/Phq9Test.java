package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Phq9Test extends DecisionTest {

  Phq9Test() {
    super("phq-9");
  }

  /** Nine answers as they stand on the form, - where one is missing. */
  private static Map<String, Object> answers(String line) {
    Map<String, Object> answers = new LinkedHashMap<>();
    String[] items = line.trim().split(" ");
    assertThat(items).hasSize(9);
    for (int i = 0; i < 9; i++) {
      answers.put("phq9Item" + (i + 1), items[i].equals("-") ? null : Integer.valueOf(items[i]));
    }
    return answers;
  }

  /** Items 1 to 8 that add up to this, with item 9 as given. */
  private static Map<String, Object> total(int sum, int item9) {
    List<String> items = new ArrayList<>();
    int left = sum - item9;
    for (int i = 0; i < 8; i++) {
      int answer = Math.min(3, left);
      items.add(String.valueOf(answer));
      left -= answer;
    }
    assertThat(left).isZero();
    items.add(String.valueOf(item9));
    return answers(String.join(" ", items));
  }

  @ParameterizedTest(name = "a total of {0} is {1}")
  @CsvSource({
    "0, minimal, 365, false", "4, minimal, 365, false", "5, mild, 28, false", "9, mild, 28, false", "10, moderate, 28, true",
    "14, moderate, 28, true", "15, moderatelySevere, 14, true", "19, moderatelySevere, 14, true", "20, severe, 7, true", "24, severe, 7, true"
  })
  void eachTotalHasItsSeverity(int total, String severity, int recheck, boolean positive) {
    Judgement judgement = judge(total(total, 0));

    assertThat(judgement.outputs()).containsEntry("phq9Total", total).containsEntry("phq9Severity", severity).containsEntry("recheckDays", recheck)
        .containsEntry("phq9Positive", positive).containsEntry("phq9Item9", 0).containsEntry("item9Action", "none")
        .containsEntry("suicideRiskAssessment", false);
    assertComplete(judgement);
  }

  @ParameterizedTest(name = "item 9 = {0}, total {1}")
  @CsvSource({"1, 1, minimal", "2, 2, minimal", "3, 3, minimal", "1, 9, mild", "3, 27, severe"})
  void thoughtsOfDeathAreAssessedAtOnceWhateverTheTotal(int item9, int total, String severity) {
    Judgement judgement = judge(total(total, item9));

    assertThat(judgement.outputs()).containsEntry("item9Action", "assessNow").containsEntry("suicideRiskAssessment", true)
        .containsEntry("phq9Item9", item9).containsEntry("phq9Total", total).containsEntry("phq9Severity", severity);
    assertComplete(judgement);
  }

  @Test
  void thoughtsOfDeathAreAssessedAtOnceEvenWhenNothingElseWasAnswered() {
    Judgement judgement = judge("phq9Item9", 1);

    assertThat(judgement.outputs()).containsEntry("item9Action", "assessNow").containsEntry("suicideRiskAssessment", true)
        .containsEntry("phq9Total", null).containsEntry("phq9Severity", null).containsEntry("phq9Positive", null).containsEntry("recheckDays", null);
    assertIncomplete(judgement, "phq9Item1 missing", "phq9Item2 missing", "phq9Item3 missing", "phq9Item4 missing", "phq9Item5 missing",
        "phq9Item6 missing", "phq9Item7 missing", "phq9Item8 missing");
  }

  @ParameterizedTest(name = "item 9 = {0}")
  @CsvSource(nullValues = "null", value = {"null, missing", "-1, out of range", "4, out of range"})
  void withoutItem9NothingIsScored(Integer item9, String what) {
    Judgement judgement = judge(with(total(24, 0), "phq9Item9", item9));

    assertThat(judgement.outputs()).containsEntry("item9Action", "completeItem9").containsEntry("suicideRiskAssessment", false)
        .containsEntry("phq9Total", null).containsEntry("phq9Item9", null).containsEntry("phq9Severity", null).containsEntry("phq9Positive", null);
    assertIncomplete(judgement, "phq9Item9 " + what);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    // sum * 9 / answered, half rounded up
    "1 1 1 1 1 1 1 - 0, 8", "1 0 0 0 0 0 0 - 0, 1", "1 1 1 1 0 0 0 - 0, 5", "2 2 2 2 1 1 1 - 0, 12", "0 0 0 0 0 0 0 - 0, 0",
    "- 3 3 3 3 3 3 3 0, 24", "- 3 3 3 3 3 3 3 3, 27", "- - 1 1 1 1 1 1 0, 8", "- - 2 2 2 1 1 1 0, 12", "3 3 3 3 3 3 - - 3, 27", "- - 0 0 0 0 0 1 0, 1"
  })
  void oneOrTwoMissingOfTheFirstEightAreProrated(String line, int total) {
    Judgement judgement = judge(answers(line));

    assertThat(judgement.get("phq9Total")).isEqualTo(total);
    assertThat(judgement.get("incomplete")).isEqualTo(false);
    assertThat((List<?>) judgement.get("problems")).as("the missing answers are named all the same").isNotEmpty();
    assertThat(judgement.get("phq9Pattern")).as("no pattern without all answers").isNull();
  }

  @Test
  void aHalfIsRoundedUp() {
    // 4 * 9 / 8 = 4.5, which is mild and not minimal
    assertThat(judge(answers("1 1 1 1 0 0 0 - 0")).get("phq9Severity")).isEqualTo("mild");
  }

  @ParameterizedTest
  @ValueSource(strings = {"- - - 3 3 3 3 3 0", "3 3 3 3 3 - - - 0", "- - - - - - - - 0"})
  void threeMissingGiveNoTotalHoweverHighTheOthersAre(String line) {
    Judgement judgement = judge(answers(line));

    assertThat(judgement.outputs()).containsEntry("phq9Total", null).containsEntry("phq9Severity", null).containsEntry("phq9Positive", null)
        .containsEntry("phq9Item9", 0).containsEntry("item9Action", "none");
    assertThat(judgement.get("incomplete")).isEqualTo(true);
    assertThat((List<?>) judgement.get("problems")).hasSizeGreaterThanOrEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 4})
  void anImpossibleAnswerGivesNoTotal(int impossible) {
    Judgement judgement = judge(with(total(10, 0), "phq9Item3", impossible));

    assertThat(judgement.get("phq9Total")).isNull();
    assertIncomplete(judgement, "phq9Item3 out of range");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "2 2 2 2 2 0 0 0 0, major", "0 2 2 2 2 2 0 0 0, major", "2 0 2 2 2 0 0 0 1, major", "1 1 3 3 3 3 3 3 3, none", "2 0 2 2 2 0 0 0 0, other",
    "2 0 0 0 0 0 0 0 1, other", "2 0 0 0 0 0 0 0 0, none", "0 3 1 1 1 1 1 1 0, none", "0 3 3 1 1 1 1 1 0, other", "0 0 0 0 0 0 0 0 0, none"
  })
  void thePatternCountsSymptomsOfMoreThanHalfTheDays(String line, String pattern) {
    assertThat(judge(answers(line)).get("phq9Pattern")).isEqualTo(pattern);
  }

  @Test
  void answersThatAFormSendsAsTextCountLikeNumbers() {
    Map<String, Object> texts = new LinkedHashMap<>();
    List<String> line = Arrays.asList("3", "2", "1", "0", "3", "2", "1", "0", "1");
    for (int i = 0; i < 9; i++) {
      texts.put("phq9Item" + (i + 1), line.get(i));
    }
    assertThat(judge(texts).outputs()).containsEntry("phq9Total", 13).containsEntry("phq9Item9", 1).containsEntry("phq9Severity", "moderate");
  }
}
