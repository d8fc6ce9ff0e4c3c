package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetyResponseTest extends ScreeningPartTest {

  @Override
  protected String diagram() {
    return "safety-response";
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(nullValues = "null", value = {
      "high, arrangeEmergency, 2026-03-06T20:30:00Z, emergencyArranged", "null, arrangeEmergency, 2026-03-06T20:30:00Z, emergencyArranged",
      "moderate, evaluateToday, 2026-03-07T04:59:59Z, evaluationArranged", "low, referToBehavioralHealth, 2026-03-11T03:59:59Z, referred"})
  void eachRiskHasItsTaskItsTimeAndItsEscalation(String risk, String task, String due, String end) {
    ProcessInstance response = start("safety-response", screened("suicideRisk", risk, "concernKind", "suicideRisk"));
    assertThat(task(task).getDueDate().toInstant()).isEqualTo(due);
    timePassesUntil(Instant.parse(due).minus(Duration.ofSeconds(1)));
    assertThat(openTasks()).containsExactly(task);
    timePasses(Duration.ofMinutes(1));
    assertThat(openTasks()).contains("decideOnDeadline", task);
    settleEscalations();
    assertThat(ends(response)).containsExactly("responseEscalated");
    complete(task, form("safetyResponse", "evaluationArranged", "safetyRespondedAt", minute()));
    assertThat(ends(response)).contains(end);
    assertThat(openTasks()).isEmpty();
  }
}
