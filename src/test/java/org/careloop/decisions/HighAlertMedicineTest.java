package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HighAlertMedicineTest extends DecisionTest {

  HighAlertMedicineTest() {
    super("high-alert-medicine");
  }

  @ParameterizedTest(name = "{1} is {0}")
  @CsvSource({
    "anticoagulant, rxnorm|11289", "anticoagulant, atc|B01AF02", "anticoagulant, atc|B01AX05", "insulin, rxnorm|274783",
    "insulin, atc|A10AE04", "sulfonylurea, rxnorm|4821", "sulfonylurea, atc|A10BB12", "opioid, rxnorm|7804", "opioid, atc|N02AA05",
    "opioid, atc|N07BC02", "digoxin, rxnorm|3407", "digoxin, atc|C01AA05", "antiarrhythmic, rxnorm|703", "antiarrhythmic, atc|C01BD01",
    "immunosuppressant, rxnorm|42316", "immunosuppressant, atc|L04AD02", "oralChemotherapy, rxnorm|194000", "oralChemotherapy, atc|L01BC06",
    "sedativeHypnoticFrom65, rxnorm|39993", "sedativeHypnoticFrom65, atc|N05CF02"
  })
  void aMedicineOfAHighAlertClassIsSeen(String medicineClass, String code) {
    Judgement judgement = judge("medicationCodes", List.of("rxnorm|6809", code), "newMedicationCodes", List.of(), "age", 70);

    assertThat(judgement.outputs()).containsEntry("highAlertMedicine", true).containsEntry("newHighAlertMedicine", false)
        .containsEntry("highAlertClasses", List.of(medicineClass));
    assertComplete(judgement);
  }

  @Test
  void methotrexateCountsWhateverItIsGivenFor() {
    assertThat(judge("medicationCodes", List.of("rxnorm|6851"), "newMedicationCodes", List.of()).get("highAlertClasses"))
        .isEqualTo(List.of("methotrexate"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rxnorm|6809", "atc|B01AC06", "atc|A10BA02", "rxnorm|1128", "rxnorm|112891", "ndc|11289", "atc|", "C01AA05", ""})
  void anyOtherMedicineIsNot(String code) {
    Judgement judgement = judge("medicationCodes", List.of(code), "newMedicationCodes", List.of(code), "age", 80);

    assertThat(judgement.outputs()).containsEntry("highAlertMedicine", false).containsEntry("newHighAlertMedicine", false)
        .containsEntry("highAlertClasses", List.of());
    assertComplete(judgement);
  }

  @ParameterizedTest(name = "age {0}: {1}")
  @CsvSource(nullValues = "null", value = {"64, false", "65, true", "90, true", "null, true"})
  void aSedativeCountsFromSixtyFive(Integer age, boolean counts) {
    assertThat(judge("medicationCodes", List.of("atc|N05BA06"), "newMedicationCodes", List.of(), "age", age).get("highAlertMedicine"))
        .isEqualTo(counts);
  }

  @Test
  void aMedicineStartedInTheStayCountsAsTakenAndAsNew() {
    Judgement judgement = judge("medicationCodes", List.of(), "newMedicationCodes", List.of("rxnorm|1364430"));

    assertThat(judgement.outputs()).containsEntry("highAlertMedicine", true).containsEntry("newHighAlertMedicine", true)
        .containsEntry("highAlertClasses", List.of("anticoagulant"));
    assertComplete(judgement);
  }

  @Test
  void newMedicinesThatCouldNotBeReadAreUnknown() {
    Judgement judgement = judge("medicationCodes", List.of("rxnorm|11289"), "newMedicationCodes", null);

    assertThat(judgement.outputs()).containsEntry("highAlertMedicine", true).containsEntry("newHighAlertMedicine", null);
    assertIncomplete(judgement, "newMedicationCodes missing");
  }

  @Test
  void medicinesThatCouldNotBeReadAreUnknownUnlessANewOneTells() {
    Judgement without = judge("medicationCodes", null, "newMedicationCodes", List.of());
    Judgement with = judge("medicationCodes", null, "newMedicationCodes", List.of("atc|A10AE04"));

    assertThat(without.outputs()).containsEntry("highAlertMedicine", null).containsEntry("newHighAlertMedicine", false);
    assertThat(with.outputs()).containsEntry("highAlertMedicine", true).containsEntry("newHighAlertMedicine", true);
    assertIncomplete(without, "medicationCodes missing");
    assertIncomplete(with, "medicationCodes missing");
  }

  @Test
  void withoutAnyListNothingIsKnown() {
    Judgement judgement = judge();

    assertThat(judgement.outputs()).containsEntry("highAlertMedicine", null).containsEntry("newHighAlertMedicine", null)
        .containsEntry("highAlertClasses", List.of());
    assertIncomplete(judgement, "medicationCodes missing", "newMedicationCodes missing");
  }
}
