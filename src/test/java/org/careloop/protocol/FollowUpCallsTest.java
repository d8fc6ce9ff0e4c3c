package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.variable.Variables;
import org.junit.jupiter.api.Test;

class FollowUpCallsTest extends OutreachTest {

  @Override
  protected String diagram() {
    return "follow-up-calls";
  }

  private ProcessInstance calls(Integer... days) {
    return start("follow-up-calls", discharged("callDays",
        Variables.objectValue(new ArrayList<>(List.of(days))).serializationDataFormat("application/json").create()));
  }

  @Test
  void aPatientIsCalledOnTheMorningOfEachPlannedDay() {
    ProcessInstance calls = calls(3, 7);
    runDueJobs();
    assertThat(openTasks()).isEmpty();
    timePassesUntil(Instant.parse("2026-03-09T12:00:01Z"));
    assertThat(task("callPatient").getDueDate().toInstant()).isEqualTo(Instant.parse("2026-03-10T03:59:59Z"));
    assertThat(tasks.getVariable(task("callPatient").getId(), "callPurpose")).isEqualTo("follow-up");
    complete("callPatient", reached());
    assertThat(openTasks()).isEmpty();
    timePassesUntil(Instant.parse("2026-03-13T12:00:01Z"));
    complete("callPatient", reached());
    assertThat(ends(calls)).containsExactlyInAnyOrder("callSettled", "callSettled", "allCallsMade");
    assertThat(variable(calls, "careEndReason")).isNull();
  }

  @Test
  void aCallThatFallsOnAWeekendIsDueByTheEndOfMonday() {
    calls(1);
    timePassesUntil(Instant.parse("2026-03-07T13:00:01Z"));
    assertThat(task("callPatient").getDueDate().toInstant()).isEqualTo(Instant.parse("2026-03-10T03:59:59Z"));
  }

  @Test
  void aPatientWhoDoesNotAnswerIsTriedOnceMoreOnTheNextBusinessDay() {
    ProcessInstance calls = calls(3);
    timePassesUntil(Instant.parse("2026-03-09T14:00:00Z"));
    complete("callPatient", notReached());
    assertThat(openTasks()).isEmpty();
    timePassesUntil(Instant.parse("2026-03-10T12:00:01Z"));
    assertThat(task("callPatient").getDueDate().toInstant()).isEqualTo(Instant.parse("2026-03-11T03:59:59Z"));
    complete("callPatient", notReached());
    assertThat(ends(calls)).containsExactlyInAnyOrder("secondCallMade", "allCallsMade");
  }

  @Test
  void aPatientWhoHasMovedAwayIsNotCalledOnTheLaterDays() {
    ProcessInstance calls = calls(3, 7, 14, 30);
    timePassesUntil(Instant.parse("2026-03-09T14:00:00Z"));
    complete("callPatient", ended("movedAway"));
    assertThat(ends(calls)).containsExactlyInAnyOrder("callSettled", "callsEnded");
    assertThat(variable(calls, "careEndReason")).isEqualTo("movedAway");
    assertThat(failures).isEmpty();
  }
}
