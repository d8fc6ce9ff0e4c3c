package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;

class DeadlineMissedTest extends OutreachTest {

  private static final Instant END_OF_MONDAY = Instant.parse("2026-03-10T03:59:59Z");

  @Override
  protected String diagram() {
    return "deadline-missed";
  }

  private ProcessInstance missed() {
    return start("deadline-missed", discharged("deadlineName", "Home visit after discharge", "deadlineAt", START.toString(), "responsibleGroup", "nurses"));
  }

  @Test
  void aMissedDeadlineIsTheCoordinatorsToDecideByTheNextBusinessDay() {
    ProcessInstance missed = missed();
    assertThat(task("decideOnDeadline").getDueDate().toInstant()).isEqualTo(END_OF_MONDAY);
    runDueJobs();
    assertThat(ends(missed)).containsExactly("teamTold");
    complete("decideOnDeadline", Map.of("missedDecision", "doneMeanwhile", "missedReason", "overlooked"));
    assertThat(ends(missed)).containsExactlyInAnyOrder("teamTold", "decisionDocumented");
    assertThat(failures).isEmpty();
  }

  @Test
  void theTeamIsRemindedOnceWhenNobodyDecides() {
    ProcessInstance missed = missed();
    timePassesUntil(END_OF_MONDAY.plus(Duration.ofDays(3)));
    assertThat(ends(missed)).containsExactlyInAnyOrder("teamTold", "teamReminded");
    complete("decideOnDeadline", Map.of("missedDecision", "notNeeded", "missedReason", "learnedLate"));
    assertThat(ends(missed)).contains("decisionDocumented");
  }

  @Test
  void aCaseWithoutAHospitalStayIsToldOfItToo() {
    Map<String, Object> plan = discharged("deadlineName", "Ask for consent", "deadlineAt", START.toString(), "responsibleGroup", "care-coordinators");
    plan.remove("encounterId");

    ProcessInstance missed = start("deadline-missed", plan);
    timePassesUntil(END_OF_MONDAY.plus(Duration.ofDays(3)));

    assertThat(ends(missed)).containsExactlyInAnyOrder("teamTold", "teamReminded");
    complete("decideOnDeadline", Map.of("missedDecision", "doneMeanwhile", "missedReason", "overlooked"));
    assertThat(failures).isEmpty();
  }
}
