package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransitionPathwayTest extends OutreachTest {

  @Override
  protected String diagram() {
    return "transition-pathway";
  }

  @ParameterizedTest(name = "class {0}, service {1}, discharged to {2}: {4}, {5}")
  @CsvSource(nullValues = "-", value = {
      "I,   MED, 01, false, tcm,          eligible,             true",
      "I,   PSY, 06, false, tcm,          eligible,             true",
      "O,   OBS, 01, false, tcm,          eligible,             true",
      "I,   MED, 01, true,  clinical,     periodAlreadyOpen,    false",
      "I,   MED, 01, -,     clinical,     periodAlreadyOpen,    false",
      "I,   MED, 07, false, clinical,     againstMedicalAdvice, false",
      "O,   MED, 01, false, clinical,     settingNotEligible,   false",
      "E,   -,   01, false, edFollowUp,   emergencyVisit,       false",
      "I,   MED, 03, false, facility,     toSnf,                false",
      "I,   MED, 50, false, hospice,      hospice,              false",
      "I,   MED, 62, false, none,         transfer,             false",
      "I,   MED, 20, false, none,         patientDied,          false",
      "I,   MED, 99, false, manualReview, destinationUnknown,   false",
      "I,   MED, -,  false, manualReview, incomplete,           false",
      "-,   -,   01, false, manualReview, incomplete,           false"})
  void whereAPatientComesFromAndGoesToDecidesWhoCaresForThem(
      String patientClass, String service, String disposition, Boolean tcmActive, String pathway, String reason, boolean eligible) {
    ProcessInstance chosen = start("transition-pathway", discharged("patientClass", patientClass, "hospitalService", service,
        "dischargeDisposition", disposition, "tcmActive", tcmActive));

    assertThat(ends(chosen)).containsExactly("pathwayChosen");
    assertThat(variable(chosen, "pathway")).isEqualTo(pathway);
    assertThat(variable(chosen, "tcmReason")).isEqualTo(reason);
    assertThat(variable(chosen, "tcmEligible")).isEqualTo(eligible);
  }
}
