package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloseTransitionTest extends TransitionPartTest {

  @Override
  protected String diagram() {
    return "close-transition";
  }

  @ParameterizedTest(name = "seen on {0}, decisions {1}, reconciled on {2}, blocked by {3}: {4}, {5}")
  @CsvSource(nullValues = "-", value = {
      "2026-03-13, high,            2026-03-09, none,            99496, eligible",
      "2026-03-14, high,            2026-03-09, none,            99495, eligible",
      "2026-03-20, moderate,        2026-03-20, none,            99495, eligible",
      "2026-03-21, high,            2026-03-09, none,            none,  visitTooLate",
      "2026-03-10, straightforward, 2026-03-09, none,            none,  mdmTooLow",
      "2026-03-10, high,            2026-03-11, none,            none,  reconciliationMissing",
      "2026-03-10, high,            -,          none,            none,  reconciliationMissing",
      "-,          -,               2026-03-09, none,            none,  visitPending",
      "2026-03-10, high,            2026-03-09, patientDied,     none,  patientDied"})
  void theCodeOfAPatientWhoWasReachedFollowsVisitDecisionsAndReconciliation(
      String visitDate, String mdm, String reconciledOn, String block, String code, String reason) {
    Map<String, Object> patient = toClose("visitDate", visitDate, "mdm", mdm, "reconciledOn", reconciledOn, "billingBlock", block);
    called(patient, reached());
    ProcessInstance close = closed(patient);

    assertThat(failures).isEmpty();
    assertThat(variable(close, "tcmCode")).isEqualTo(code);
    assertThat(variable(close, "tcmCodeReason")).isEqualTo(reason);
    if (code.equals("none")) {
      assertThat(openTasks()).as("nothing to hand to billing").isEmpty();
    } else {
      complete("reviewTcmProposal", Map.of("proposalDecision", "handedToBilling"));
    }
    assertThat(ends(close)).containsExactly("transitionClosed");
  }

  @Test
  void aPatientNobodyTriedToReachInTimeHasNoCode() {
    ProcessInstance close = closed(toClose("visitDate", "2026-03-10", "mdm", "high", "reconciledOn", "2026-03-09"));

    assertThat(variable(close, "tcmCode")).isEqualTo("none");
    assertThat(variable(close, "tcmCodeReason")).isEqualTo("contactMissing");
    assertThat(ends(close)).containsExactly("transitionClosed");
  }

  @Test
  void aPatientTriedTwiceAtDifferentTimesCountsAsContacted() {
    Map<String, Object> patient = toClose("visitDate", "2026-03-10", "mdm", "moderate", "reconciledOn", "2026-03-09");
    called(patient, notReached());
    timePasses(Duration.ofHours(2));
    called(patient, notReached());
    ProcessInstance close = closed(patient);

    assertThat(variable(close, "attemptsInTime")).isEqualTo(2);
    assertThat(variable(close, "tcmCode")).isEqualTo("99495");
    complete("reviewTcmProposal", Map.of("proposalDecision", "notBilled", "notBilledReason", "consent-missing"));
    assertThat(ends(close)).containsExactly("transitionClosed");
  }

  @Test
  void aTransitionWithoutBillingOnlyClosesThePlanInTheRecord() {
    String plan = wires.openCarePlan(PATIENT);
    ProcessInstance close = closed(toClose("pathway", "clinical", "carePlanId", plan, "planStatus", "revoked",
        "transitionOutcome", "moved-away"));

    assertThat(ends(close)).containsExactly("transitionClosed");
    assertThat(passed(close, "readContacts")).isZero();
    assertThat(wires.read("CarePlan/" + plan).path("status").asText()).isEqualTo("revoked");
    assertThat(wires.read("CarePlan/" + plan).toString()).contains("moved-away");
  }

  @Test
  void aProposalNobodyReviewsIsEscalatedAfterFiveBusinessDaysAndThePlanStaysOpen() {
    Map<String, Object> patient = toClose("visitDate", "2026-03-10", "mdm", "high", "reconciledOn", "2026-03-09",
        "carePlanId", wires.openCarePlan(PATIENT));
    called(patient, reached());
    ProcessInstance close = closed(patient);
    Instant due = task("reviewTcmProposal").getDueDate().toInstant();
    assertThat(due).as("end of the fifth business day").isEqualTo(Instant.parse("2026-03-14T03:59:59Z"));

    timePassesUntil(due.plusSeconds(2));
    assertThat(openTasks()).containsExactlyInAnyOrder("reviewTcmProposal", "decideOnDeadline");
    settleEscalations();
    assertThat(ends(close)).containsExactly("reviewTcmProposalEscalated");

    complete("reviewTcmProposal", Map.of("proposalDecision", "handedToBilling"));
    assertThat(ends(close)).contains("transitionClosed");
    assertThat(wires.read("CarePlan/" + patient.get("carePlanId")).path("status").asText()).isEqualTo("completed");
  }

  private ProcessInstance closed(Map<String, Object> patient) {
    ProcessInstance close = start("close-transition", patient);
    runDueJobs();
    return close;
  }

  private static Map<String, Object> toClose(Object... more) {
    Map<String, Object> patient = discharged("pathway", "tcm", "contactLimitAt", "2026-03-11T03:59:59Z", "visitDate", null, "mdm", null,
        "reconciledOn", null, "carePlanId", null, "billingBlock", "none", "transitionOutcome", "transition-complete",
        "planStatus", "completed", "tcmReviewFrom", DISCHARGED);
    for (int i = 0; i < more.length; i += 2) {
      patient.put((String) more[i], more[i + 1]);
    }
    return patient;
  }
}
