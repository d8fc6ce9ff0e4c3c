package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DischargeSettingTest extends DecisionTest {

  DischargeSettingTest() {
    super("discharge-setting");
  }

  @ParameterizedTest(name = "class {0}, service {1}: {2}")
  @CsvSource(nullValues = "null", value = {
    "I, null, inpatientAcute", "I, MED, inpatientAcute", "IMP, null, inpatientAcute", "ACUTE, SUR, inpatientAcute", "B, null, inpatientAcute",
    "I, PSY, inpatientPsychiatric", "NONAC, PSY, inpatientPsychiatric", "IMP, REH, inpatientRehabilitation", "I, RHB, inpatientRehabilitation",
    "NONAC, LTC, longTermCareHospital", "I, LTAC, longTermCareHospital", "NONAC, SNF, skilledNursingFacility", "I, OBS, observation",
    "OBSENC, null, observation", "O, OBV, observation", "SS, OBS, observation", "E, null, emergencyDepartment",
    "EMER, PSY, emergencyDepartment", "O, PHP, partialHospitalization", "R, CMHC, cmhcPartialHospitalization", "O, null, other",
    "AMB, MED, other", "SS, null, other", "R, null, other", "P, null, other", "C, null, other", "N, null, other"
  })
  void classAndServiceTellTheSetting(String patientClass, String service, String setting) {
    Judgement judgement = judge("patientClass", patientClass, "hospitalService", service);

    assertThat(judgement.get("dischargeSetting")).isEqualTo(setting);
    assertThat(TcmEligibilityTest.SETTINGS).contains(setting);
    assertComplete(judgement);
  }

  @ParameterizedTest(name = "class {0}, service {1}: {2}")
  @CsvSource(nullValues = "null", value = {
    "null, MED, patientClass missing", "'', MED, patientClass missing", "U, null, patientClass missing", "XYZ, PSY, patientClass unknown",
    "NONAC, null, hospitalService missing"
  })
  void whatDoesNotTellIsForAPerson(String patientClass, String service, String problem) {
    Judgement judgement = judge("patientClass", patientClass, "hospitalService", service);

    assertThat(judgement.get("dischargeSetting")).isNull();
    assertIncomplete(judgement, problem);
  }
}
