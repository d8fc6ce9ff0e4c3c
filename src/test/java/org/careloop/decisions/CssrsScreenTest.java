package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CssrsScreenTest extends DecisionTest {

  /** Questions 3 to 5 are not asked when question 2 is no. */
  private static final Map<String, Object> ALL_NO = inputs("cssrsQ1", false, "cssrsQ2", false, "cssrsQ3", null, "cssrsQ4", null, "cssrsQ5", null,
      "cssrsQ6Lifetime", false, "cssrsQ6Within3Months", false);
  private static final Map<String, Object> THOUGHTS = with(ALL_NO, "cssrsQ2", true, "cssrsQ3", false, "cssrsQ4", false, "cssrsQ5", false);

  CssrsScreenTest() {
    super("cssrs-screen");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cssrsQ4", "cssrsQ5", "cssrsQ6Within3Months"})
  void intentPlanOrRecentBehaviorIsHighWhateverElseIsKnown(String question) {
    for (Map<String, Object> others : java.util.List.of(ALL_NO, THOUGHTS, inputs())) {
      Judgement judgement = judge(with(others, question, true));

      assertThat(judgement.get("suicideRisk")).isEqualTo("high");
      assertThat((String) judgement.get("suicideAction")).contains("Do not leave the patient alone", "988");
      assertComplete(judgement);
    }
  }

  @Test
  void aMethodInMindIsModerate() {
    Judgement judgement = judge(with(THOUGHTS, "cssrsQ3", true));

    assertThat(judgement.get("suicideRisk")).isEqualTo("moderate");
    assertThat((String) judgement.get("suicideAction")).contains("Same-day");
    assertComplete(judgement);
  }

  @Test
  void behaviorLongAgoIsModerateAndCompleteThoughQuestionsThreeToFiveWereNotAsked() {
    Judgement judgement = judge(with(ALL_NO, "cssrsQ6Lifetime", true));

    assertThat(judgement.get("suicideRisk")).isEqualTo("moderate");
    assertComplete(judgement);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cssrsQ4", "cssrsQ5", "cssrsQ6Within3Months"})
  void moderateStaysIncompleteWhileAnEmergencyQuestionIsOpen(String open) {
    for (String sign : java.util.List.of("cssrsQ3", "cssrsQ6Lifetime")) {
      Judgement judgement = judge(with(with(THOUGHTS, sign, true), open, null));

      assertThat(judgement.get("suicideRisk")).isEqualTo("moderate");
      assertIncomplete(judgement, open + " missing");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cssrsQ1", "cssrsQ2", "cssrsQ6Lifetime", "cssrsQ6Within3Months"})
  void aQuestionNotAnsweredIsNeverNo(String open) {
    Judgement judgement = judge(with(THOUGHTS, open, null));

    assertThat(judgement.get("suicideRisk")).isNull();
    assertIncomplete(judgement, open + " missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cssrsQ3", "cssrsQ4", "cssrsQ5"})
  void afterAYesToThoughtsTheNextThreeMustBeAnswered(String open) {
    Judgement judgement = judge(with(THOUGHTS, open, null));

    assertThat(judgement.get("suicideRisk")).isNull();
    assertIncomplete(judgement, open + " missing");
  }

  @ParameterizedTest
  @CsvSource({"cssrsQ1", "cssrsQ2"})
  void aWishOrThoughtsAloneAreLow(String question) {
    Judgement judgement = judge(with(question.equals("cssrsQ1") ? ALL_NO : THOUGHTS, question, true));

    assertThat(judgement.get("suicideRisk")).isEqualTo("low");
    assertThat((String) judgement.get("suicideAction")).contains("referral");
    assertComplete(judgement);
  }

  @Test
  void fiveTimesNoIsNone() {
    Judgement judgement = judge(ALL_NO);

    assertThat(judgement.get("suicideRisk")).isEqualTo("none");
    assertComplete(judgement);
  }

  @Test
  void withoutAnyAnswerEveryQuestionIsNamed() {
    Judgement judgement = judge();

    assertThat(judgement.get("suicideRisk")).isNull();
    assertIncomplete(judgement, "cssrsQ1 missing", "cssrsQ2 missing", "cssrsQ3 missing", "cssrsQ4 missing", "cssrsQ5 missing",
        "cssrsQ6Lifetime missing", "cssrsQ6Within3Months missing");
  }
}
