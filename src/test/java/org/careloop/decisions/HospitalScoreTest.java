package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class HospitalScoreTest extends DecisionTest {

  private static final Map<String, Object> NOTHING = inputs("hemoglobin", 13.5, "oncologyService", false, "sodium", 140.0,
      "procedureDuringStay", false, "nonElective", false, "admissions12m", 0, "lengthOfStayDays", 0, "hospitalScoreVersion", null);

  HospitalScoreTest() {
    super("hospital-score");
  }

  @ParameterizedTest(name = "{0} = {1} counts {2}")
  @CsvSource({
    "hemoglobin, 2, 1", "hemoglobin, 11.9, 1", "hemoglobin, 11.99, 1", "hemoglobin, 12, 0", "hemoglobin, 25, 0",
    "sodium, 90, 1", "sodium, 134, 1", "sodium, 134.9, 1", "sodium, 135, 0", "sodium, 200, 0",
    "oncologyService, true, 2", "oncologyService, false, 0",
    "procedureDuringStay, true, 1", "procedureDuringStay, false, 0",
    "nonElective, true, 1", "nonElective, false, 0",
    "admissions12m, 0, 0", "admissions12m, 1, 0", "admissions12m, 2, 2", "admissions12m, 5, 2", "admissions12m, 6, 5", "admissions12m, 60, 5",
    "lengthOfStayDays, 4, 0", "lengthOfStayDays, 5, 2", "lengthOfStayDays, 100, 2"
  })
  void eachFactorHasItsOwnPoints(String factor, String value, int points) {
    Judgement judgement = judge(with(NOTHING, factor, value));

    assertThat(judgement.get("hospitalScore")).isEqualTo(points);
    assertComplete(judgement);
  }

  @ParameterizedTest(name = "version {0}, {1} admissions: {2}")
  @CsvSource({"2013, 0, 0", "2013, 1, 2", "2013, 5, 2", "2013, 6, 5", "2016, 1, 0", "2016, 2, 2", "2016, 5, 2", "2016, 6, 5"})
  void theVersionDecidesWhetherOneEarlierAdmissionCounts(String version, int admissions, int points) {
    assertThat(judge(with(NOTHING, "hospitalScoreVersion", version, "admissions12m", admissions)).get("hospitalScore")).isEqualTo(points);
  }

  static Stream<Arguments> bands() {
    return Stream.of(
        Arguments.of(with(NOTHING), 0, "low"),
        Arguments.of(with(NOTHING, "oncologyService", true, "lengthOfStayDays", 5), 4, "low"),
        Arguments.of(with(NOTHING, "admissions12m", 6), 5, "intermediate"),
        Arguments.of(with(NOTHING, "admissions12m", 6, "nonElective", true), 6, "intermediate"),
        Arguments.of(with(NOTHING, "admissions12m", 6, "nonElective", true, "procedureDuringStay", true), 7, "high"),
        Arguments.of(inputs("hemoglobin", 8, "oncologyService", true, "sodium", 120, "procedureDuringStay", true, "nonElective", true,
            "admissions12m", 9, "lengthOfStayDays", 20), 13, "high"));
  }

  @ParameterizedTest(name = "{1} points are {2}")
  @MethodSource("bands")
  void theScoreFallsInItsBand(Map<String, Object> inputs, int score, String band) {
    Judgement judgement = judge(inputs);

    assertThat(judgement.outputs()).containsEntry("hospitalScore", score).containsEntry("hospitalBand", band);
    assertComplete(judgement);
  }

  @Test
  void theIllustrationOfTheClinicalRulesGivesFive() {
    Judgement judgement = judge("hemoglobin", 12.0, "oncologyService", false, "sodium", 134, "procedureDuringStay", true, "nonElective", true,
        "admissions12m", 1, "lengthOfStayDays", 5);

    assertThat(judgement.outputs()).containsEntry("hospitalScore", 5).containsEntry("hospitalBand", "intermediate");
    assertComplete(judgement);
  }

  static Stream<Arguments> laboratoryProblems() {
    return Stream.of(
        Arguments.of("hemoglobin", null, "hemoglobin missing"),
        Arguments.of("hemoglobin", 1.9, "hemoglobin out of range"),
        Arguments.of("hemoglobin", 118.0, "hemoglobin out of range"),
        Arguments.of("hemoglobin", -8, "hemoglobin out of range"),
        Arguments.of("sodium", null, "sodium missing"),
        Arguments.of("sodium", 89.9, "sodium out of range"),
        Arguments.of("sodium", 200.5, "sodium out of range"));
  }

  @ParameterizedTest(name = "{0} = {1}: {2}")
  @MethodSource("laboratoryProblems")
  void aLaboratoryValueThatIsMissingOrImplausibleLeavesALowerBound(String value, Object given, String problem) {
    Judgement judgement = judge(with(NOTHING, value, given, "lengthOfStayDays", 7));

    assertThat(judgement.outputs()).containsEntry("hospitalScore", 2).containsEntry("hospitalBand", "low");
    assertIncomplete(judgement, problem);
  }

  static Stream<Arguments> otherProblems() {
    return Stream.of(
        Arguments.of("oncologyService", null, "oncologyService missing"),
        Arguments.of("procedureDuringStay", null, "procedureDuringStay missing"),
        Arguments.of("nonElective", null, "nonElective missing"),
        Arguments.of("admissions12m", null, "admissions12m missing"),
        Arguments.of("admissions12m", -1, "admissions12m out of range"),
        Arguments.of("lengthOfStayDays", null, "lengthOfStayDays missing"),
        Arguments.of("lengthOfStayDays", -1, "lengthOfStayDays out of range"),
        Arguments.of("hospitalScoreVersion", "2017", "hospitalScoreVersion unknown"));
  }

  @ParameterizedTest(name = "{0} = {1}: {2}")
  @MethodSource("otherProblems")
  void anyOtherMissingOrImpossibleInputGivesNoScore(String input, Object value, String problem) {
    Judgement judgement = judge(with(NOTHING, input, value));

    assertThat(judgement.get("hospitalScore")).isNull();
    assertThat(judgement.get("hospitalBand")).isNull();
    assertIncomplete(judgement, problem);
  }
}
