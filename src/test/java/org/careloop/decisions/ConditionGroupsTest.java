package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionGroupsTest extends DecisionTest {

  ConditionGroupsTest() {
    super("condition-groups");
  }

  private Judgement patientWith(String... codes) {
    return judge("conditionCodes", Arrays.asList(codes));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "heartFailure, I50.9 I50.23 I42.0 I25.5 I43", "ischemicHeartDisease, I20.9 I21.4 I25.10 I25.2", "atrialFibrillation, I48.91 I48.0",
    "hypertension, I10 I15.9 I16.0 I1A.0", "stroke, G45.9 I60.9 I63.9 I69.351", "hyperlipidemia, E78.5 E78.00 E78.2",
    "diabetes, E11.9 E10.10 E08.9 E13.00 E11.65", "copd, J44.1 J43.9 J42", "asthma, J45.909", "ckd, N18.30 N18.9",
    "liverDisease, B18.2 K70.30 K74.60 K76.0 K75.81", "cancer, C50.911 C34.90 C61 C79.51 C90.00 C80.1", "dementia, F03.90 G30.9 G31.83 F01.50",
    "depression, F32.9 F33.1 F32.A F34.1 F32.1", "anxiety, F41.1 F41.9 F40.10", "severeMentalIllness, F20.9 F25.0 F31.9",
    "arthritis, M06.9 M17.11 M15.0", "osteoporosis, M81.0 M80.08XA"
  })
  void anIcd10CodeShowsItsGroupAndCountsOnce(String group, String codes) {
    for (String code : codes.split(" ")) {
      for (String written : List.of(code, code.replace(".", ""))) {
        Judgement judgement = patientWith("icd10|" + written);

        assertThat(judgement.outputs()).as(written).containsEntry("conditionGroups", List.of(group)).containsEntry("chronicConditionCount", 1)
            .containsEntry("advancedIllness", false).containsEntry("substanceUseDisorderActive", false);
        assertComplete(judgement);
      }
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "heartFailure, 84114007", "ischemicHeartDisease, 22298006", "atrialFibrillation, 49436004", "hypertension, 38341003", "stroke, 230690007",
    "hyperlipidemia, 55822004", "diabetes, 44054006", "copd, 13645005", "asthma, 195967001", "ckd, 709044004", "liverDisease, 19943007",
    "cancer, 363346000", "dementia, 26929004", "depression, 370143000", "anxiety, 197480006", "severeMentalIllness, 13746004",
    "arthritis, 69896004", "osteoporosis, 64859006"
  })
  void aSnomedCodeShowsItsGroupAndCountsOnce(String group, String code) {
    assertThat(patientWith("snomed|" + code).outputs()).containsEntry("conditionGroups", List.of(group)).containsEntry("chronicConditionCount", 1);
    assertThat(patientWith("snomed|" + code + "1").get("chronicConditionCount")).isEqualTo(0);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({"I13.0, heartFailure hypertension ckd", "I11.0, heartFailure hypertension", "I12.9, hypertension ckd", "E11.22, diabetes ckd"})
  void aCodeOfTwoConditionsShowsBoth(String code, String groups) {
    assertThat(patientWith("icd10|" + code).get("conditionGroups")).isEqualTo(List.of(groups.split(" ")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"icd10|Z51.5", "icd10|Z51.11", "icd10|Z99.2", "icd10|Z49.31", "icd10|Z94.0", "icd10|Z94.4", "icd10|Z94.84",
    "snomed|105502003", "snomed|103735009"})
  void advancedIllnessIsAGroupOfItsOwnAndNoChronicCondition(String code) {
    assertThat(patientWith(code).outputs()).containsEntry("conditionGroups", List.of("advancedIllness")).containsEntry("chronicConditionCount", 0)
        .containsEntry("advancedIllness", true);
  }

  @Test
  void endStageRenalDiseaseIsAdvancedAndAChronicCondition() {
    assertThat(patientWith("icd10|N18.6").outputs()).containsEntry("conditionGroups", List.of("ckd", "advancedIllness"))
        .containsEntry("chronicConditionCount", 1).containsEntry("advancedIllness", true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"icd10|F10.20", "icd10|F11.10", "icd10|F19.90", "icd10|F10.129", "snomed|75544000"})
  void activeSubstanceUseCountsButIsNeverNamed(String code) {
    assertThat(patientWith(code).outputs()).containsEntry("conditionGroups", List.of()).containsEntry("chronicConditionCount", 1)
        .containsEntry("substanceUseDisorderActive", true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"icd10|B20", "icd10|Z21", "snomed|86406008"})
  void hivCountsButIsNeverNamed(String code) {
    assertThat(patientWith(code).outputs()).containsEntry("conditionGroups", List.of()).containsEntry("chronicConditionCount", 1)
        .containsEntry("substanceUseDisorderActive", false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"icd10|F10.21", "icd10|F10.11", "icd10|F17.210", "icd10|F32.5", "icd10|F33.42", "icd10|C44.91", "icd10|Z85.3", "icd10|J18.9",
    "icd10|N17.9", "icd10|Z51.81", "icd10|E78.9", "icd10|I42.1", "icd9|428.0", "I50.9", "icd10|", ""})
  void remissionHistoryAndAnythingElseShowNothing(String code) {
    Judgement judgement = patientWith(code);

    assertThat(judgement.outputs()).containsEntry("conditionGroups", List.of()).containsEntry("chronicConditionCount", 0)
        .containsEntry("advancedIllness", false).containsEntry("substanceUseDisorderActive", false);
    assertComplete(judgement);
  }

  @Test
  void severalCodesOfOneConditionCountOnce() {
    Judgement judgement = patientWith("icd10|E11.9", "snomed|44054006", "icd10|E11.65", "icd10|i10", null, "icd10|I50.9");

    assertThat(judgement.outputs()).containsEntry("conditionGroups", List.of("heartFailure", "hypertension", "diabetes"))
        .containsEntry("chronicConditionCount", 3);
  }

  @Test
  void conditionsThatCouldNotBeReadAreNotKnown() {
    Judgement judgement = judge("conditionCodes", null);

    assertThat(judgement.outputs()).containsEntry("conditionGroups", null).containsEntry("chronicConditionCount", null)
        .containsEntry("advancedIllness", null).containsEntry("substanceUseDisorderActive", null);
    assertIncomplete(judgement, "conditionCodes missing");
  }
}
