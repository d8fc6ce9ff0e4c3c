package org.careloop.ehr;

import static org.assertj.core.api.Assertions.assertThat;

import org.careloop.WholeProgramTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The delegates as the program wires them: they find the simulated EHR at the port the program listens on, and sign in there. */
class EhrInTheProgramTest extends WholeProgramTest {

  @Autowired private FindPatient findPatient;
  @Autowired private ReadRiskFactors readRiskFactors;
  @Autowired private RecordTask recordTask;

  @Test
  void aPatientIsFoundReadAndWrittenTo() {
    var found = findPatient.perform(new FindPatient.Request("urn:careloop:facility:MERCY:mrn|100234"));
    assertThat(found.patientLabel()).isEqualTo("Rivera, Maria · born 1948-03-02 · MRN 100234");

    var factors = readRiskFactors.perform(new ReadRiskFactors.Request(found.patientId(), "MERCY:V1001", null, START, "CAR"));
    assertThat(factors.principalDiagnosisCode()).isEqualTo("icd10|I50.23");

    var task = new RecordTask.Request("ehr-in-the-program", "p101299", "MERCY:X1", "home-visit", "completed", null, null, "nurse");
    assertThat(recordTask.perform(task)).isEqualTo(recordTask.perform(task));
  }
}
