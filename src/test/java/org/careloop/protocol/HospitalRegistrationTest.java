package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.careloop.event.PatientRegistered;
import org.junit.jupiter.api.Test;

class HospitalRegistrationTest extends NewsTest {

  @Override
  protected String diagram() {
    return "hospital-registration";
  }

  @Test
  void aPatientInTheEmergencyDepartmentIsCheckedOnWithinABusinessDay() {
    ProcessInstance emergency = told(registered(KNOWN, "emergency", stay(), message()));
    assertThat(variable(emergency, "sentMessageId")).isNotNull();
    assertThat(task("checkEmergencyVisit").getDueDate()).isEqualTo("2026-03-10T03:59:59Z");

    complete("checkEmergencyVisit",
        Map.of("emergencyOutcome", "sentHome", "chronicConditions", "twoOrMore", "emergencyFollowUp", ticked("called", "visitBooked")));

    assertThat(ends(emergency)).containsExactly("emergencyVisitChecked");
  }

  @Test
  void theTeamHearsOnceWhenNobodyChecksOnAnEmergencyVisit() {
    ProcessInstance emergency = told(registered(KNOWN, "emergency", stay(), message()));

    timePasses(Duration.ofDays(4));

    assertThat(openTasks()).contains("checkEmergencyVisit", "decideOnDeadline");
    settleEscalations();
    assertThat(ends(emergency)).containsExactly("emergencyTeamTold");
  }

  @Test
  void aPatientWhoArrivesInTheClinicOpensTheRecordOfTheVisit() {
    start("follow-up-visit", FollowUpVisitTest.caseOf("p100234", stay()));
    runDueJobs();
    complete("bookVisit", Map.of("bookingChoice", "phone", "phoneVisitAt", "2026-03-10T14:00Z"));

    ProcessInstance arrival = told(registered(KNOWN, "outpatient", stay(), message()));

    assertThat(ends(arrival)).containsExactly("arrivalTold");
    assertThat(variable(arrival, "toldCases")).isEqualTo(1);
    assertThat(openTasks()).contains("recordVisit");
  }

  @Test
  void aPlannedAdmissionIsPrepared() {
    ProcessInstance planned = told(registered(KNOWN, "preadmission", stay(), message()));

    complete("preparePlannedAdmission", Map.of("preparationOutcome", "prepared", "preparationDone", ticked("medicinesSent")));

    assertThat(ends(planned)).containsExactly("admissionPrepared");
  }

  @Test
  void theTeamHearsOnceWhenAPlannedAdmissionIsNotPrepared() {
    ProcessInstance planned = told(registered(KNOWN, "preadmission", stay(), message()));

    timePasses(Duration.ofDays(4));
    settleEscalations();

    assertThat(ends(planned)).containsExactly("preparationTeamTold");
  }

  @Test
  void aRegistrationThatIsTakenBackWithdrawsItsTask() {
    String stay = stay();
    ProcessInstance emergency = told(registered(KNOWN, "emergency", stay, message()));

    runtime.createMessageCorrelation("AdmissionCancelled").processInstanceBusinessKey(stay).correlate();

    assertThat(ends(emergency)).containsExactly("registrationWithdrawn");
    assertThat(openTasks()).isEmpty();
  }

  @Test
  void theRegistrationOfAnUnknownPatientGoesToAPerson() {
    String message = message();

    ProcessInstance registration = told(registered(UNKNOWN, "emergency", stay(), message));

    assertThat(ends(registration)).containsExactly("patientNotIdentified");
    assertThat(setAsideFor(message)).isEqualTo("patient-unknown");
  }

  private static PatientRegistered registered(String patient, String kind, String stay, String message) {
    return new PatientRegistered(message, stay, patient, "MERCY", kind, "E", now(), now());
  }
}
