package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;

class PlanClosingTest extends CaseworkTest {

  @Override
  protected String diagram() {
    return "plan-closing";
  }

  private ProcessInstance closed(Object... more) {
    ProcessInstance closing = start("plan-closing", known(more));
    runDueJobs();
    return closing;
  }

  private String inRecord() {
    return wires.read("CarePlan/" + plan).path("status").asText() + ", " + wires.read("EpisodeOfCare/" + episode).path("status").asText();
  }

  @Test
  void aPlanWhoseGoalsAreMetIsCompletedAndTheEpisodeFinished() {
    assertThat(ends(closed("planOutcome", "goalsMet"))).containsExactly("planIsClosed");
    assertThat(inRecord()).isEqualTo("completed, finished");
    assertThat(failures).isEmpty();
  }

  @Test
  void aPatientWhoDeclinesHasARevokedPlan() {
    assertThat(ends(closed("planOutcome", "declined"))).containsExactly("planIsClosed");
    assertThat(inRecord()).isEqualTo("revoked, finished");
  }

  @Test
  void aPlanThatWasNeverWrittenOnlyEndsTheEpisode() {
    assertThat(ends(closed("planOutcome", "withdrawn", "carePlanId", null, "openItems", null))).containsExactly("planIsClosed");
    assertThat(inRecord()).isEqualTo("active, finished");
  }

  @Test
  void afterADeathSomebodyClosesWhatIsOpenAndIsRemindedOnce() {
    ProcessInstance closing = closed("planOutcome", "died");
    timePassesUntil(Instant.parse("2026-03-10T12:00:00Z"));
    settleEscalations();
    complete("closeAfterDeath", Map.of());
    assertThat(ends(closing)).containsExactlyInAnyOrder("closingEscalated", "planIsClosed");
  }

  @Test
  void thePracticeThatCaresNextGetsASummary() {
    ProcessInstance closing = closed("planOutcome", "movedAway");
    assertThat(task("sendSummary").getDueDate().toInstant()).isEqualTo("2026-03-14T03:59:59Z");
    timePassesUntil(Instant.parse("2026-03-16T12:00:00Z"));
    settleEscalations();
    complete("sendSummary", Map.of("summarySentTo", "Harbor clinic", "summarySentBy", "fax"));
    assertThat(ends(closing)).containsExactlyInAnyOrder("summaryEscalated", "planIsClosed");
  }
}
