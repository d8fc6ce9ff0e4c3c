package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.careloop.event.AdmissionCancelled;
import org.junit.jupiter.api.Test;

class AdmissionCancelledTest extends NewsTest {

  @Override
  protected String diagram() {
    return "admission-cancelled";
  }

  @Test
  void anAdmissionThatNeverWasClearsTheReadmissionOfThePatient() {
    ProcessInstance cancelled = told(new AdmissionCancelled(message(), stay(), KNOWN, "MERCY", now()));

    assertThat(ends(cancelled)).containsExactly("admissionWithdrawn");
    assertThat(variable(cancelled, "toldCases")).isEqualTo(0);
  }

  @Test
  void theCancelledAdmissionOfAnUnknownPatientGoesToAPerson() {
    String message = message();

    ProcessInstance cancelled = told(new AdmissionCancelled(message, stay(), UNKNOWN, "MERCY", now()));

    assertThat(ends(cancelled)).containsExactly("patientNotIdentified");
    assertThat(setAsideFor(message)).isEqualTo("patient-unknown");
  }
}
