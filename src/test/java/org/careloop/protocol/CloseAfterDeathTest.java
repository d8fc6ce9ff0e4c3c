package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;

class CloseAfterDeathTest extends TransitionPartTest {

  @Override
  protected String diagram() {
    return "close-after-death";
  }

  @Test
  void afterADeathOnePersonClosesWhatIsOpenAndNothingIsBilled() {
    Map<String, Object> patient = died();
    called(patient, reached());
    ProcessInstance closing = told(patient);
    assertThat(openTasks()).containsExactly("closeOpenThings");
    assertThat(task("closeOpenThings").getDueDate().toInstant()).as("the next business day").isEqualTo(Instant.parse("2026-03-10T03:59:59Z"));

    complete("closeOpenThings", Map.of("closedThings", ticked("family", "home-services")));

    assertThat(openTasks()).as("no code is proposed").isEmpty();
    assertThat(ends(closing)).containsExactly("closedAfterDeath");
    assertThat(wires.read("CarePlan/" + patient.get("carePlanId")).path("status").asText()).isEqualTo("revoked");
    assertThat(failures).isEmpty();
  }

  @Test
  void closingThatIsForgottenIsEscalatedAndEndsWithTheWork() {
    ProcessInstance closing = told(died());
    timePassesUntil(Instant.parse("2026-03-10T04:00:01Z"));
    assertThat(openTasks()).containsExactlyInAnyOrder("closeOpenThings", "decideOnDeadline");

    settleEscalations();
    complete("closeOpenThings", Map.of("closedThings", ticked("nothing-open")));
    assertThat(ends(closing)).containsExactlyInAnyOrder("closeOpenThingsEscalated", "closedAfterDeath");
  }

  private ProcessInstance told(Map<String, Object> patient) {
    ProcessInstance closing = start("close-after-death", patient);
    runDueJobs();
    return closing;
  }

  private Map<String, Object> died() {
    return discharged("pathway", "tcm", "contactLimitAt", "2026-03-11T03:59:59Z", "visitDate", "2026-03-06", "mdm", "high",
        "reconciledOn", "2026-03-06", "carePlanId", wires.openCarePlan(PATIENT), "toldAt", DISCHARGED);
  }
}
