package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrapareTallyTest extends DecisionTest {

  private static final List<String> RISKS = List.of("farmWork", "veteran", "languageNotEnglish", "noHousing", "worriedHousing", "belowHighSchool",
      "unemployed", "uninsured", "lowIncome", "transportationBarrier", "socialContactBelow5", "highStress", "incarceration", "refugee", "feelsUnsafe",
      "domesticViolence");

  PrapareTallyTest() {
    super("prapare-tally");
  }

  static List<String> risks() {
    return RISKS;
  }

  private static Map<String, Object> answers(int risks, int materialNeeds) {
    Map<String, Object> answers = new HashMap<>();
    for (int i = 0; i < RISKS.size(); i++) {
      answers.put(RISKS.get(i), i < risks);
    }
    answers.put("materialNeedCount", materialNeeds);
    return answers;
  }

  @ParameterizedTest
  @MethodSource("risks")
  void eachRiskIsOnePoint(String risk) {
    Judgement judgement = judge(with(answers(0, 0), risk, true));

    assertThat(judgement.outputs()).containsEntry("prapareTotal", 1).containsEntry("prapareBand", "low");
    assertComplete(judgement);
  }

  @ParameterizedTest(name = "{0} risks and {1} material needs: {2}, {3}")
  @CsvSource({"0, 0, 0, none", "1, 0, 1, low", "0, 4, 4, low", "0, 5, 5, medium", "2, 7, 9, medium", "3, 7, 10, high", "16, 7, 23, high"})
  void theTallyFallsInItsBand(int risks, int needs, int total, String band) {
    Judgement judgement = judge(answers(risks, needs));

    assertThat(judgement.outputs()).containsEntry("prapareTotal", total).containsEntry("prapareBand", band);
    assertComplete(judgement);
  }

  @ParameterizedTest
  @MethodSource("risks")
  void whatWasNotAnsweredIsNamedAndTheTallyIsALowerBound(String risk) {
    Judgement judgement = judge(with(answers(16, 0), risk, null));

    assertThat(judgement.outputs()).containsEntry("prapareTotal", 15).containsEntry("prapareBand", "high");
    assertIncomplete(judgement, risk + " missing");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 8})
  void anImpossibleNumberOfNeedsGivesNoPointsAndIsNamed(int needs) {
    Judgement judgement = judge(answers(2, needs));

    assertThat(judgement.get("prapareTotal")).isEqualTo(2);
    assertIncomplete(judgement, "materialNeedCount out of range");
  }

  @Test
  void withoutAnyAnswerEveryQuestionIsNamed() {
    Judgement judgement = judge();

    assertThat(judgement.get("incomplete")).isEqualTo(true);
    assertThat((List<?>) judgement.get("problems")).hasSize(17);
  }
}
