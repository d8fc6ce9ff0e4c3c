package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;

class PlanRequestTest extends CaseworkTest {

  @Override
  protected String diagram() {
    return "plan-request";
  }

  private ProcessInstance requested(String action) {
    ProcessInstance host = hosted();
    ask(action);
    return called(host);
  }

  @Test
  void anActivityIsDescribedForThePlanByWhoeverAskedForIt() {
    ProcessInstance request = requested("addActivity");
    assertThat(task("describeActivity").getAssignee()).isEqualTo("coordinator");
    complete("describeActivity", Map.of("itemProblem", "Falls", "itemGoal", "No fall", "itemIntervention", "Grab bars", "itemRole", "socialWorker",
        "itemDueDate", "2026-03-20"));
    assertThat(ends(request)).containsExactly("activityDescribed");
    assertThat(variable(request, "actionOutcome")).isEqualTo("activityDescribed");
  }

  @Test
  void aReviewIsAskedForWithItsReason() {
    ProcessInstance host = hosted();
    ask("reviewNow");
    ProcessInstance request = called(host);
    complete("giveReason", Map.of("reviewTrigger", "changedGoal"));
    assertThat(ends(request)).containsExactly("reviewAskedFor");
    assertThat(passed(host, "reviewOpened")).isEqualTo(1);
    assertThat(runtime.getVariable(host.getId(), "reviewTrigger")).isEqualTo("changedGoal");
  }

  @Test
  void thePatientGetsALink() {
    ProcessInstance request = requested("sendLink");
    complete("chooseLink", Map.of("linkPurpose", "plan", "messageChannel", "email", "messageLanguage", "en", "linkExpiresOn", "2026-03-20"));
    assertThat(ends(request)).containsExactly("linkSent");
    assertThat(failures).isEmpty();
  }

  @Test
  void aPlanIsEndedFromItsOwnCaseAndIsClosedWithItsOutcome() {
    ProcessInstance host = hosted();
    ask("close");
    complete("closePlan", Map.of("closingDecision", "close", "planOutcome", "goalsMet"));
    assertThat(failures).isEmpty();
    assertThat(ends(host)).containsExactly("closed");
    assertThat(openTasks()).isEmpty();
    assertThat(wires.read("CarePlan/" + plan).path("status").asText()).isEqualTo("completed");
  }

  @Test
  void aPlanThatIsNotToEndNowGoesOnAlsoWhenNobodyListens() {
    ProcessInstance request = requested("close");
    complete("closePlan", Map.of("closingDecision", "notNow"));
    assertThat(ends(request)).containsExactly("planGoesOn");

    ProcessInstance alone = start("plan-request", known("planAction", "close", "patientId", "nobody-else"));
    complete("closePlan", Map.of("closingDecision", "close", "planOutcome", "declined"));
    assertThat(ends(alone)).containsExactly("planEnds");
  }

  @Test
  void aRequestThatNobodyCompletesEscalatesOnce() {
    ProcessInstance request = requested("addActivity");
    timePassesUntil(Instant.parse("2026-03-10T12:00:00Z"));
    settleEscalations();
    assertThat(ends(request)).containsExactly("requestEscalated");
    assertThat(openTasks()).contains("describeActivity");
  }
}
