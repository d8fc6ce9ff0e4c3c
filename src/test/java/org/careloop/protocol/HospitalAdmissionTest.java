package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.careloop.event.PatientAdmitted;
import org.junit.jupiter.api.Test;

class HospitalAdmissionTest extends NewsTest {

  @Override
  protected String diagram() {
    return "hospital-admission";
  }

  @Test
  void theAdmissionOfAPatientIsRecordedAndTold() {
    ProcessInstance admission = told(admitted(KNOWN, stay(), message()));

    assertThat(ends(admission)).containsExactly("admissionRecorded");
    assertThat(variable(admission, "fhirTaskId")).isNotNull();
    assertThat(variable(admission, "sentMessageId")).isNotNull();
  }

  @Test
  void theAdmissionOfAnUnknownPatientGoesToAPerson() {
    String message = message();

    ProcessInstance admission = told(admitted(UNKNOWN, stay(), message));

    assertThat(ends(admission)).containsExactly("patientNotIdentified");
    assertThat(setAsideFor(message)).isEqualTo("patient-unknown");
  }

  @Test
  void anAdmissionThatIsTakenBackBeforeItWasWorkedOnIsForgotten() {
    String stay = stay();
    ProcessInstance admission = runtime.createMessageCorrelation("PatientAdmitted").processInstanceBusinessKey(stay)
        .setVariable("patientIdentifier", KNOWN).correlateStartMessage();

    runtime.createMessageCorrelation("AdmissionCancelled").processInstanceBusinessKey(stay).correlate();
    runDueJobs();

    assertThat(ends(admission)).containsExactly("admissionWithdrawn");
    assertThat(variable(admission, "fhirTaskId")).isNull();
  }

  private static PatientAdmitted admitted(String patient, String stay, String message) {
    return new PatientAdmitted(message, stay, patient, "MERCY", now(), "I", true, false, now());
  }
}
