package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;

class WithdrawTransitionTest extends TransitionPartTest {

  @Override
  protected String diagram() {
    return "withdraw-transition";
  }

  @Test
  void aPatientWhoIsInHospitalAfterAllKeepsNoAppointmentAndNoPlan() {
    Map<String, Object> patient = discharged("carePlanId", wires.openCarePlan(PATIENT), "visitDays", 7,
        "visitDueAt", "2026-03-14T03:59:59Z", "visitWarnAt", "2026-03-12T13:00:00Z");
    String appointment = bookedFor(patient);
    assertThat(wires.readScheduling("Appointment/" + appointment).path("status").asText()).isEqualTo("booked");

    ProcessInstance withdrawal = start("withdraw-transition", patient);
    runDueJobs();

    assertThat(ends(withdrawal)).containsExactly("transitionWithdrawn");
    assertThat(wires.readScheduling("Appointment/" + appointment).path("status").asText()).isEqualTo("cancelled");
    assertThat(wires.read("CarePlan/" + patient.get("carePlanId")).path("status").asText()).isEqualTo("revoked");
    assertThat(variable(withdrawal, "sentMessageId")).as("the team is told").isNotNull();
    assertThat(failures).isEmpty();
  }

  @Test
  void aTransitionThatHadNotBegunIsWithdrawnAsWell() {
    ProcessInstance withdrawal = start("withdraw-transition", discharged("carePlanId", null));
    runDueJobs();

    assertThat(ends(withdrawal)).containsExactly("transitionWithdrawn");
    assertThat(passed(withdrawal, "revokeCarePlan")).isZero();
  }

  private String bookedFor(Map<String, Object> patient) {
    ProcessInstance visit = start("follow-up-visit", new HashMap<>(patient));
    runDueJobs();
    List<?> slots = (List<?>) tasks.getVariable(task("bookVisit").getId(), "slotOptions");
    complete("bookVisit", Map.of("bookingChoice", "slot", "slotId", ((Map<?, ?>) slots.get(0)).get("value")));
    return (String) runtime.createVariableInstanceQuery().variableName("appointmentId").list().stream()
        .filter(one -> one.getProcessInstanceId().equals(visit.getId())).findFirst().orElseThrow().getValue();
  }
}
