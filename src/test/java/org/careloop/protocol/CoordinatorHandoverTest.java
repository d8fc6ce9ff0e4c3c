package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;

class CoordinatorHandoverTest extends CaseworkTest {

  private static final Map<String, Object> TO_THE_OTHER = Map.of("handoverDecision", "handOver", "newCoordinator", "coordinator2",
      "handoverReason", "caseLoad", "openMatters", "Waits for a call from the pharmacy");

  @Override
  protected String diagram() {
    return "coordinator-handover";
  }

  @Test
  void thePatientChangesHandsOnceTheOtherHasAcceptedAndWhoItWasBeforeIsKept() {
    ProcessInstance host = hosted();
    ask("handOver");
    ProcessInstance handover = called(host);
    assertThat(variable(handover, "colleagues").toString()).contains("coordinator2").doesNotContain("value=coordinator,");
    complete("prepareHandOver", TO_THE_OTHER);
    assertThat(task("acceptPatient").getAssignee()).isEqualTo("coordinator2");
    assertThat(runtime.getVariable(host.getId(), "primaryCoordinator")).as("until it is accepted").isEqualTo("coordinator");

    complete("acceptPatient", Map.of("handoverAnswer", "accepted"));

    assertThat(ends(handover)).containsExactly("patientHandedOver");
    assertThat(runtime.getVariable(host.getId(), "primaryCoordinator")).isEqualTo("coordinator2");
    assertThat(runtime.getVariable(host.getId(), "coordinatorHistory").toString()).contains("coordinator", "caseLoad", START.toString());
    assertThat(task("work").getAssignee()).as("open tasks go along").isEqualTo("coordinator2");
    assertThat(wires.read("CareTeam/" + variable(handover, "careTeamId")).toString()).contains("coordinator2");
    assertThat(failures).isEmpty();
  }

  @Test
  void whoeverDeclinesSaysWhyAndTheHandOverIsPreparedAgainOrDropped() {
    ProcessInstance handover = start("coordinator-handover", known());
    runDueJobs();
    complete("prepareHandOver", TO_THE_OTHER);
    complete("acceptPatient", Map.of("handoverAnswer", "declined", "handoverDeclinedReason", "On leave from Monday"));
    assertThat(tasks.getVariable(task("prepareHandOver").getId(), "handoverDeclinedReason")).isEqualTo("On leave from Monday");

    complete("prepareHandOver", Map.of("handoverDecision", "notNow"));

    assertThat(ends(handover)).containsExactly("handOverDropped");
    assertThat(variable(handover, "primaryCoordinator")).isEqualTo("coordinator");
  }

  @Test
  void aHandOverThatNobodyPreparesOrAnswersEscalatesOnce() {
    ProcessInstance handover = start("coordinator-handover", known());
    timePassesUntil(Instant.parse("2026-03-10T12:00:00Z"));
    settleEscalations();
    complete("prepareHandOver", TO_THE_OTHER);
    timePassesUntil(Instant.parse("2026-03-12T12:00:00Z"));
    settleEscalations();

    assertThat(ends(handover)).containsExactlyInAnyOrder("preparingEscalated", "answerEscalated");
    assertThat(openTasks()).containsExactly("acceptPatient");
  }
}
