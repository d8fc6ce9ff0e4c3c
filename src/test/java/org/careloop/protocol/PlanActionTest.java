package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanActionTest extends CaseworkTest {

  @Override
  protected String diagram() {
    return "plan-action";
  }

  private ProcessInstance action(String planAction, Object... more) {
    Map<String, Object> variables = known(more);
    variables.put("planAction", planAction);
    ProcessInstance action = start("plan-action", variables);
    runDueJobs();
    return action;
  }

  @Test
  void anActivityComesBackToThePlan() {
    ProcessInstance action = action("addActivity");
    complete("describeActivity", Map.of("itemProblem", "Falls", "itemGoal", "No fall", "itemIntervention", "Grab bars", "itemRole", "socialWorker",
        "itemDueDate", "2026-03-20"));
    assertThat(ends(action)).containsExactly("requestDone");
    assertThat(variable(action, "actionOutcome")).isEqualTo("activityDescribed");
    assertThat(variable(action, "itemIntervention")).isEqualTo("Grab bars");
  }

  @Test
  void aQuestionIsAskedAndAnswered() {
    ProcessInstance action = action("askColleague");
    complete("askQuestion", Map.of("askedRole", "nurse", "question", "Which dose?", "answerDueOn", "2026-03-10"));
    complete("answerAsNurse", Map.of("answer", "Half a tablet"));
    complete("readAnswer", Map.of("answerDecision", "settled"));
    assertThat(ends(action)).containsExactly("questionSettled");
  }

  @ParameterizedTest
  @CsvSource({"handOver, prepareHandOver, handoverDecision, handOverSettled", "hold, decideOnHold, holdDecision, holdSettled"})
  void aHandOverOrAHoldMayBeDropped(String planAction, String task, String decision, String end) {
    ProcessInstance action = action(planAction);
    complete(task, Map.of(decision, "notNow"));
    assertThat(ends(action)).containsExactly(end);
  }

  @Test
  void anotherTierIsKnownToTheWholeCaseAndTheSameTierChangesNothing() {
    ProcessInstance action = action("changeTier", "tier", 1);
    judge();
    assertThat(ends(action)).containsExactly("tierSettled");
    Integer tier = (Integer) variable(action, "tier");
    assertThat(tier).isNotEqualTo(1);
    assertThat(variable(action, "intensity")).isEqualTo("tier " + tier);

    ProcessInstance again = action("changeTier", "tier", tier);
    judge();
    assertThat(ends(again)).containsExactly("tierStays");
    assertThat(failures).isEmpty();
  }

  @Test
  void aPatientIsScreenedAgainBeforeTheTierIsJudged() {
    ProcessInstance action = action("screenAgain", "tier", 1);
    assertThat(openTasks()).contains("askPhq2", "askGad7", "askSocialNeeds", "askHomeSafety");
    for (String declined : new String[] {"phq2", "gad7", "socialNeeds", "homeSafety", "homeAndHealth"}) {
      String task = "ask" + Character.toUpperCase(declined.charAt(0)) + declined.substring(1);
      complete(task, Map.of(declined + "DeclinedReason", "patientDeclined"));
    }
    judge();
    assertThat(passed(action, "screenAgain")).isEqualTo(1);
    assertThat(passed(action, "judgeTier")).isEqualTo(1);
  }

  /** A clinician sets tier 2, whatever was judged. */
  private void judge() {
    if (openTasks().contains("completeTierData")) {
      complete("completeTierData", Map.of("dataCannotBeHad", true));
    }
    complete("confirmTier", Map.of("tierDecision", "override", "tierOverride", 2, "overrideReason", "Known well"));
    if (openTasks().contains("agreeToLowerTier")) {
      complete("agreeToLowerTier", Map.of("lowerTierDecision", "agree"));
    }
  }
}
