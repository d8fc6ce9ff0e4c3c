package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CareTierTest extends DecisionTest {

  private static final Map<String, Object> WELL = inputs("unplannedAdmissions12m", 0, "emergencyVisits6m", 0, "chronicConditionCount", 0,
      "poorlyControlled", false, "medicationCount", 0, "highAlertMedicine", false, "phq9Total", 0, "gad7Total", 0, "substanceUseDisorderActive", false,
      "socialNeedCount", 0, "fallRisk", "low", "noCaregiverWithAdlNeed", false, "limitedHealthLiteracy", false, "phq2Positive", false,
      "gad2Positive", false, "advancedIllness", false, "phq9Item9", 0, "unsafeHome", false);
  private static final Map<String, Object> EVERYTHING = inputs("unplannedAdmissions12m", 9, "emergencyVisits6m", 9, "chronicConditionCount", 9,
      "poorlyControlled", true, "medicationCount", 20, "highAlertMedicine", true, "phq9Total", 27, "gad7Total", 21, "substanceUseDisorderActive", true,
      "socialNeedCount", 9, "fallRisk", "atRisk", "noCaregiverWithAdlNeed", true, "limitedHealthLiteracy", true, "phq2Positive", true,
      "gad2Positive", true, "advancedIllness", false, "phq9Item9", 0, "unsafeHome", false);

  CareTierTest() {
    super("care-tier");
  }

  @ParameterizedTest(name = "{0} = {1} counts {2}")
  @CsvSource({
    "unplannedAdmissions12m, 0, 0", "unplannedAdmissions12m, 1, 2", "unplannedAdmissions12m, 2, 4", "unplannedAdmissions12m, 40, 4",
    "emergencyVisits6m, 0, 0", "emergencyVisits6m, 1, 1", "emergencyVisits6m, 2, 1", "emergencyVisits6m, 3, 3", "emergencyVisits6m, 40, 3",
    "chronicConditionCount, 0, 0", "chronicConditionCount, 1, 1", "chronicConditionCount, 2, 2", "chronicConditionCount, 3, 2",
    "chronicConditionCount, 4, 3", "chronicConditionCount, 12, 3", "poorlyControlled, true, 2", "medicationCount, 4, 0", "medicationCount, 5, 1",
    "medicationCount, 9, 1", "medicationCount, 10, 2", "medicationCount, 30, 2", "highAlertMedicine, true, 1", "phq9Total, 9, 0", "phq9Total, 10, 1",
    "phq9Total, 14, 1", "phq9Total, 15, 2", "phq9Total, 27, 2", "gad7Total, 14, 0", "gad7Total, 15, 1", "gad7Total, 21, 1",
    "substanceUseDisorderActive, true, 2", "socialNeedCount, 0, 0", "socialNeedCount, 1, 1", "socialNeedCount, 2, 2", "socialNeedCount, 9, 2",
    "fallRisk, atRisk, 1", "fallRisk, low, 0", "fallRisk, notScreened, 0", "noCaregiverWithAdlNeed, true, 1", "limitedHealthLiteracy, true, 1"
  })
  void eachFactorHasItsOwnPoints(String factor, String value, int points) {
    Judgement judgement = judge(with(WELL, factor, value));

    assertThat(judgement.get("tierPoints")).isEqualTo(points);
    assertComplete(judgement);
  }

  @ParameterizedTest(name = "{0} points are tier {1}, review within {2} days")
  @CsvSource({"0, 1, 365", "2, 1, 365", "3, 2, 180", "5, 2, 180", "6, 3, 90", "9, 3, 90", "10, 4, 30", "25, 4, 30"})
  void eachTierHasItsBoundsAndItsReview(int points, int tier, int days) {
    Judgement judgement = judge(withPoints(points));

    assertThat(judgement.outputs()).containsEntry("tierPoints", points).containsEntry("tier", tier).containsEntry("reviewIntervalDays", days)
        .containsEntry("forcedReason", null).containsEntry("statReasons", List.of());
    assertComplete(judgement);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 9, 25})
  void advancedIllnessIsTierFourWhateverThePoints(int points) {
    assertThat(judge(with(withPoints(points), "advancedIllness", true)).outputs()).containsEntry("tier", 4).containsEntry("tierPoints", points)
        .containsEntry("reviewIntervalDays", 30).containsEntry("forcedReason", "advancedIllness");
  }

  private static Map<String, Object> withPoints(int points) {
    if (points == 25) {
      return EVERYTHING;
    }
    Map<String, Object> inputs = new HashMap<>(WELL);
    int left = points;
    Object[][] steps = {{"unplannedAdmissions12m", 2, 4}, {"emergencyVisits6m", 3, 3}, {"poorlyControlled", true, 2}, {"highAlertMedicine", true, 1},
        {"limitedHealthLiteracy", true, 1}, {"fallRisk", "atRisk", 1}};
    for (Object[] step : steps) {
      if ((int) step[2] <= left) {
        inputs.put((String) step[0], step[1]);
        left -= (int) step[2];
      }
    }
    assertThat(left).isZero();
    return inputs;
  }

  @ParameterizedTest
  @ValueSource(strings = {"unplannedAdmissions12m", "emergencyVisits6m", "chronicConditionCount", "poorlyControlled", "medicationCount",
    "highAlertMedicine", "socialNeedCount", "fallRisk", "noCaregiverWithAdlNeed", "limitedHealthLiteracy", "advancedIllness"})
  void aMissingInputIsNamedAndThePlanIsReviewedSoon(String input) {
    Judgement judgement = judge(with(WELL, input, null));

    assertThat(judgement.outputs()).containsEntry("tier", 1).containsEntry("tierPoints", 0).containsEntry("reviewIntervalDays", 30);
    assertIncomplete(judgement, input + " missing");
  }

  @ParameterizedTest(name = "{0} points with missing data: tier {1}, review within 30 days")
  @CsvSource({"2, 1", "3, 2", "6, 3", "10, 4"})
  void whileDataAreMissingTheTierIsALowerBound(int points, int tier) {
    Judgement judgement = judge(with(withPoints(points), "medicationCount", null));

    assertThat(judgement.outputs()).containsEntry("tier", tier).containsEntry("reviewIntervalDays", 30);
    assertIncomplete(judgement, "medicationCount missing");
  }

  @Test
  void aPhq9MayBeMissingOnlyAfterANegativePhq2AndAGad7OnlyAfterANegativeGad2() {
    assertComplete(judge(with(WELL, "phq9Total", null, "gad7Total", null)));
    assertIncomplete(judge(with(WELL, "phq9Total", null, "phq2Positive", true)), "phq9Total missing");
    assertIncomplete(judge(with(WELL, "phq9Total", null, "phq2Positive", null)), "phq9Total missing");
    assertIncomplete(judge(with(WELL, "gad7Total", null, "gad2Positive", true)), "gad7Total missing");
    assertIncomplete(judge(with(WELL, "gad7Total", null, "gad2Positive", null)), "gad7Total missing");
  }

  @ParameterizedTest(name = "{0} after declining {1}")
  @CsvSource({"phq9Total, phq-2", "phq9Total, phq-9", "gad7Total, gad-7", "socialNeedCount, social-needs", "fallRisk, home-and-health",
    "noCaregiverWithAdlNeed, home-and-health", "limitedHealthLiteracy, home-and-health"})
  void whatWasDeclinedIsNamedAsDeclinedAndNotAskedFor(String input, String screening) {
    Map<String, Object> asked = with(with(WELL, "phq2Positive", null, "gad2Positive", null), input, null);
    Judgement declined = judge(with(asked, "declinedScreenings", List.of("home-safety", screening)));
    assertThat(declined.outputs()).containsEntry("tierPoints", 0).containsEntry("dataMissing", false).containsEntry("reviewIntervalDays", 30);
    assertIncomplete(declined, input + " declined");

    Judgement left = judge(with(asked, "declinedScreenings", List.of("home-safety")));
    assertThat(left.get("dataMissing")).isEqualTo(true);
    assertIncomplete(left, input + " missing");
  }

  @Test
  void socialNeedsThatWereDeclinedAreNotNoNeed() {
    assertIncomplete(judge(with(WELL, "declinedScreenings", List.of("social-needs"))), "socialNeedCount declined");
    assertThat(judge(with(WELL, "socialNeedCount", 1, "declinedScreenings", List.of("social-needs"))).outputs()).containsEntry("tierPoints", 1);
  }

  @Test
  void substanceUseMayBeUndisclosed() {
    Judgement judgement = judge(with(WELL, "substanceUseDisorderActive", null));

    assertThat(judgement.get("tierPoints")).isEqualTo(0);
    assertComplete(judgement);
  }

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource({"unplannedAdmissions12m, -1", "emergencyVisits6m, -1", "chronicConditionCount, -1", "medicationCount, -1", "socialNeedCount, -1", "phq9Total, -1",
    "phq9Total, 28", "gad7Total, -1", "gad7Total, 22"})
  void anImpossibleNumberGivesNoPointsAndIsNamed(String input, int value) {
    Judgement judgement = judge(with(WELL, input, value));

    assertThat(judgement.get("tierPoints")).isEqualTo(0);
    assertIncomplete(judgement, input + " out of range");
  }

  @Test
  void anUnknownRiskOfFallingIsNamed() {
    assertIncomplete(judge(with(WELL, "fallRisk", "high")), "fallRisk unknown");
  }

  @ParameterizedTest(name = "item 9 {0}, unsafe home {1}")
  @CsvSource(nullValues = "null", value = {"1, false, suicideRisk", "3, null, suicideRisk", "0, true, unsafeHome", "null, true, unsafeHome", "2, true, suicideRisk unsafeHome"})
  void dangerIsNamedAndDoesNotChangeTheTier(Integer item9, Boolean unsafe, String reasons) {
    Judgement judgement = judge(with(WELL, "phq9Item9", item9, "unsafeHome", unsafe));

    assertThat(judgement.outputs()).containsEntry("tier", 1).containsEntry("statReasons", List.of(reasons.split(" ")));
    assertComplete(judgement);
  }

  @Test
  void aPatientAboutWhomNothingIsKnownIsReviewedSoonWithEverythingNamed() {
    Judgement judgement = judge();

    assertThat(judgement.outputs()).containsEntry("tier", 1).containsEntry("reviewIntervalDays", 30).containsEntry("statReasons", List.of());
    assertThat((List<?>) judgement.get("problems")).hasSize(13);
  }
}
