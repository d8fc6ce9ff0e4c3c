package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;

class MedicationReconciliationTest extends ProtocolTest {

  private static final Map<String, Object> NO_DIFFERENCE = Map.of(
      "discrepancyCount", 0, "medicinesObtainable", "has", "teachBack", "correct", "reconcilerRole", "clinicalPharmacist");
  private static final Map<String, Object> TWO_DIFFERENCES = Map.of(
      "discrepancyCount", 2, "discrepancyKinds", ticked("dose", "omitted"), "highAlertChanged", ticked("anticoagulant"),
      "medicinesObtainable", "has", "teachBack", "afterRepeating", "reconcilerRole", "registeredNurse");
  private static final Map<String, Object> DECIDED = Map.of(
      "medicationDecisions", ticked("prescriptionChanged"), "patientToldOfChanges", "told");

  @Override
  protected String diagram() {
    return "medication-reconciliation";
  }

  @Test
  void thePharmacistReviewsTheMedicinesOfAHighRiskPatientByTheSecondBusinessDay() {
    ProcessInstance reconciliation = wanted(true);
    assertThat(task("reviewMedicines").getDueDate()).isEqualTo("2026-03-11T03:59:59Z");
    assertThat((List<?>) tasks.getVariable(task("reviewMedicines").getId(), "medicines")).isNotEmpty();

    complete("reviewMedicines", NO_DIFFERENCE);

    assertThat(ends(reconciliation)).containsExactly("medicinesReconciled");
    assertThat(variable(reconciliation, "reconciledOn")).isEqualTo("2026-03-06");
    assertThat(variable(reconciliation, "reconciledAt")).isEqualTo("2026-03-06T20:00:00Z");
    assertThat(variable(reconciliation, "reconciliationListId")).isNotNull();
  }

  @Test
  void withoutAPharmacistTheNurseComparesAndThePhysicianSettlesWhatNobodyCanExplain() {
    ProcessInstance reconciliation = wanted(false);
    assertThat(task("compareMedicines").getDueDate()).isEqualTo("2026-03-14T03:59:59Z");

    complete("compareMedicines", TWO_DIFFERENCES);
    assertThat(task("resolveDiscrepancies").getDueDate()).isEqualTo("2026-03-10T03:59:59Z");
    timePasses(Duration.ofDays(3));
    complete("resolveDiscrepancies", DECIDED);

    assertThat(ends(reconciliation)).containsExactly("medicinesReconciled");
    assertThat(variable(reconciliation, "reconciledOn")).as("the day the last question was settled").isEqualTo("2026-03-09");
    assertThat(variable(reconciliation, "discrepancyCount")).isEqualTo(2);
  }

  @Test
  void aPatientWhoCannotGetTheMedicinesIsThePhysiciansBusiness() {
    wanted(true);

    Map<String, Object> notObtainable = new HashMap<>(NO_DIFFERENCE);
    notObtainable.put("medicinesObtainable", "cannotGet");
    complete("reviewMedicines", notObtainable);

    assertThat(openTasks()).containsExactly("resolveDiscrepancies");
  }

  @Test
  void theTeamHearsOnceOfEachDeadlineThatPassesWithoutAPharmacist() {
    ProcessInstance reconciliation = wanted(true);

    timePassesUntil(Instant.parse("2026-03-15T12:00:00Z"));
    settleEscalations();
    assertThat(passed(reconciliation, "reviewTeamTold")).isEqualTo(1);
    timePassesUntil(Instant.parse("2026-04-07T12:00:00Z"));
    settleEscalations();
    assertThat(passed(reconciliation, "reconciliationTeamTold")).as("day 30 is over").isEqualTo(1);

    complete("reviewMedicines", TWO_DIFFERENCES);
    timePasses(Duration.ofDays(5));
    settleEscalations();
    assertThat(passed(reconciliation, "discrepanciesTeamTold")).isEqualTo(1);
    complete("resolveDiscrepancies", DECIDED);
    assertThat(ends(reconciliation)).contains("medicinesReconciled");
  }

  @Test
  void theTeamHearsOnceWhenNoNurseComparesBeforeTheVisit() {
    ProcessInstance reconciliation = wanted(false);

    timePassesUntil(Instant.parse("2026-03-16T12:00:00Z"));
    settleEscalations();

    assertThat(passed(reconciliation, "comparisonTeamTold")).isEqualTo(1);
    assertThat(openTasks()).containsExactly("compareMedicines");
  }

  @Test
  void aTransitionThatEndsTakesTheReconciliationWithIt() {
    runtime.deleteProcessInstance(wanted(true).getId(), "patient died");
    runtime.deleteProcessInstance(wanted(false).getId(), "patient died");

    assertThat(openTasks()).isEmpty();
  }

  private ProcessInstance wanted(boolean pharmacistReview) {
    Map<String, Object> variables = FollowUpVisitTest.caseOf("p100234", "MERCY:V1001");
    variables.put("pharmacistReview", pharmacistReview);
    variables.put("pharmacistDueAt", "2026-03-11T03:59:59Z");
    variables.put("reconciliationDueAt", "2026-04-06T03:59:59Z");
    variables.put("newMedicationCodes", List.of());
    ProcessInstance reconciliation = start("medication-reconciliation", variables);
    runDueJobs();
    return reconciliation;
  }
}
