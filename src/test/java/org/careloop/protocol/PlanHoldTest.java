package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.careloop.event.PlanResumed;
import org.junit.jupiter.api.Test;

class PlanHoldTest extends CaseworkTest {

  private static final Instant RESUMED = Instant.parse("2026-03-12T14:00:00Z");

  @Override
  protected String diagram() {
    return "plan-hold";
  }

  private ProcessInstance held(ProcessInstance host) {
    ask("hold");
    ProcessInstance hold = called(host);
    assertThat(task("decideOnHold").getAssignee()).isEqualTo("coordinator");
    complete("decideOnHold", Map.of("holdDecision", "hold", "holdReason", "hospital", "holdUntil", "2026-03-20"));
    return hold;
  }

  @Test
  void aPlanOnHoldIsOnHoldInTheRecordAndNothingIsDueUntilSomebodyLetsItGoOn() {
    ProcessInstance host = hosted();
    ProcessInstance hold = held(host);

    assertThat(task("work").getDueDate()).isNull();
    assertThat(wires.read("CarePlan/" + plan).path("status").asText()).isEqualTo("on-hold");
    assertThat(wires.read("EpisodeOfCare/" + episode).path("status").asText()).isEqualTo("onhold");
    timePassesUntil(RESUMED);
    assertThat(openTasks()).containsExactly("work");

    tell(new PlanResumed(PATIENT, "coordinator", RESUMED));

    assertThat(ends(hold)).containsExactly("planGoesOn");
    assertThat(task("work").getDueDate().toInstant()).isEqualTo("2026-03-17T03:59:59Z");
    assertThat(wires.read("CarePlan/" + plan).path("status").asText()).isEqualTo("active");
    assertThat(wires.read("EpisodeOfCare/" + episode).path("status").asText()).isEqualTo("active");
    assertThat(failures).isEmpty();
  }

  @Test
  void whenTheDayHasComeACoordinatorIsAskedAndThePlanNeverGoesOnByItself() {
    ProcessInstance host = hosted();
    ProcessInstance hold = held(host);
    timePassesUntil(Instant.parse("2026-03-20T13:00:00Z"));
    assertThat(task("askWhetherToResume").getDueDate().toInstant()).as("the hold's own clock runs on").isEqualTo("2026-03-25T03:59:59Z");
    assertThat(task("work").getDueDate()).isNull();

    complete("askWhetherToResume", Map.of("holdOverDecision", "waitFurther", "holdReason", "hospital", "holdUntil", "2026-04-10"));
    timePassesUntil(Instant.parse("2026-04-10T13:00:00Z"));
    timePassesUntil(Instant.parse("2026-04-16T13:00:00Z"));
    assertThat(openTasks()).contains("askWhetherToResume", "decideOnDeadline");
    settleEscalations();
    assertThat(ends(hold)).contains("askingEscalated");

    complete("askWhetherToResume", Map.of("holdOverDecision", "resume"));

    assertThat(ends(hold)).contains("planGoesOn");
    assertThat(task("work").getDueDate()).isNotNull();
  }

  @Test
  void somebodyLetsThePlanGoOnWhileTheCoordinatorIsAsked() {
    ProcessInstance host = hosted();
    ProcessInstance hold = held(host);
    timePassesUntil(Instant.parse("2026-03-20T13:00:00Z"));

    tell(new PlanResumed(PATIENT, "nurse", START));

    assertThat(ends(hold)).containsExactly("planGoesOn");
    assertThat(openTasks()).containsExactly("work");
  }

  @Test
  void aHoldThatIsNotDecidedEscalatesOnceAndMayBeDropped() {
    ProcessInstance hold = start("plan-hold", known());
    timePassesUntil(Instant.parse("2026-03-10T12:00:00Z"));
    assertThat(openTasks()).containsExactly("decideOnDeadline", "decideOnHold");
    settleEscalations();
    complete("decideOnHold", Map.of("holdDecision", "notNow"));

    assertThat(ends(hold)).containsExactlyInAnyOrder("decidingEscalated", "holdDropped");
    assertThat(wires.read("CarePlan/" + plan).path("status").asText()).isEqualTo("active");
  }
}
