package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;

class CompleteRiskDataTest extends OutreachTest {

  @Override
  protected String diagram() {
    return "complete-risk-data";
  }

  @Test
  void aPatientWhoseLaboratoryValuesAreFoundIsJudgedAgainByThem() {
    ProcessInstance data = missing();
    assertThat(task("completeData").getDueDate().toInstant()).as("the next business day").isEqualTo(Instant.parse("2026-03-10T03:59:59Z"));

    complete("completeData", Map.of("hemoglobin", 9.1, "sodium", 128.0));

    assertThat(ends(data)).containsExactly("riskJudgedAgain");
    assertThat(variable(data, "hospitalScore")).as("anemia 1, sodium 1, not elective 1, five days 2").isEqualTo(5);
    assertThat(variable(data, "riskIncomplete")).isEqualTo(false);
    assertThat(variable(data, "contactDueAt")).isNotNull();
    assertThat(failures).isEmpty();
  }

  @Test
  void whatNobodyCanFindOutIsSaidAndThePlanStays() {
    ProcessInstance data = missing();

    complete("completeData", Map.of("dataCannotBeHad", true));

    assertThat(ends(data)).containsExactly("dataNotToBeHad");
    assertThat(variable(data, "intensity")).isEqualTo("high");
    assertThat(variable(data, "hospitalScore")).isNull();
  }

  @Test
  void dataNobodyLooksForIsEscalatedOnce() {
    ProcessInstance data = missing();
    timePassesUntil(Instant.parse("2026-03-10T04:00:01Z"));
    assertThat(openTasks()).containsExactlyInAnyOrder("completeData", "decideOnDeadline");

    settleEscalations();
    complete("completeData", Map.of("dataCannotBeHad", true));
    assertThat(ends(data)).containsExactlyInAnyOrder("completeDataEscalated", "dataNotToBeHad");
  }

  private ProcessInstance missing() {
    ProcessInstance data = start("complete-risk-data", discharged("admittedAt", "2026-03-01T20:00:00Z", "hospitalService", "MED",
        "laceProblems", List.of(), "hospitalProblems", List.of("hemoglobin missing", "sodium missing"), "planProblems", List.of(),
        "contactBusinessDays", 2, "homeVisitHours", 72, "visitDays", 7, "lengthOfStayDays", 5, "acuteAdmission", true,
        "emergencyVisits6m", 1, "admissions12m", 0, "hemoglobin", null, "sodium", null, "procedureDuringStay", false,
        "oncologyService", false, "livesAlone", false, "socialNeedCount", 0, "limitedHealthLiteracy", false, "medicationCount", 1,
        "conditionCodes", List.of("icd10|I50.9"), "principalDiagnosisCode", "icd10|R69", "medicationCodes", List.of("atc|C03CA01"),
        "newMedicationCodes", List.of(), "oldIntensity", "high", "dataCannotBeHad", false, "riskIncomplete", true));
    runDueJobs();
    return data;
  }
}
