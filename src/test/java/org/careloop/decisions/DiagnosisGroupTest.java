package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiagnosisGroupTest extends DecisionTest {

  DiagnosisGroupTest() {
    super("diagnosis-group");
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "icd10|I50.23, heartFailure", "icd10|I5023, heartFailure", "icd10|I11.0, heartFailure", "icd10|I13.2, heartFailure",
    "snomed|84114007, heartFailure", "icd10|J44.1, copd", "icd10|J43.9, copd", "snomed|195951007, copd",
    "icd10|I21.4, acuteMyocardialInfarction", "icd10|i21.4, acuteMyocardialInfarction", "snomed|401303003, acuteMyocardialInfarction",
    "icd10|J18.9, pneumonia", "icd10|J12.82, pneumonia", "icd10|J69.0, pneumonia", "snomed|233604007, pneumonia",
    "icd10|I63.9, stroke", "icd10|I60.9, stroke", "snomed|422504002, stroke", "icd10|A41.9, sepsis", "icd10|R65.21, sepsis",
    "snomed|91302008, sepsis", "icd10|S72.001A, other", "icd10|I25.2, other", "icd10|I69.351, other", "icd10|J11.1, other",
    "icd10|J45.909, other", "snomed|44054006, other", "icd10|I10, other"
  })
  void theDiagnosisFallsInItsGroup(String code, String group) {
    Judgement judgement = judge("principalDiagnosisCode", code);

    assertThat(judgement.get("principalDiagnosisGroup")).isEqualTo(group);
    assertComplete(judgement);
  }

  @Test
  void noDiagnosisHasNoGroup() {
    Judgement judgement = judge();

    assertThat(judgement.get("principalDiagnosisGroup")).isNull();
    assertIncomplete(judgement, "principalDiagnosisCode missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"icd9|428.0", "I50.9", ""})
  void aCodeOfAnotherSystemHasNoGroup(String code) {
    Judgement judgement = judge("principalDiagnosisCode", code);

    assertThat(judgement.get("principalDiagnosisGroup")).isNull();
    assertIncomplete(judgement, "principalDiagnosisCode unknown");
  }
}
