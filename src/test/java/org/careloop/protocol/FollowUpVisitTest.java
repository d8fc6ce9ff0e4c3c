package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;

class FollowUpVisitTest extends ProtocolTest {

  private static final String TUESDAY_10 = "2026-03-10T14:00:00Z";

  @Override
  protected String diagram() {
    return "follow-up-visit";
  }

  /** What a transition hands to each process it calls, and the dates of the visit: seven days after Friday 2026-03-06. */
  static Map<String, Object> caseOf(String patientId, String encounterId) {
    Map<String, Object> variables = new HashMap<>();
    variables.put("patientId", patientId);
    variables.put("patientLabel", "Test patient");
    variables.put("encounterId", encounterId);
    variables.put("intensity", "high");
    variables.put("taskPriority", 75);
    variables.put("dischargedAt", "2026-03-06T16:00:00Z");
    variables.put("dischargeDate", "2026-03-06");
    variables.put("visitDays", 7);
    variables.put("visitDueAt", "2026-03-14T03:59:59Z");
    variables.put("visitWarnAt", "2026-03-12T13:00:00Z");
    return variables;
  }

  @Test
  void aPatientWhoTakesASlotIsRemindedTheDayBeforeAndSeenInTime() {
    ProcessInstance visit = wanted();
    assertThat(task("bookVisit").getDueDate()).as("by the next business day").isEqualTo("2026-03-10T03:59:59Z");
    assertThat(task("bookVisit").getPriority()).isEqualTo(75);

    complete("bookVisit", Map.of("bookingChoice", "slot", "slotId", slotOnOrAfter("2026-03-11")));
    assertThat(variable(visit, "appointmentId")).isNotNull();
    Instant visitAt = Instant.parse((String) variable(visit, "visitAt"));

    timePassesUntil(visitAt.minus(Duration.ofHours(1)));
    assertThat(passed(visit, "patientReminded")).as("reminders").isEqualTo(1);
    assertThat(openTasks()).doesNotContain("recordVisit");

    arrives("p100234");
    complete("recordVisit", Map.of("visitResult", "attended", "visitDate", "2026-03-11", "mdm", "high", "medicinesReviewed", true));

    assertThat(ends(visit)).contains("visitWasKept");
    assertThat(variable(visit, "visitOutcome")).isEqualTo("attended");
    assertThat(variable(visit, "visitDate")).isEqualTo("2026-03-11");
    assertThat(variable(visit, "mdm")).isEqualTo("high");
    assertThat(variable(visit, "fhirTaskId")).isNotNull();
  }

  @Test
  void aSlotThatIsGoneMeanwhileIsChosenAgainUntilAVisitIsBookedByTelephone() {
    ProcessInstance visit = wanted();

    complete("bookVisit", Map.of("bookingChoice", "slot", "slotId", "chen-20260307-0900"));
    assertThat(passed(visit, "slotTaken")).isEqualTo(1);
    complete("bookVisit", Map.of("bookingChoice", "searchAgain"));
    complete("bookVisit", Map.of("bookingChoice", "phone", "phoneVisitAt", "2026-03-10T14:00Z"));
    assertThat(variable(visit, "visitAt")).isEqualTo(TUESDAY_10);

    timePassesUntil(Instant.parse(TUESDAY_10).plusSeconds(60));
    assertThat(task("recordVisit").getDueDate()).isEqualTo("2026-03-12T03:59:59Z");
    complete("recordVisit", Map.of("visitResult", "attended", "visitDate", "2026-03-10", "mdm", "moderate"));

    assertThat(ends(visit)).contains("visitWasKept");
  }

  @Test
  void aPatientWhoWantsNoVisitIsLeftInPeace() {
    ProcessInstance visit = wanted();

    complete("bookVisit", Map.of("bookingChoice", "declined", "declineReason", "otherPractitioner"));

    assertThat(ends(visit)).contains("patientDeclined");
    assertThat(variable(visit, "visitOutcome")).isEqualTo("declined");
    assertThat(variable(visit, "visitDate")).isNull();
  }

  @Test
  void aVisitThatIsCalledOffFreesItsSlotAndDoesNotCountAsMissed() {
    ProcessInstance visit = wanted();
    String slot = slotOnOrAfter("2026-03-10");
    complete("bookVisit", Map.of("bookingChoice", "slot", "slotId", slot));
    timePassesUntil(Instant.parse((String) variable(visit, "visitAt")).plusSeconds(60));

    complete("recordVisit", Map.of("visitResult", "calledOff"));

    assertThat(passed(visit, "releaseSlot")).isEqualTo(1);
    assertThat(tasks.getVariable(task("bookVisit").getId(), "missedVisits")).isEqualTo(0);
    complete("bookVisit", Map.of("bookingChoice", "declined", "declineReason", "feelsWell"));
    assertThat(ends(visit)).contains("patientDeclined");
  }

  @Test
  void afterThreeMissedVisitsAPractitionerDecidesAndMayTryAgainOrClose() {
    ProcessInstance visit = wanted();

    missThreeVisits();
    assertThat(openTasks()).contains("decideOnMissedVisits").doesNotContain("bookVisit");
    complete("decideOnMissedVisits", Map.of("missedVisitDecision", "tryAgain"));
    missThreeVisits();
    complete("decideOnMissedVisits", Map.of("missedVisitDecision", "close", "closeReason", "cannotBeReached"));

    assertThat(ends(visit)).contains("visitNotKept");
    assertThat(variable(visit, "visitOutcome")).isEqualTo("notAttended");
    assertThat(variable(visit, "visitDate")).isNull();
  }

  @Test
  void theTeamIsWarnedOneDayBeforeTheLimitAndHearsOnceThatItPassed() {
    ProcessInstance visit = wanted();

    timePassesUntil(Instant.parse("2026-03-12T14:00:00Z"));
    assertThat(passed(visit, "teamWarned")).isEqualTo(1);
    timePassesUntil(Instant.parse("2026-03-20T14:00:00Z"));
    settleEscalations();

    assertThat(passed(visit, "visitTeamTold")).as("limit passed").isEqualTo(1);
    assertThat(passed(visit, "bookingTeamTold")).as("nobody booked").isEqualTo(1);
    assertThat(openTasks()).as("the visit can still be booked").containsExactly("bookVisit");
  }

  @Test
  void theTeamHearsOnceWhenAVisitIsNotRecordedOrNobodyDecidesOnMissedOnes() {
    ProcessInstance visit = wanted();
    complete("bookVisit", Map.of("bookingChoice", "phone", "phoneVisitAt", "2026-03-10T14:00Z"));
    timePassesUntil(Instant.parse("2026-03-13T14:00:00Z"));
    settleEscalations();
    assertThat(passed(visit, "recordTeamTold")).isEqualTo(1);

    complete("recordVisit", Map.of("visitResult", "notAttended"));
    miss();
    miss();
    timePasses(Duration.ofDays(5));
    settleEscalations();

    assertThat(passed(visit, "decisionTeamTold")).isEqualTo(1);
    assertThat(openTasks()).contains("decideOnMissedVisits");
  }

  @Test
  void aTransitionThatEndsTakesEveryStepOfTheVisitWithIt() {
    ProcessInstance booking = wanted();
    runtime.deleteProcessInstance(booking.getId(), "patient died");

    ProcessInstance recording = wanted();
    complete("bookVisit", Map.of("bookingChoice", "phone", "phoneVisitAt", "2026-03-06T20:30Z"));
    timePasses(Duration.ofHours(1));
    task("recordVisit");
    runtime.deleteProcessInstance(recording.getId(), "patient died");

    assertThat(openTasks()).isEmpty();
  }

  private ProcessInstance wanted() {
    ProcessInstance visit = start("follow-up-visit", caseOf("p100234", "MERCY:V1001"));
    runDueJobs();
    return visit;
  }

  private void missThreeVisits() {
    miss();
    miss();
    miss();
  }

  /** Books a visit one hour from now to which the patient does not come. */
  private void miss() {
    Instant at = org.camunda.bpm.engine.impl.util.ClockUtil.getCurrentTime().toInstant().plus(Duration.ofHours(1));
    complete("bookVisit", Map.of("bookingChoice", "phone", "phoneVisitAt", at.toString()));
    timePasses(Duration.ofDays(1));
    complete("recordVisit", Map.of("visitResult", "notAttended"));
  }

  @SuppressWarnings("unchecked")
  private String slotOnOrAfter(String day) {
    var options = (List<Map<String, String>>) tasks.getVariable(task("bookVisit").getId(), "slotOptions");
    String from = day.replace("-", "");
    return options.stream().map(option -> option.get("value")).filter(slot -> slot.split("-")[1].compareTo(from) >= 0).findFirst().orElseThrow();
  }

  private void arrives(String patientId) {
    runtime.createMessageCorrelation("PatientArrived").processInstanceVariableEquals("patientId", patientId).correlate();
  }
}
