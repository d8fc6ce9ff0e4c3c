package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;

class TransitionCareTest extends TransitionPartTest {

  private static final Instant CLOSES_AT = Instant.parse("2026-04-06T03:59:59Z");

  @Override
  protected String diagram() {
    return "transition-care";
  }

  @Test
  void aPatientAtHighestRiskGetsEverythingThatThePlanOffers() {
    ProcessInstance care = cared(patient("homeVisitOffer", true, "palliativeConsultOffer", true, "pharmacistReview", true, "callDays", List.of(3, 7)));

    assertThat(openTasks()).containsExactlyInAnyOrder("callPatient", "bookVisit", "arrangeHomeVisit", "reviewMedicines",
        "receiveDischargeInformation", "offerPalliativeConsult");
    workGetsDone();
    complete("bookVisit", Map.of("bookingChoice", "declined", "declineReason", "feelsWell"));
    timePassesUntil(Instant.parse("2026-03-09T13:00:00Z"));
    complete("callPatient", reached());
    timePassesUntil(Instant.parse("2026-03-13T13:00:00Z"));
    complete("callPatient", reached());
    assertThat(openTasks()).isEmpty();
    assertThat(ends(care)).as("the thirty days are not over").isEmpty();

    timePassesUntil(CLOSES_AT.plusSeconds(2));
    assertThat(ends(care)).containsExactly("caredFor");
    assertThat(variable(care, "contactOutcome")).isEqualTo("reached");
    assertThat(variable(care, "careEndReason")).isIn(null, "reached");
    assertThat(failures).isEmpty();
  }

  @Test
  void aPatientAtLowRiskIsNotBotheredWithMoreThanThePlanOffers() {
    cared(patient());

    assertThat(openTasks()).containsExactlyInAnyOrder("callPatient", "bookVisit", "compareMedicines", "receiveDischargeInformation");
  }

  @Test
  void careThatWasInterruptedGoesOnWhereItWasLeft() {
    Map<String, Object> patient = patient("homeVisitOffer", true, "palliativeConsultOffer", true);
    ProcessInstance first = cared(patient);
    workGetsDone();
    runtime.deleteProcessInstance(first.getId(), "readmitted", true, true, true, false);

    ProcessInstance again = cared(patient);

    assertThat(openTasks()).as("what is done is not asked for again").containsExactly("bookVisit");
    timePassesUntil(CLOSES_AT.minus(Duration.ofDays(20)));
    assertThat(ends(again)).isEmpty();
  }

  @Test
  void aPatientWhoMovedAwayAtTheFirstCallEndsTheCare() {
    ProcessInstance care = cared(patient());
    complete("callPatient", ended("movedAway"));

    assertThat(passed(care, "careEndedAtContact")).isEqualTo(1);
    assertThat(variable(care, "careEndReason")).isEqualTo("movedAway");
  }

  @Test
  void aPatientWhoWantsNoMoreCallsAtAFollowUpCallEndsTheCare() {
    ProcessInstance care = cared(patient("callDays", List.of(3)));
    complete("callPatient", reached());
    timePassesUntil(Instant.parse("2026-03-09T13:00:00Z"));

    complete("callPatient", ended("declined"));

    assertThat(passed(care, "careEndedAtCall")).isEqualTo(1);
    assertThat(variable(care, "careEndReason")).isEqualTo("declined");
  }

  @Test
  void anOfferOfPalliativeCareNobodyMakesIsEscalatedAfterFiveBusinessDaysAndEndsWithTheOffer() {
    ProcessInstance care = cared(patient("palliativeConsultOffer", true));
    Instant due = task("offerPalliativeConsult").getDueDate().toInstant();
    assertThat(due).isEqualTo(Instant.parse("2026-03-14T03:59:59Z"));
    timePassesUntil(due.plusSeconds(2));

    assertThat(passed(care, "offerOverdue")).isEqualTo(1);
    settleEscalations();
    assertThat(ends(care)).containsExactly("offerEscalated");
    complete("offerPalliativeConsult", Map.of("palliativeDecision", "consult-arranged"));
    assertThat(wires.read("Task/" + variable(care, "fhirTaskId")).toString()).contains("palliative-consult-offer", "consult-arranged");
  }

  private ProcessInstance cared(Map<String, Object> patient) {
    ProcessInstance care = start("transition-care", patient);
    runDueJobs();
    return care;
  }

  /** What is open is done, but for the visit. */
  private void workGetsDone() {
    complete("callPatient", reached());
    complete("arrangeHomeVisit", Map.of("homeVisitOutcome", "declined", "homeVisitReason", "notWanted"));
    complete(openTasks().contains("reviewMedicines") ? "reviewMedicines" : "compareMedicines", Map.of("discrepancyCount", 0,
        "medicinesObtainable", "yes", "teachBack", "correct", "reconcilerRole", "clinicalPharmacist"));
    complete("receiveDischargeInformation", Map.of("informationStatus", "complete", "informationReceivedAt", minute(),
        "informationContents", ticked("diagnoses"), "pendingResults", false, "othersInvolved", false));
    complete("offerPalliativeConsult", Map.of("palliativeDecision", "declined"));
  }

  private static Map<String, Object> patient(Object... more) {
    Map<String, Object> patient = discharged("intensityLevel", 3, "contactRisk", "high", "contactDueAt", "2026-03-11T03:59:59Z",
        "contactLimitAt", "2026-03-11T03:59:59Z", "contactWarnAt", "2026-03-10T13:00:00Z", "continueUntil", "2026-03-14T03:59:59Z",
        "homeVisitOffer", false, "homeVisitDueAt", "2026-03-09T20:00:00Z", "homeVisitLimitAt", "2026-03-09T20:00:00Z", "visitDays", 7,
        "visitDueAt", "2026-03-14T03:59:59Z", "visitWarnAt", "2026-03-12T13:00:00Z", "pharmacistReview", false,
        "pharmacistDueAt", "2026-03-11T03:59:59Z", "reconciliationDueAt", "2026-04-06T03:59:59Z", "newMedicationCodes", List.of(),
        "informationDueAt", "2026-03-09T03:59:59Z", "primaryPractitionerId", null, "callDays", null, "palliativeConsultOffer", false,
        "closesAt", CLOSES_AT.toString());
    for (int i = 0; i < more.length; i += 2) {
      patient.put((String) more[i], more[i + 1]);
    }
    return new HashMap<>(patient);
  }
}
