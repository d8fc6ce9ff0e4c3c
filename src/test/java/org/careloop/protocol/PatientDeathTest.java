package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.careloop.event.PatientDied;
import org.careloop.event.PatientDischarged;
import org.junit.jupiter.api.Test;

class PatientDeathTest extends NewsTest {

  @Override
  protected String diagram() {
    return "patient-death";
  }

  @Test
  void theOpenTransitionOfAPatientWhoDiedEndsItsOutreach() {
    transitionOf("Patient/p100402");
    assertThat(openTasks()).isNotEmpty();

    ProcessInstance death = told(died("Patient/p100402", message()));

    assertThat(ends(death)).containsExactly("openCasesTold");
    assertThat(variable(death, "toldCases")).isEqualTo(1);
    assertThat(openTasks()).doesNotContain("callPatient", "bookVisit");
  }

  @Test
  void aPatientWithoutAnOpenCaseNeedsNothing() {
    ProcessInstance death = told(died("Patient/p100311", message()));

    assertThat(ends(death)).containsExactly("noCaseOpen");
  }

  @Test
  void theDeathOfAnUnknownPatientGoesToAPerson() {
    String message = message();

    ProcessInstance death = told(died(UNKNOWN, message));

    assertThat(ends(death)).containsExactly("patientNotIdentified");
    assertThat(setAsideFor(message)).isEqualTo("patient-unknown");
  }

  private static PatientDied died(String patient, String message) {
    return new PatientDied(message, patient, Instant.parse("2026-03-06T18:30:00Z"), now());
  }

  private void transitionOf(String patient) {
    tell(new PatientDischarged(message(), stay(), patient, "MERCY", Instant.parse("2026-03-03T14:00:00Z"),
        Instant.parse("2026-03-06T16:00:00Z"), "01", "I", "medicine", true, now()));
  }
}
