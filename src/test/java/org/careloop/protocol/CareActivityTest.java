package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;

class CareActivityTest extends PlanTest {

  private static final String LINE = "https://careloop.org/extension/plan-item";
  private static final String DUE = "2026-03-12T03:59:59Z";

  @LocalServerPort private int port;

  private SandboxWires wires;
  private String carePlan;

  @Override
  protected String diagram() {
    return "care-activity";
  }

  @BeforeEach
  void aPlanLiesInTheRecord() {
    wires = new SandboxWires(port);
    carePlan = wires.create("CarePlan", """
        {"resourceType": "CarePlan", "status": "active", "intent": "plan", "subject": {"reference": "Patient/%s"}, "activity": [{"detail": {
          "status": "not-started", "extension": [{"url": "%s", "valueString": "7"}]}}]}""".formatted(PATIENT, LINE));
  }

  private ProcessInstance activity(String role) {
    Map<String, Object> line = enrolled("carePlanId", carePlan, "itemId", "7", "itemProblem", "Falls", "itemGoal", "No fall in a month",
        "itemIntervention", "Walk daily", "itemRole", role, "itemStatus", "notStarted", "itemDueAt", DUE, "activityReason", null);
    return called("care-activity", line);
  }

  @ParameterizedTest
  @CsvSource({"coordinator, doAsCoordinator, care-coordinators", "patient, doAsCoordinator, care-coordinators", "nurse, doAsNurse, nurses",
      "pharmacist, doAsPharmacist, pharmacists", "socialWorker, doAsSocialWorker, social-workers", "physician, doAsPhysician, physicians"})
  void whoeverThePlanNamesGetsTheTaskAndWhatCameOfItStandsInTheRecord(String role, String task, String group) {
    ProcessInstance activity = activity(role);
    assertThat(tasks.getIdentityLinksForTask(task(task).getId())).extracting("groupId").containsExactly(group);
    assertThat(task(task).getDueDate().toInstant()).isEqualTo(Instant.parse(DUE));

    complete(task, Map.of("activityStatus", "completed"));

    assertThat(ends(activity)).containsExactlyInAnyOrder("workEnded", "activityCompleted");
    assertThat(wires.read("CarePlan/" + carePlan).at("/activity/0/detail/status").asText()).isEqualTo("completed");
    assertThat(failures).isEmpty();
  }

  @Test
  void anActivityThatWillNotBeDoneIsCancelledWithItsReason() {
    ProcessInstance activity = activity("nurse");
    complete("doAsNurse", Map.of("activityStatus", "cancelled", "activityReason", "patientDeclined"));

    assertThat(ends(activity)).contains("activityCancelled");
    assertThat(wires.read("CarePlan/" + carePlan).at("/activity/0/detail").toString()).contains("cancelled", "patientDeclined");
  }

  @Test
  void aLateActivityIsEscalatedOnceAndStaysOpenUntilSomebodySaysHowItEnded() {
    ProcessInstance activity = activity("nurse");
    timePassesUntil(Instant.parse("2026-03-20T12:00:00Z"));
    assertThat(openTasks()).containsExactly("decideOnDeadline", "doAsNurse");
    settleEscalations();
    timePassesUntil(Instant.parse("2026-04-20T12:00:00Z"));
    assertThat(openTasks()).containsExactly("doAsNurse");

    complete("doAsNurse", Map.of("activityStatus", "completed"));
    assertThat(ends(activity)).containsOnlyOnce("activityEscalated").contains("activityCompleted");
  }

  @Test
  void aLateAnswerClosesItsEscalation() {
    activity("nurse");
    timePassesUntil(Instant.parse("2026-03-13T12:00:00Z"));
    complete("doAsNurse", Map.of("activityStatus", "completed"));
    assertThat(openTasks()).isEmpty();
  }

  @Test
  void whenThePlanAsksForSomethingElseItsPersonIsAskedForTheNewThing() {
    ProcessInstance activity = activity("nurse");
    told("7", Map.of("itemStatus", "notStarted", "itemRole", "physician", "itemIntervention", "Look at the feet", "itemDueAt", "2026-03-20T03:59:59Z"));

    assertThat(openTasks()).containsExactly("doAsPhysician");
    assertThat(task("doAsPhysician").getDueDate().toInstant()).isEqualTo(Instant.parse("2026-03-20T03:59:59Z"));
    complete("doAsPhysician", Map.of("activityStatus", "completed"));
    assertThat(ends(activity)).contains("activityCompleted");
  }

  @Test
  void whatIsNoLongerPlannedIsNobodysTaskAnyMore() {
    ProcessInstance activity = activity("nurse");
    told("7", Map.of("itemStatus", "cancelled"));

    assertThat(openTasks()).isEmpty();
    assertThat(ends(activity)).containsExactly("noLongerPlanned");
  }

  private void told(String itemId, Map<String, Object> line) {
    String waiting = runtime.createExecutionQuery().messageEventSubscriptionName("ActivityChanged").processVariableValueEquals("itemId", itemId)
        .singleResult().getId();
    runtime.messageEventReceived("ActivityChanged", waiting, new HashMap<>(line));
    runDueJobs();
  }
}
