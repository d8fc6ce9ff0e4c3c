package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;

class CoordinatorAssignmentTest extends TransitionPartTest {

  @Override
  protected String diagram() {
    return "coordinator-assignment";
  }

  @Test
  void aPatientWhoSpeaksSpanishGetsTheCoordinatorOfTheTeamWhoSpeaksItAndWhoIsTold() {
    ProcessInstance assigned = assigned("team-east", "es");

    assertThat(ends(assigned)).containsExactly("coordinatorAssigned");
    assertThat(variable(assigned, "primaryCoordinator")).isEqualTo("coordinator3");
    assertThat(wires.read("CareTeam/" + variable(assigned, "careTeamId")).toString()).contains("coordinator3", PATIENT);
    assertThat(variable(assigned, "sentMessageId")).isNotNull();
    assertThat(failures).isEmpty();
  }

  @Test
  void elseTheOneWithTheFewestPatientsIsNamed() {
    ProcessInstance first = assigned("team-east", "en");
    assertThat(variable(first, "primaryCoordinator")).as("equals go by their names").isEqualTo("coordinator");

    ProcessInstance open = assigned("team-west", "es");
    runtime.setVariable(open.getId(), "primaryCoordinator", "coordinator");
    assertThat(variable(assigned("team-east", "en"), "primaryCoordinator")).isEqualTo("coordinator3");
    assertThat(variable(assigned("team-west", null), "primaryCoordinator")).isEqualTo("coordinator2");
  }

  @Test
  void whereNobodyFitsACoordinatorChoosesAndIsRemindedByTheDeadline() {
    ProcessInstance open = assigned("team-west", "es");
    assertThat(openTasks()).containsExactly("chooseCoordinator");
    assertThat(variable(open, "proposalReason")).asString().contains("speaks Spanish");
    assertThat(variable(open, "coordinatorOptions").toString()).contains("coordinator2");
    timePasses(Duration.ofDays(4));
    settleEscalations();
    complete("chooseCoordinator", Map.of("primaryCoordinator", "coordinator2"));

    assertThat(ends(open)).containsExactlyInAnyOrder("chooseCoordinatorEscalated", "coordinatorAssigned");
    assertThat(wires.read("CareTeam/" + variable(open, "careTeamId")).toString()).contains("coordinator2");
    assertThat(failures).isEmpty();
  }

  private ProcessInstance assigned(String team, String language) {
    Map<String, Object> patient = new HashMap<>(Map.of("patientId", PATIENT, "patientLabel", "Test Patient · 1948-05-17", "careTeam", team,
        "tier", 3, "taskPriority", 75, "intensity", "tier 3"));
    patient.put("preferredLanguage", language);
    patient.put("episodeOfCareId", null);
    ProcessInstance assigned = runtime.startProcessInstanceByKey("coordinator-assignment", PATIENT, patient);
    runDueJobs();
    return assigned;
  }
}
