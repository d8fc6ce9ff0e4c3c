package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransitionPlanTest extends DecisionTest {

  private static final Map<String, Object> PLAIN = inputs("laceScore", 0, "hospitalBand", "low", "livesAlone", false, "socialNeedCount", 0,
      "limitedHealthLiteracy", false, "newHighAlertMedicine", false, "principalDiagnosisGroup", "other", "medicationCount", 3);

  TransitionPlanTest() {
    super("transition-plan");
  }

  @ParameterizedTest(name = "LACE {0}, HOSPITAL {1}: level {2}")
  @CsvSource(nullValues = "null", value = {
    "0, low, 1", "4, low, 1", "5, low, 2", "9, low, 2", "10, low, 3", "16, low, 3", "17, low, 4", "19, low, 4",
    "0, null, 1", "4, intermediate, 2", "4, high, 3", "17, high, 4", "10, intermediate, 3",
    "null, low, 1", "null, intermediate, 2", "null, high, 3", "-1, low, 1", "20, low, 1",
    "null, null, 3", "-1, null, 3", "20, null, 3", "null, severe, 3"
  })
  void theHigherOfTheTwoScoresSetsTheLevelAndNoScoreAtAllMeansLevelThree(Integer lace, String hospital, int level) {
    assertThat(judge(with(PLAIN, "laceScore", lace, "hospitalBand", hospital)).get("intensityLevel")).isEqualTo(level);
  }

  static Stream<Arguments> raises() {
    return Stream.of(
        Arguments.of("livesAlone", false, true),
        Arguments.of("socialNeedCount", 1, 2),
        Arguments.of("socialNeedCount", 0, 9),
        Arguments.of("limitedHealthLiteracy", false, true),
        Arguments.of("newHighAlertMedicine", false, true),
        Arguments.of("principalDiagnosisGroup", "other", "heartFailure"),
        Arguments.of("principalDiagnosisGroup", "other", "copd"),
        Arguments.of("principalDiagnosisGroup", "other", "acuteMyocardialInfarction"),
        Arguments.of("principalDiagnosisGroup", "other", "pneumonia"),
        Arguments.of("principalDiagnosisGroup", "other", "stroke"),
        Arguments.of("principalDiagnosisGroup", "other", "sepsis"));
  }

  @ParameterizedTest(name = "{0} = {2} raises, {1} does not")
  @MethodSource("raises")
  void aCircumstanceThatMakesItHarderRaisesTheLevelByOne(String circumstance, Object harmless, Object harder) {
    Judgement plain = judge(with(PLAIN, "laceScore", 5, circumstance, harmless));
    Judgement raised = judge(with(PLAIN, "laceScore", 5, circumstance, harder));

    assertThat(plain.outputs()).containsEntry("intensityLevel", 2).containsEntry("raiseReasons", List.of());
    assertThat(raised.outputs()).containsEntry("intensityLevel", 3).containsEntry("raiseReasons", List.of(circumstance));
    assertComplete(plain);
    assertComplete(raised);
  }

  @Test
  void severalReasonsRaiseOnlyOnceAndNeverAboveFour() {
    Map<String, Object> hard = with(PLAIN, "livesAlone", true, "socialNeedCount", 4, "principalDiagnosisGroup", "sepsis");

    assertThat(judge(with(hard, "laceScore", 5)).get("intensityLevel")).isEqualTo(3);
    assertThat(judge(with(hard, "laceScore", 19)).get("intensityLevel")).isEqualTo(4);
    assertThat(judge(with(hard, "laceScore", 5)).get("raiseReasons"))
        .isEqualTo(List.of("livesAlone", "socialNeedCount", "principalDiagnosisGroup"));
  }

  static Stream<Arguments> plans() {
    return Stream.of(
        Arguments.of(0, 3, "standard", 1, 2, null, false, 14, false, List.of(30), false),
        Arguments.of(0, 30, "standard", 1, 2, null, false, 14, false, List.of(30), false),
        Arguments.of(5, 0, "moderate", 2, 2, null, true, 14, false, List.of(7, 30), false),
        Arguments.of(5, 9, "moderate", 2, 2, null, true, 14, false, List.of(7, 30), false),
        Arguments.of(5, 10, "moderate", 2, 2, null, true, 14, true, List.of(7, 30), false),
        Arguments.of(5, null, "moderate", 2, 2, null, true, 14, true, List.of(7, 30), false),
        Arguments.of(10, 0, "high", 3, 2, 72, true, 7, true, List.of(3, 7, 14, 30), false),
        Arguments.of(16, 12, "high", 3, 2, 72, true, 7, true, List.of(3, 7, 14, 30), false),
        Arguments.of(17, 0, "intensive", 4, 1, 48, true, 7, true, List.of(3, 7, 14, 30), true),
        Arguments.of(19, null, "intensive", 4, 1, 48, true, 7, true, List.of(3, 7, 14, 30), true));
  }

  @ParameterizedTest(name = "LACE {0}, {1} medicines: {2}")
  @MethodSource("plans")
  void eachLevelHasItsPlan(Integer lace, Integer medicines, String intensity, int level, int contact, Integer homeVisitHours, boolean offer,
      int visitDays, boolean pharmacist, List<Integer> calls, boolean palliative) {
    Judgement plan = judge(with(PLAIN, "laceScore", lace, "medicationCount", medicines));

    assertThat(plan.outputs()).containsEntry("intensity", intensity).containsEntry("intensityLevel", level)
        .containsEntry("contactBusinessDays", contact).containsEntry("homeVisitHours", homeVisitHours).containsEntry("homeVisitOffer", offer)
        .containsEntry("visitDays", visitDays).containsEntry("pharmacistReview", pharmacist).containsEntry("callDays", calls)
        .containsEntry("palliativeConsultOffer", palliative);
    assertComplete(plan);
  }

  @ParameterizedTest(name = "level 4 with LACE {0}: palliative offer {1}")
  @CsvSource(nullValues = "null", value = {"10, false", "16, false", "17, true", "null, false", "20, false", "-1, false"})
  void thePalliativeOfferNeedsAScoreOfSeventeenNotOnlyLevelFour(Integer lace, boolean offer) {
    Judgement plan = judge(with(PLAIN, "laceScore", lace, "hospitalBand", "high", "livesAlone", true));

    assertThat(plan.outputs()).containsEntry("intensityLevel", 4).containsEntry("palliativeConsultOffer", offer);
  }

  static Stream<Arguments> problems() {
    return Stream.of(
        Arguments.of("laceScore", null, "laceScore missing"),
        Arguments.of("laceScore", -1, "laceScore out of range"),
        Arguments.of("laceScore", 20, "laceScore out of range"),
        Arguments.of("hospitalBand", "severe", "hospitalBand unknown"),
        Arguments.of("livesAlone", null, "livesAlone missing"),
        Arguments.of("socialNeedCount", null, "socialNeedCount missing"),
        Arguments.of("socialNeedCount", -2, "socialNeedCount out of range"),
        Arguments.of("limitedHealthLiteracy", null, "limitedHealthLiteracy missing"),
        Arguments.of("newHighAlertMedicine", null, "newHighAlertMedicine missing"),
        Arguments.of("principalDiagnosisGroup", null, "principalDiagnosisGroup missing"),
        Arguments.of("principalDiagnosisGroup", "fracture", "principalDiagnosisGroup unknown"),
        Arguments.of("medicationCount", -1, "medicationCount out of range"));
  }

  @ParameterizedTest(name = "{0} = {1}: {2}")
  @MethodSource("problems")
  void whatIsMissingOrUnknownIsNamedAndThePlanIsGivenAllTheSame(String input, Object value, String problem) {
    Judgement plan = judge(with(PLAIN, "laceScore", 5, input, value));

    assertThat(plan.get("intensity")).isNotNull();
    assertThat(plan.get("raiseReasons")).isEqualTo(List.of());
    assertIncomplete(plan, problem);
  }

  @Test
  void anUnusableNumberOfMedicinesAsksForThePharmacistAtLevelTwo() {
    assertThat(judge(with(PLAIN, "laceScore", 5, "medicationCount", -1)).get("pharmacistReview")).isEqualTo(true);
    assertThat(judge(with(PLAIN, "laceScore", 5, "medicationCount", "11")).get("pharmacistReview")).isEqualTo(true);
  }

  @Test
  void aPatientAboutWhomNothingIsKnownGetsTheHighPlan() {
    Judgement plan = judge();

    assertThat(plan.outputs()).containsEntry("intensity", "high").containsEntry("intensityLevel", 3);
    assertIncomplete(plan, "laceScore missing", "livesAlone missing", "socialNeedCount missing", "limitedHealthLiteracy missing",
        "newHighAlertMedicine missing", "principalDiagnosisGroup missing");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void theLastCallIsAlwaysTheThirtyDayClose(int level) {
    Integer lace = Arrays.asList(0, 5, 10, 17).get(level - 1);

    List<?> days = (List<?>) judge(with(PLAIN, "laceScore", lace)).get("callDays");
    assertThat(days.get(days.size() - 1)).isEqualTo(30);
  }
}
