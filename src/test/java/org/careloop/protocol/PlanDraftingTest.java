package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;

class PlanDraftingTest extends PlanTest {

  @Override
  protected String diagram() {
    return "plan-drafting";
  }

  @Test
  void fourPeopleCompleteTheirLinesSideBySideAndTheyBecomeOnePlan() {
    ProcessInstance drafting = called("plan-drafting", enrolled());
    assertThat(openTasks()).containsExactly("completeCoordination", "completeMedicines", "completeNursing", "completeSocialNeeds");
    assertThat(rows("completeSocialNeeds", "socialWorkerItems")).isNotEmpty()
        .allSatisfy(row -> assertThat(row).containsEntry("role", "socialWorker").containsKeys("itemId", "dueDate"));

    nurseCompletes();
    pharmacistCompletes();
    socialWorkerCompletes();
    assertThat(ends(drafting)).as("the coordinator is still at work").isEmpty();
    coordinatorCompletes();

    assertThat(ends(drafting)).containsExactly("planDrafted");
    assertThat(variable(drafting, "planVersion")).isEqualTo(1);
    assertThat(items(drafting)).extracting(line -> line.get("itemId")).doesNotHaveDuplicates().doesNotContainNull();
    assertThat(items(drafting)).extracting(line -> line.get("role")).contains("nurse", "socialWorker", "coordinator");
    assertThat(failures).isEmpty();
  }

  @Test
  void aPatientWithoutRisksAndNeedsIsPlannedByNurseAndCoordinatorAlone() {
    called("plan-drafting", enrolled("pharmacistReview", false, "medicationRisk", "low", "socialNeedDomains", plain(List.of())));

    assertThat(openTasks()).containsExactly("completeCoordination", "completeNursing");
  }

  @Test
  void whereNeitherPharmacistNorSocialWorkerIsAskedNurseAndCoordinatorAnswerForThem() {
    ProcessInstance drafting = called("plan-drafting", enrolled("pharmacistReview", false, "medicationRisk", "low", "socialNeedDomains", plain(List.of())));
    nurseCompletes("medicationManagement");
    coordinatorCompletes("communityServices");

    assertThat(ends(drafting)).containsExactly("planDrafted");
  }

  @Test
  void whatIsRequiredAndMissingComesBackToTheCoordinatorByNameUntilItIsThereOrDoesNotApply() {
    ProcessInstance drafting = called("plan-drafting", enrolled("pharmacistReview", false, "medicationRisk", "low", "socialNeedDomains", plain(List.of())));
    nurseCompletes();
    coordinatorCompletes();

    assertThat(openTasks()).containsExactly("fillGaps");
    assertThat(tasks.getVariable(task("fillGaps").getId(), "missingElements")).asList()
        .containsExactlyInAnyOrder("medicationManagement", "communityServices");
    complete("fillGaps", gaps("medicationManagement", "done", "communityServices", "notApplicable"));

    assertThat(openTasks()).as("what does not apply needs a reason").containsExactly("fillGaps");
    complete("fillGaps", gaps("communityServices", "notApplicable", "communityServicesReason", "needs none"));
    assertThat(ends(drafting)).containsExactly("planDrafted");
  }

  @Test
  void aLineWithoutSomebodyWhoDoesItIsAGap() {
    ProcessInstance drafting = called("plan-drafting", enrolled());
    nurseCompletes();
    pharmacistCompletes();
    socialWorkerCompletes();
    List<Map<String, Object>> rows = rows("completeCoordination", "coordinatorItems");
    rows.add(new HashMap<>(Map.of("problem", "Lonely", "goal", "Sees somebody each week", "intervention", "Find a group")));
    complete("completeCoordination", Map.of("coordinatorItems", sent(rows), "coordinatorElements",
        done("caregiverAssessment", "outsideCoordination", "electronic24x7Access", "copyGivenToPatient")));
    assertThat(tasks.getVariable(task("fillGaps").getId(), "missingElements")).asList().containsExactly("plannedInterventions");

    List<Map<String, Object>> open = rows("fillGaps", "openItems");
    open.forEach(line -> line.putIfAbsent("dueDate", "2026-04-01"));
    complete("fillGaps", new HashMap<>(Map.of("openItems", sent(open))));

    assertThat(ends(drafting)).containsExactly("planDrafted");
    assertThat(items(drafting)).filteredOn(line -> "Lonely".equals(line.get("problem"))).singleElement()
        .satisfies(line -> assertThat(line).containsEntry("role", "coordinator").containsEntry("dueDate", "2026-04-01"));
  }

  @Test
  void aReturnedPlanIsDraftedAgainFromItsOpenLinesWhichKeepTheirNumbers() {
    ProcessInstance drafting = called("plan-drafting", enrolled("planVersion", 4, "lastItemNumber", 9, "approvalComments", "Less walking.",
        "planItems", plain(List.of(item("3", "Falls", "No fall in a month", "Walk daily", "nurse", "2026-03-20"),
            item("9", "Call", "Knows whom to call", "Call monthly", "coordinator", "2026-04-01")))));
    assertThat(rows("completeNursing", "nurseItems")).singleElement().satisfies(line -> assertThat(line).containsEntry("itemId", "3"));

    List<Map<String, Object>> nursing = rows("completeNursing", "nurseItems");
    nursing.get(0).put("intervention", "Walk every other day");
    nursing.add(item(null, "Falls", "Home is safe", "Look at the home", "nurse", "2026-03-25"));
    complete("completeNursing", Map.of("nurseItems", sent(nursing), "nurseElements",
        done("expectedOutcomeAndPrognosis", "cognitiveFunctionalAssessment", "symptomManagement", "environmentalEvaluation")));
    pharmacistCompletes();
    socialWorkerCompletes();
    coordinatorCompletes();

    assertThat(variable(drafting, "planVersion")).isEqualTo(5);
    assertThat(items(drafting)).extracting(line -> line.get("itemId")).containsExactly("3", "9", "10");
    assertThat(items(drafting).get(0)).containsEntry("intervention", "Walk every other day");
  }

  @Test
  void aDraftNobodyFinishesIsEscalatedOnceAndStaysOpen() {
    ProcessInstance drafting = called("plan-drafting", enrolled());
    assertThat(task("completeNursing").getDueDate().toInstant()).isEqualTo(Instant.parse("2026-03-14T03:59:59Z"));
    timePassesUntil(Instant.parse("2026-03-16T03:59:59Z"));

    assertThat(openTasks()).containsOnlyOnce("decideOnDeadline").contains("completeNursing");
    settleEscalations();
    assertThat(ends(drafting)).containsExactly("draftEscalated");
  }

  private static Map<String, Object> gaps(String... answers) {
    Map<String, String> elements = new HashMap<>();
    for (int i = 0; i < answers.length; i += 2) {
      elements.put(answers[i], answers[i + 1]);
    }
    return Map.of("gapElements", sent(elements));
  }

  @SuppressWarnings("unchecked")
  private List<Map<String, Object>> items(ProcessInstance drafting) {
    return (List<Map<String, Object>>) variable(drafting, "planItems");
  }
}
