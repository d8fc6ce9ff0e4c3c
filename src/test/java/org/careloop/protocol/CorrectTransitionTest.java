package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;

class CorrectTransitionTest extends OutreachTest {

  @Override
  protected String diagram() {
    return "correct-transition";
  }

  @Test
  void aCorrectedStayGetsItsPathwayItsDatesAndThePatientsLabelAnew() {
    ProcessInstance corrected = corrected("Patient/" + PATIENT, "03", "tcm");

    assertThat(ends(corrected)).containsExactly("stayIsCorrect");
    assertThat(variable(corrected, "pathway")).isEqualTo("facility");
    assertThat(variable(corrected, "contactDueAt")).isEqualTo("2026-03-11T03:59:59Z");
    assertThat(variable(corrected, "closesAt")).isEqualTo("2026-04-06T03:59:59Z");
    assertThat((String) variable(corrected, "patientLabel")).isNotEqualTo("Test Patient · 1948-05-17").isNotBlank();
    assertThat(failures).isEmpty();
  }

  @Test
  void aPatientTheRecordDoesNotFindAnyMoreKeepsTheLabelAndIsCorrectedAllTheSame() {
    ProcessInstance corrected = corrected("urn:careloop:facility:MERCY:mrn|999999", "01", "tcm");

    assertThat(passed(corrected, "patientGone")).isEqualTo(1);
    assertThat(ends(corrected)).containsExactly("stayIsCorrect");
    assertThat(variable(corrected, "pathway")).isEqualTo("tcm");
    assertThat(variable(corrected, "patientLabel")).isEqualTo("Test Patient · 1948-05-17");
    assertThat(failures).isEmpty();
  }

  @Test
  void aCorrectionThatComesBeforeThePlanLeavesItToThePlan() {
    ProcessInstance corrected = corrected("Patient/" + PATIENT, "03", null);

    assertThat(ends(corrected)).containsExactly("nothingPlannedYet");
    assertThat(variable(corrected, "pathway")).isNull();
    assertThat(passed(corrected, "readPatientAnew")).isZero();
  }

  private ProcessInstance corrected(String patientIdentifier, String disposition, String oldPathway) {
    ProcessInstance correction = start("correct-transition", discharged("patientIdentifier", patientIdentifier, "patientClass", "I",
        "hospitalService", "MED", "dischargeDisposition", disposition, "tcmActive", false, "contactBusinessDays", 2,
        "homeVisitHours", null, "visitDays", 14, "pathway", oldPathway, "oldPathway", oldPathway));
    runDueJobs();
    return correction;
  }
}
