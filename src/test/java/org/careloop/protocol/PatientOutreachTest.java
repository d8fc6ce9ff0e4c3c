package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;

/** Discharged on a Friday: the first business day is Monday the 9th, the limit the end of Tuesday, day 7 the next Friday. */
class PatientOutreachTest extends OutreachTest {

  private static final Instant MONDAY_MORNING = Instant.parse("2026-03-09T15:00:00Z");
  private static final Instant MONDAY_AFTERNOON = Instant.parse("2026-03-09T20:30:00Z");
  private static final Instant TUESDAY_NOON = Instant.parse("2026-03-10T15:30:00Z");
  private static final Instant TUESDAY_AFTERNOON = Instant.parse("2026-03-10T19:00:00Z");
  private static final Instant END_OF_TUESDAY = Instant.parse("2026-03-11T03:59:59Z");
  private static final Instant WEDNESDAY = Instant.parse("2026-03-11T16:00:00Z");
  private static final Instant END_OF_DAY_7 = Instant.parse("2026-03-14T03:59:59Z");

  @Override
  protected String diagram() {
    return "patient-outreach";
  }

  private ProcessInstance outreach(String contactRisk) {
    return start("patient-outreach", discharged("intensityLevel", 3, "purpose", "tcmContact", "contactRisk", contactRisk,
        "contactDueAt", END_OF_TUESDAY.toString(), "contactLimitAt", END_OF_TUESDAY.toString(),
        "contactWarnAt", "2026-03-09T13:00:00Z", "continueUntil", END_OF_DAY_7.toString()));
  }

  private Instant due(String task) {
    return task(task).getDueDate().toInstant();
  }

  @Test
  void aHighRiskPatientNobodyReachesGetsThreeAttemptsALetterAVisitAndCallsToDaySeven() {
    ProcessInstance outreach = outreach("high");
    assertThat(due("callPatient")).isEqualTo(Instant.parse("2026-03-09T16:00:00Z"));
    assertThat(runtime.getVariable(outreach.getId(), "spacing")).isEqualTo(List.of("BD1T12:00", "BD1T17:00", "BD2T16:00"));
    timePassesUntil(MONDAY_MORNING);
    complete("callPatient", notReached());
    assertThat(due("callPatient")).as("the second attempt is due the same day").isEqualTo(Instant.parse("2026-03-09T21:00:00Z"));
    timePassesUntil(MONDAY_AFTERNOON);
    complete("callPatient", notReached());
    assertThat(due("callPatient")).isEqualTo(Instant.parse("2026-03-10T20:00:00Z"));
    timePassesUntil(TUESDAY_AFTERNOON);
    complete("callPatient", notReached());

    assertThat(ends(outreach)).contains("teamWarned", "patientWrittenTo");
    assertThat(openTasks()).containsExactly("visitPatient");
    assertThat(due("visitPatient")).isEqualTo(Instant.parse("2026-03-12T03:59:59Z"));
    timePassesUntil(WEDNESDAY);
    assertThat(ends(outreach)).as("two attempts in time meet the deadline").contains("contactInTime").doesNotContain("contactEscalated");
    complete("visitPatient", Map.of("contactOutcome", "notReached", "contactedAt", minute(), "contactReason", "nobodyHome"));

    assertThat(openTasks()).as("until the next business day").isEmpty();
    timePassesUntil(Instant.parse("2026-03-12T12:00:01Z"));
    complete("callPatient", notReached());
    timePassesUntil(Instant.parse("2026-03-13T14:00:00Z"));
    complete("callPatient", notReached());
    timePassesUntil(END_OF_DAY_7.plus(Duration.ofMinutes(1)));
    assertThat(openTasks()).isEmpty();
    assertThat(ends(outreach)).contains("patientNotReached");
    assertThat(variable(outreach, "contactOutcome")).isEqualTo("notReached");
    assertThat(failures).isEmpty();
  }

  @Test
  void aPatientReachedAtTheFirstAttemptGetsNoLetterAndNoWarning() {
    ProcessInstance outreach = outreach("standard");
    complete("callPatient", reached());
    assertThat(ends(outreach)).containsExactly("patientReached");
    assertThat(variable(outreach, "contactOutcome")).isEqualTo("reached");
    assertThat(variable(outreach, "contactedAt")).isEqualTo("2026-03-06T20:00:00Z");
  }

  @Test
  void aPatientWhoDeclinesIsCalledNoMore() {
    ProcessInstance outreach = outreach("high");
    complete("callPatient", ended("declined"));
    assertThat(ends(outreach)).containsExactly("contactEnded");
    assertThat(variable(outreach, "contactOutcome")).isEqualTo("declined");
  }

  @Test
  void aPatientAtStandardRiskIsNotVisitedButCalledAgainAndALateContactCounts() {
    ProcessInstance outreach = outreach("standard");
    timePassesUntil(MONDAY_MORNING);
    complete("callPatient", notReached());
    timePassesUntil(TUESDAY_NOON);
    complete("callPatient", notReached());
    timePassesUntil(TUESDAY_AFTERNOON);
    complete("callPatient", notReached());
    assertThat(openTasks()).isEmpty();
    timePassesUntil(WEDNESDAY);
    complete("callPatient", reached());
    assertThat(ends(outreach)).contains("patientWrittenTo", "patientReached");
  }

  @Test
  void aHighRiskPatientMetAtHomeIsReached() {
    ProcessInstance outreach = outreach("high");
    for (Instant attempt : List.of(MONDAY_MORNING, MONDAY_AFTERNOON, TUESDAY_AFTERNOON)) {
      timePassesUntil(attempt);
      complete("callPatient", notReached());
    }
    timePassesUntil(WEDNESDAY);
    complete("visitPatient", Map.of("contactOutcome", "reached", "contactedAt", minute(), "redFlags", json(List.of()), "serviceGaps", json(List.of())));
    assertThat(ends(outreach)).contains("patientReached");
  }

  @Test
  void aPatientNobodyCallsByTheEndOfTheSecondBusinessDayIsEscalatedOnce() {
    ProcessInstance outreach = outreach("standard");
    timePassesUntil(END_OF_TUESDAY.plus(Duration.ofMinutes(1)));
    assertThat(openTasks()).as("the call, its own escalation, and the one for the two days")
        .containsExactlyInAnyOrder("callPatient", "decideOnDeadline", "decideOnDeadline");
    List<String> missed = tasks.createTaskQuery().taskDefinitionKey("decideOnDeadline").list().stream()
        .map(task -> (String) tasks.getVariable(task.getId(), "deadlineName")).toList();
    assertThat(missed).containsExactlyInAnyOrder("Contact with the patient", "Contact within two business days of discharge");
    tasks.createTaskQuery().taskDefinitionKey("decideOnDeadline").list()
        .forEach(task -> tasks.complete(task.getId(), Map.of("missedDecision", "doneNow", "missedReason", "staffing")));
    assertThat(ends(outreach)).contains("contactEscalated");
    complete("callPatient", reached());
    assertThat(ends(outreach)).contains("patientReached");
  }

  @Test
  void aPatientReachedWhoStillWaitsForANurseIsNotWarnedOf() {
    ProcessInstance outreach = outreach("high");
    complete("callPatient", reached(List.of(), List.of("noAppointment")));
    timePassesUntil(MONDAY_MORNING);
    assertThat(ends(outreach)).containsExactly("noWarningNeeded");
    complete("closeGaps", Map.of("responseOutcome", "resolved", "respondedAt", minute()));
    assertThat(ends(outreach)).contains("patientReached");
  }
}
