package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BeersMedicineTest extends DecisionTest {

  BeersMedicineTest() {
    super("beers-medicine");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "benzodiazepine, atc|N05BA12 rxnorm|6470", "zDrug, atc|N05CF02 rxnorm|39993", "firstGenerationAntihistamine, atc|N05BB01 rxnorm|3498",
    "glyburide, atc|A10BB01 rxnorm|4815", "protonPumpInhibitor, atc|A02BC01 rxnorm|7646", "warfarin, atc|B01AA03 rxnorm|11289",
    "aspirinPrimaryPrevention, atc|B01AC06 rxnorm|1191"
  })
  void eachClassIsSeenByItsCodes(String name, String codes) {
    for (String code : codes.split(" ")) {
      Judgement judgement = judge("medicationCodes", List.of(code), "conditionGroups", List.of());

      assertThat(judgement.outputs()).as(code).containsEntry("beersMedicineCount", 1).containsEntry("beersClasses", List.of(name));
      assertComplete(judgement);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"heartFailure", "ckd"})
  void ibuprofenCountsWithHeartFailureOrKidneyDisease(String group) {
    assertThat(judge("medicationCodes", List.of("rxnorm|5640"), "conditionGroups", List.of("diabetes", group)).get("beersClasses"))
        .isEqualTo(List.of("nsaidWithHeartFailureOrCkd"));
    assertThat(judge("medicationCodes", List.of("rxnorm|5640"), "conditionGroups", List.of("diabetes")).get("beersMedicineCount")).isEqualTo(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ischemicHeartDisease", "stroke"})
  void aspirinCountsOnlyForPrimaryPrevention(String group) {
    assertThat(judge("medicationCodes", List.of("rxnorm|1191"), "conditionGroups", List.of(group)).get("beersMedicineCount")).isEqualTo(0);
  }

  @Test
  void conditionsNotKnownMakeADependentClassCount() {
    assertThat(judge("medicationCodes", List.of("rxnorm|5640", "rxnorm|1191"), "conditionGroups", null).get("beersMedicineCount")).isEqualTo(2);
  }

  @Test
  void aClassCountsOnceAndOtherMedicinesDoNot() {
    Judgement judgement = judge("medicationCodes", List.of("rxnorm|596", "atc|N05BA12", "rxnorm|7646", "rxnorm|6809", "rxnorm|59", "atc|C09AA05", "A02BC"),
        "conditionGroups", List.of());

    assertThat(judgement.outputs()).containsEntry("beersMedicineCount", 2)
        .containsEntry("beersClasses", List.of("benzodiazepine", "protonPumpInhibitor"));
  }

  @Test
  void noMedicinesAreNoneButMedicinesNotReadAreNotKnown() {
    assertThat(judge("medicationCodes", List.of(), "conditionGroups", List.of()).get("beersMedicineCount")).isEqualTo(0);

    Judgement notRead = judge("medicationCodes", null, "conditionGroups", List.of());
    assertThat(notRead.get("beersMedicineCount")).isNull();
    assertIncomplete(notRead, "medicationCodes missing");
  }
}
