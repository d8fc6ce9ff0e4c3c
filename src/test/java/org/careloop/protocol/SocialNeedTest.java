package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocialNeedTest extends ScreeningPartTest {

  @Override
  protected String diagram() {
    return "social-need";
  }

  private ProcessInstance need() {
    return start("social-need", screened("socialNeed", Map.of("domain", "food", "needWords", "Food", "zCode", "Z59.41", "referralType", "foodAssistance"),
        "foodWorry", "often", "socialNeedsDecisionId", null));
  }

  private static Map<String, Object> connected() {
    return form("needOutcome", "connected", "confirmedCode", "Z59.41", "referredTo", "Food bank East", "needFollowUpOn", "2026-03-20");
  }

  @Test
  void aNeedIsConnectedAndAskedAfterUntilItIsMet() {
    ProcessInstance need = need();
    isFor(task("connectPatient"), "social-workers");
    assertThat(task("connectPatient").getDueDate().toInstant()).isEqualTo(DUE);
    assertThat(variable(need, "needDomain")).isEqualTo("food");
    assertThat(variable(need, "taskSubject")).as("what the card says it is about").isEqualTo("Food");
    complete("connectPatient", connected());
    assertThat(openTasks()).isEmpty();
    timePassesUntil(Instant.parse("2026-03-20T02:00:00Z"));
    assertThat(openTasks()).as("the evening before, where the practice is").isEmpty();
    timePassesUntil(Instant.parse("2026-03-20T13:00:00Z"));
    complete("askWhetherMet", form("needMet", "partly"));
    assertThat(openTasks()).containsExactly("connectPatient");
    assertThat(variable(need, "needFollowUpOn")).as("a day that is over is not proposed again").isNull();
    complete("connectPatient", form("needOutcome", "connected", "confirmedCode", "Z59.41", "referredTo", "Church kitchen", "needFollowUpOn", "2026-03-25"));
    timePassesUntil(Instant.parse("2026-03-25T13:00:00Z"));
    complete("askWhetherMet", form("needMet", "yes"));
    assertThat(ends(need)).contains("needSettled");
    assertThat(wires.read("Task/" + variable(need, "fhirTaskId")).path("status").asText()).isEqualTo("completed");
    assertThat(failures).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"patientDeclined, declined, rejected, needDeclined", "noServiceFound, no, failed, noServiceFound"})
  void aNeedThatCannotBeMetIsRecordedAsThat(String outcome, String met, String status, String end) {
    ProcessInstance need = need();
    complete("connectPatient", form("needOutcome", outcome, "confirmedCode", "none"));
    assertThat(ends(need)).containsExactly(end);
    assertThat(variable(need, "needMet")).isEqualTo(met);
    assertThat(wires.read("Task/" + variable(need, "fhirTaskId")).path("status").asText()).isEqualTo(status);
    assertThat(failures).isEmpty();
  }

  @Test
  void lateHelpIsEscalated() {
    ProcessInstance need = need();
    timePasses(Duration.ofDays(8));
    assertThat(openTasks()).containsExactly("connectPatient", "decideOnDeadline");
    settleEscalations();
    assertThat(ends(need)).containsExactly("needEscalated");
    complete("connectPatient", connected());
    timePassesUntil(Instant.parse("2026-03-27T13:00:00Z"));
    assertThat(openTasks()).containsExactly("askWhetherMet", "decideOnDeadline");
    complete("askWhetherMet", form("needMet", "yes"));
    assertThat(openTasks()).isEmpty();
  }
}
