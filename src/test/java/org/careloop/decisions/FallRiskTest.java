package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FallRiskTest extends DecisionTest {

  private static final Map<String, Object> STEADY = inputs("age", 70, "feelsUnsteady", false, "worriesAboutFalling", false, "fellPastYear", false);

  FallRiskTest() {
    super("fall-risk");
  }

  @ParameterizedTest(name = "age {0}: unsteady {1}, worried {2}, fell {3}: {4}")
  @CsvSource(nullValues = "null", value = {
    "70, false, false, false, low, 0", "65, false, false, false, low, 0", "64, false, false, false, notScreened, 0",
    "70, true, false, false, atRisk, 1", "70, false, true, false, atRisk, 1", "70, false, false, true, atRisk, 1", "70, true, true, true, atRisk, 3",
    "64, true, false, false, atRisk, 1", "30, false, false, true, atRisk, 1", "70, true, null, null, atRisk, 1", "70, null, true, true, atRisk, 2",
    "70, null, null, true, atRisk, null", "30, false, null, true, atRisk, null"
  })
  void aYesToOneKeyQuestionIsARisk(int age, Boolean unsteady, Boolean worried, Boolean fell, String risk, Integer yes) {
    Judgement judgement = judge("age", age, "feelsUnsteady", unsteady, "worriesAboutFalling", worried, "fellPastYear", fell);

    assertThat(judgement.outputs()).containsEntry("fallRisk", risk).containsEntry("keyQuestionsYes", yes);
    assertComplete(judgement);
  }

  @ParameterizedTest(name = "Stay Independent {0}: {1}")
  @CsvSource({"0, low", "3, low", "4, atRisk", "14, atRisk"})
  void fourPointsOrMoreAreARisk(int score, String risk) {
    assertThat(judge(with(STEADY, "stayIndependentScore", score)).get("fallRisk")).isEqualTo(risk);
    assertThat(judge("age", 70, "fellPastYear", false, "stayIndependentScore", score).get("fallRisk")).isEqualTo(risk);
  }

  @ParameterizedTest(name = "{0}, {1}, {2}: not low")
  @CsvSource(nullValues = "null", value = {"null, false, false", "false, null, false", "false, false, null", "null, null, null"})
  void from65AMissingAnswerIsNeverNo(Boolean unsteady, Boolean worried, Boolean fell) {
    Judgement judgement = judge("age", 65, "feelsUnsteady", unsteady, "worriesAboutFalling", worried, "fellPastYear", fell);

    assertThat(judgement.get("fallRisk")).isNull();
    assertThat(judgement.get("incomplete")).isEqualTo(true);
    assertThat((java.util.List<?>) judgement.get("problems")).isNotEmpty();
    assertThat(judge("age", 64, "feelsUnsteady", unsteady, "worriesAboutFalling", worried, "fellPastYear", fell).get("fallRisk"))
        .isEqualTo("notScreened");
  }

  @Test
  void aLowScoreIsNotEnoughWhileNobodyAskedWhetherThePatientFell() {
    Judgement judgement = judge("age", 70, "stayIndependentScore", 3, "feelsUnsteady", false, "worriesAboutFalling", false);

    assertThat(judgement.get("fallRisk")).isNull();
    assertIncomplete(judgement, "fellPastYear missing");
  }

  @ParameterizedTest(name = "age {0}, score {1}: {2}")
  @CsvSource(nullValues = "null", value = {"null, 9, age missing", "-1, 9, age out of range", "131, null, age out of range",
    "70, -1, stayIndependentScore out of range", "70, 15, stayIndependentScore out of range"})
  void withoutTheAgeOrWithAnImpossibleScoreNothingIsJudged(Integer age, Integer score, String problem) {
    Judgement judgement = judge(with(STEADY, "age", age, "stayIndependentScore", score, "fellPastYear", true));

    assertThat(judgement.get("fallRisk")).isNull();
    assertIncomplete(judgement, problem);
  }

  @ParameterizedTest(name = "up and go {0} s, chair stand below norm {1}, tandem {2} s: {3}")
  @CsvSource(nullValues = "null", value = {
    "11.9, null, null, false", "12, null, null, true", "30, false, 10, true", "null, true, null, true", "null, false, null, false",
    "null, null, 9.9, true", "null, null, 10, false", "null, null, 0, true", "8, false, 10, false", "null, null, null, null"
  })
  void theTestsShowAProblemOfGait(Double tug, Boolean chairStand, Double tandem, Boolean problem) {
    assertThat(judge(with(STEADY, "fellPastYear", true, "tugSeconds", tug, "chairStandBelowNorm", chairStand, "tandemSeconds", tandem))
        .get("gaitProblem")).isEqualTo(problem);
  }
}
