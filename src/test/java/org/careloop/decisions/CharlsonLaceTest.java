package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CharlsonLaceTest extends DecisionTest {

  static final List<String> CONDITIONS = List.of("previousMyocardialInfarction", "cerebrovascularDisease", "peripheralVascularDisease",
      "diabetesUncomplicated", "diabetesEndOrganDamage", "congestiveHeartFailure", "chronicPulmonaryDisease", "mildLiverOrRenalDisease",
      "anyTumor", "dementia", "connectiveTissueDisease", "moderateSevereLiverOrRenalDisease", "aids", "metastaticSolidTumor");

  CharlsonLaceTest() {
    super("charlson-lace");
  }

  private static Map<String, Object> healthyExcept(Object... namesAndValues) {
    Map<String, Object> inputs = new LinkedHashMap<>();
    CONDITIONS.forEach(condition -> inputs.put(condition, false));
    return with(inputs, namesAndValues);
  }

  @ParameterizedTest(name = "{0} alone counts {1}")
  @CsvSource({
    "previousMyocardialInfarction, 1",
    "cerebrovascularDisease, 1",
    "peripheralVascularDisease, 1",
    "diabetesUncomplicated, 1",
    "diabetesEndOrganDamage, 2",
    "congestiveHeartFailure, 2",
    "chronicPulmonaryDisease, 2",
    "mildLiverOrRenalDisease, 2",
    "anyTumor, 2",
    "dementia, 3",
    "connectiveTissueDisease, 3",
    "moderateSevereLiverOrRenalDisease, 4",
    "aids, 4",
    "metastaticSolidTumor, 6"
  })
  void eachComorbidityHasItsOwnWeight(String condition, int points) {
    Judgement judgement = judge(healthyExcept(condition, true));

    assertThat(judgement.get("charlsonLace")).isEqualTo(points);
    assertComplete(judgement);
  }

  @Test
  void aPatientWithoutComorbiditiesScoresZeroAndNotNothing() {
    Judgement judgement = judge(healthyExcept());

    assertThat(judgement.get("charlsonLace")).isEqualTo(0);
    assertComplete(judgement);
  }

  @ParameterizedTest(name = "{0} with {1} counts {2}")
  @CsvSource({
    "diabetesUncomplicated, diabetesEndOrganDamage, 2",
    "mildLiverOrRenalDisease, moderateSevereLiverOrRenalDisease, 4",
    "anyTumor, metastaticSolidTumor, 6"
  })
  void theSevereFormReplacesTheMildOne(String mild, String severe, int points) {
    assertThat(judge(healthyExcept(mild, true, severe, true)).get("charlsonLace")).isEqualTo(points);
  }

  @Test
  void differentComorbiditiesAdd() {
    assertThat(judge(healthyExcept("congestiveHeartFailure", true, "dementia", true, "diabetesUncomplicated", true)).get("charlsonLace"))
        .isEqualTo(6);
  }

  @Test
  void everythingAtOnceGivesTheHighestScore() {
    Map<String, Object> everything = new LinkedHashMap<>();
    CONDITIONS.forEach(condition -> everything.put(condition, true));

    assertThat(judge(everything).get("charlsonLace")).isEqualTo(1 + 1 + 1 + 2 + 2 + 2 + 3 + 3 + 4 + 4 + 6);
  }

  static Stream<String> conditionsThatMustBeKnown() {
    return CONDITIONS.stream().filter(condition -> !condition.equals("aids"));
  }

  @ParameterizedTest
  @MethodSource("conditionsThatMustBeKnown")
  void anUnknownComorbidityGivesNoScoreAndIsNamed(String condition) {
    Judgement judgement = judge(healthyExcept("dementia", true, condition, null));

    assertThat(judgement.get("charlsonLace")).isNull();
    assertIncomplete(judgement, condition + " missing");
  }

  @Test
  void anUndisclosedHivStatusCountsZeroAndIsNoProblem() {
    Judgement judgement = judge(healthyExcept("aids", null, "dementia", true));

    assertThat(judgement.get("charlsonLace")).isEqualTo(3);
    assertComplete(judgement);
  }

  @Test
  void withoutAnyReadingOfTheConditionsThirteenAreNamed() {
    Judgement judgement = judge();

    assertThat(judgement.get("charlsonLace")).isNull();
    assertThat((List<?>) judgement.get("problems")).hasSize(13);
  }
}
