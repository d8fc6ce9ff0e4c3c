package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;

class HealthHistoryTest extends IntakePartTest {

  private static final Map<String, Object> NOT_REACHED = Map.of("historyContact", "notReached");

  @Override
  protected String diagram() {
    return "health-history";
  }

  private ProcessInstance history(Person patient) {
    return begin(of(patient));
  }

  /** All that a record without a single entry lacks. */
  private static Map<String, Object> everything() {
    return form("historyContact", "answered", "preferredLanguage", "es", "conditionCodes", ticked("icd10|E11.9"), "medicationCount", 3,
        "medicationCodes", ticked("atc|A10AB01"), "allergyCodes", ticked("snomed|716186003"), "emergencyVisits6m", 0, "unplannedAdmissions12m", 1,
        "lastA1c", 9.8, "lastSystolic", 150, "lastDiastolic", 85, "hasCaregiver", true, "livesAlone", false, "primaryPractitionerId", "pr-east");
  }

  @Test
  void onlyWhatTheHealthRecordDoesNotSayIsAskedFor() {
    ProcessInstance history = history(newPatient());

    assertThat(tasks.getIdentityLinksForTask(task("completeHistory").getId())).extracting("groupId").containsExactly("nurses");
    assertThat(list(history, "missingHistory")).contains("allergyCodes", "lastSystolic", "hasCaregiver").doesNotContain("age");
    complete("completeHistory", everything());

    assertThat(ends(history)).containsExactly("historyComplete");
    assertThat(list(history, "historyGaps")).isEmpty();
    assertThat(variable(history, "careLanguage")).isEqualTo("es");
    assertThat((Integer) variable(history, "age")).isBetween(60, 90);
    assertThat(failures).isEmpty();
  }

  @Test
  void afterThreeAttemptsTheAssessmentGoesOnWithTheGapsNamed() {
    ProcessInstance history = history(newPatient());

    complete("completeHistory", NOT_REACHED);
    assertThat(openTasks()).containsExactly("completeHistory");
    complete("completeHistory", form("historyContact", "answered", "hasCaregiver", true, "livesAlone", false, "allergyCodes", ticked()));
    assertThat(list(history, "missingHistory")).as("an empty list is no answer").contains("allergyCodes").doesNotContain("hasCaregiver");
    complete("completeHistory", NOT_REACHED);

    assertThat(ends(history)).containsExactly("historyIncomplete");
    assertThat(list(history, "historyGaps")).contains("allergyCodes", "lastSystolic").doesNotContain("hasCaregiver", "livesAlone");
    assertThat(variable(history, "careLanguage")).as("until somebody knows better").isEqualTo("en");
  }

  @Test
  void whatCannotBeFoundOutIsNotAskedForAgain() {
    ProcessInstance history = history(newPatient());

    complete("completeHistory", Map.of("historyContact", "cannotBeHad"));

    assertThat(ends(history)).containsExactly("historyIncomplete");
  }

  @Test
  void theTeamHearsOnceWhenNobodyAsks() {
    ProcessInstance history = history(newPatient());

    timePasses(Duration.ofDays(7));
    assertThat(openTasks()).containsExactly("completeHistory", "decideOnDeadline");
    settleEscalations();
    assertThat(ends(history)).containsExactly("completeHistoryEscalated");
    complete("completeHistory", everything());

    assertThat(ends(history)).contains("historyComplete");
  }

  private List<Object> list(ProcessInstance history, String name) {
    return List.copyOf((List<?>) variable(history, name));
  }
}
