package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SocialNeedsTest extends DecisionTest {

  private static final Map<String, Object> NO_NEED = inputs("housingStatus", "steady", "homelessType", null, "homelessPast12m", false,
      "housingProblems", List.of("none"), "foodWorry", "never", "foodDidNotLast", "never", "transportationBarrier", "no", "utilities", "no",
      "safetyPositive", false, "otherNeeds", List.of());

  SocialNeedsTest() {
    super("social-needs");
  }

  private static List<String> needs(Judgement judgement) {
    return ((List<?>) judgement.get("socialNeeds")).stream().map(Map.class::cast)
        .map(need -> "%s %s %s".formatted(need.get("domain"), need.get("zCode"), need.get("referralType"))).toList();
  }

  private static void assertOneNeed(Judgement judgement, String need) {
    assertThat(needs(judgement)).containsExactly(need);
    assertThat(((Map<?, ?>) ((List<?>) judgement.get("socialNeeds")).get(0)).get("needWords")).as("the need as people read it").isInstanceOf(String.class);
    assertThat(judgement.outputs()).containsEntry("socialNeedCount", 1).containsEntry("socialNeedDomains", List.of(need.split(" ")[0]))
        .containsEntry("unansweredDomains", List.of());
    assertComplete(judgement);
  }

  @Test
  void allAnsweredAndNoNeedIsAnEmptyList() {
    Judgement judgement = judge(NO_NEED);

    assertThat(judgement.outputs()).containsEntry("socialNeeds", List.of()).containsEntry("socialNeedDomains", List.of())
        .containsEntry("socialNeedCount", 0).containsEntry("unansweredDomains", List.of());
    assertComplete(judgement);
  }

  @ParameterizedTest(name = "{0}, {1}, homeless before {2}: {3}")
  @CsvSource(nullValues = "null", value = {
    "noSteady, sheltered, false, housing Z59.01 homelessServices", "noSteady, unsheltered, false, housing Z59.02 homelessServices",
    "noSteady, unspecified, true, housing Z59.00 homelessServices", "noSteady, null, null, housing Z59.00 homelessServices",
    "worried, null, true, housing Z59.811 housing", "worried, null, false, housing Z59.811 housing", "steady, null, true, housing Z59.812 housing"
  })
  void housingIsCodedByHowThePatientLives(String status, String type, Boolean before, String need) {
    assertOneNeed(judge(with(NO_NEED, "housingStatus", status, "homelessType", type, "homelessPast12m", before)), need);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({"noHeat, Z59.11", "pests, Z59.19", "mold, Z59.19", "leadPaint, Z59.19", "ovenOrStove, Z59.19", "smokeDetectors, Z59.19", "waterLeaks, Z59.19"})
  void aProblemOfTheHousingIsANeed(String problem, String code) {
    assertOneNeed(judge(with(NO_NEED, "housingProblems", List.of(problem))), "housingQuality %s housingRepair".formatted(code));
  }

  @ParameterizedTest(name = "worry {0}, did not last {1}")
  @CsvSource(nullValues = "null", value = {"often, never", "sometimes, never", "never, often", "never, sometimes", "often, often", "often, null", "null, sometimes",
    "declined, often", "sometimes, declined"})
  void eitherFoodQuestionShowsTheNeedOnce(String worry, String didNotLast) {
    Judgement judgement = judge(with(NO_NEED, "foodWorry", worry, "foodDidNotLast", didNotLast));

    assertThat(needs(judgement)).containsExactly("food Z59.41 foodAssistance");
    assertThat(judgement.outputs()).containsEntry("socialNeedCount", 1).containsEntry("unansweredDomains", List.of());
  }

  @ParameterizedTest(name = "{0} = {1}: {2}")
  @CsvSource({
    "transportationBarrier, yes, transportation Z59.82 transportation", "utilities, threatened, utilities Z59.861 utilityAssistance",
    "utilities, shutOff, utilities Z59.12 utilityAssistance", "safetyPositive, true, interpersonalSafety null safetyServices"
  })
  void transportationUtilitiesAndSafetyAreNeedsOfTheirOwn(String question, String answer, String need) {
    assertOneNeed(judge(with(NO_NEED, question, answer)), need);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "financialStrain, finances Z59.869 financialCounselling", "materialHardship, finances Z59.87 financialCounselling",
    "lowIncome, finances Z59.6 benefitsEnrollment", "extremePoverty, finances Z59.5 benefitsEnrollment",
    "insuranceInsufficient, insurance Z59.71 insuranceEnrollment", "drinkingWaterUnsafe, water Z58.6 waterSafety",
    "foodOther, food Z59.48 foodAssistance", "belowHighSchool, education Z55.5 adultEducation", "lowLiteracy, education Z55.0 adultEducation",
    "unemployed, employment Z56.0 employmentServices", "livesAloneProblem, socialSupport Z60.2 socialSupport",
    "socialExclusion, socialSupport Z60.4 socialSupport", "highStress, stress Z73.3 behavioralHealth", "recentIncarceration, legal Z65.2 legalAid",
    "legalProblem, legal Z65.3 legalAid", "refugeeOrDisaster, refugee Z65.5 refugeeServices"
  })
  void eachOtherNeedHasItsCodeAndItsHelp(String code, String need) {
    assertOneNeed(judge(with(NO_NEED, "otherNeeds", List.of(code))), need);
  }

  @Test
  void severalCodesOfOneDomainAndOneHelpAreOneNeedWithAllCodes() {
    Judgement judgement = judge(with(NO_NEED, "foodWorry", "often", "housingProblems", List.of("noHeat", "mold", "pests"),
        "otherNeeds", List.of("foodOther", "financialStrain", "lowIncome")));

    assertThat(needs(judgement)).containsExactly("housingQuality Z59.11 housingRepair", "food Z59.41 foodAssistance",
        "finances Z59.869 financialCounselling", "finances Z59.6 benefitsEnrollment");
    Set<List<?>> codes = new LinkedHashSet<>();
    ((List<?>) judgement.get("socialNeeds")).forEach(need -> codes.add((List<?>) ((Map<?, ?>) need).get("zCodes")));
    assertThat(codes).containsExactly(List.of("Z59.11", "Z59.19"), List.of("Z59.41", "Z59.48"), List.of("Z59.869"), List.of("Z59.6"));
    assertThat(judgement.outputs()).containsEntry("socialNeedCount", 3)
        .containsEntry("socialNeedDomains", List.of("housingQuality", "food", "finances"));
    assertComplete(judgement);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"housingStatus, housing", "transportationBarrier, transportation", "utilities, utilities", "foodWorry, food", "foodDidNotLast, food"})
  void declinedIsListedAndNeverCountsAsNoNeed(String question, String domain) {
    Judgement judgement = judge(with(NO_NEED, question, "declined"));

    assertThat(judgement.outputs()).containsEntry("unansweredDomains", List.of(domain)).containsEntry("socialNeedCount", 0);
    assertComplete(judgement);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"housingStatus, housing", "transportationBarrier, transportation", "utilities, utilities", "foodWorry, food", "foodDidNotLast, food",
    "safetyPositive, interpersonalSafety"})
  void aQuestionNotAskedIsNamed(String question, String domain) {
    Judgement judgement = judge(with(NO_NEED, question, null));

    assertThat(judgement.outputs()).containsEntry("unansweredDomains", List.of(domain)).containsEntry("socialNeedCount", 0);
    assertIncomplete(judgement, question + " missing");
  }

  @Test
  void whatIsKnownIsGivenThoughMuchIsMissing() {
    Judgement judgement = judge("foodWorry", "often", "safetyPositive", true);

    assertThat(needs(judgement)).containsExactly("food Z59.41 foodAssistance", "interpersonalSafety null safetyServices");
    assertThat(judgement.get("unansweredDomains")).isEqualTo(List.of("housing", "transportation", "utilities"));
    assertIncomplete(judgement, "housingStatus missing", "foodDidNotLast missing", "transportationBarrier missing", "utilities missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"housingStatus", "homelessType", "foodWorry", "foodDidNotLast", "transportationBarrier", "utilities"})
  void anUnknownWordNeverPassesSilently(String question) {
    assertIncomplete(judge(with(NO_NEED, question, "perhaps")), question + " unknown");
  }

  @Test
  void anUnknownCodeInAListNeverPassesSilently() {
    assertIncomplete(judge(with(NO_NEED, "housingProblems", Arrays.asList("mold", "ghosts"), "otherNeeds", List.of("gold"))),
        "housingProblems unknown: ghosts", "otherNeeds unknown: gold");
  }

  @Test
  void listsThatWereNotFilledInAreEmpty() {
    assertComplete(judge(with(NO_NEED, "housingProblems", null, "otherNeeds", null)));
  }
}
