package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;

class RiskTierTest extends TransitionPartTest {

  @Override
  protected String diagram() {
    return "risk-tier";
  }

  @Test
  void aTierIsJudgedFromTheRecordSaysWhyAndIsConfirmed() {
    ProcessInstance tier = judged(Map.of());
    assertThat(openTasks()).containsExactly("confirmTier");
    assertThat(tasks.getIdentityLinksForTask(task("confirmTier").getId())).extracting("groupId").containsExactlyInAnyOrder("nurses", "physicians");
    assertThat(variable(tier, "tierPoints")).as("two unplanned stays 4, two conditions 2").isEqualTo(6);
    assertThat(variable(tier, "tier")).isEqualTo(3);
    assertThat(variable(tier, "tierReasons")).asList().hasSize(3).first().asString().startsWith("Points: 6 (6 to 9)");
    assertThat(variable(tier, "tierReasons")).asList().element(1).asString().contains("2 or more", "4 points");
    assertThat(variable(tier, "tierDecisionId")).isEqualTo(history.createHistoricDecisionInstanceQuery().processInstanceId(tier.getId())
        .decisionDefinitionKey("care-tier").rootDecisionInstancesOnly().singleResult().getId());

    complete("confirmTier", Map.of("tierDecision", "confirm"));

    assertThat(ends(tier)).containsExactly("tierSet");
    assertThat(variable(tier, "reviewIntervalDays")).isEqualTo(90);
    assertThat(variable(tier, "intensity")).isEqualTo("tier 3");
    assertThat(variable(tier, "taskPriority")).isEqualTo(75);
    assertThat(variable(tier, "medicationRisk")).isEqualTo("low");
    assertThat(variable(tier, "conditionGroups")).asList().containsExactlyInAnyOrder("heartFailure", "diabetes");
    assertThat(variable(tier, "overriddenDecision")).isNull();
    assertThat(wires.read("RiskAssessment/" + variable(tier, "riskAssessmentId")).toString()).contains("care-tier 1.1.0", "tier 3");
    assertThat(failures).isEmpty();
  }

  @Test
  void whatTheRecordLacksIsAskedForAndJudgedAtOnce() {
    Map<String, Object> unknown = new HashMap<>();
    List.of("unplannedAdmissions12m", "fallRisk", "nyhaClass").forEach(name -> unknown.put(name, null));
    ProcessInstance tier = judged(unknown);
    assertThat(openTasks()).containsExactly("completeTierData");
    assertThat(variable(tier, "tierProblems")).asList().contains("unplannedAdmissions12m missing", "fallRisk missing");
    assertThat(variable(tier, "controlProblems")).asList().containsExactly("nyhaClass missing");

    complete("completeTierData", Map.of("dataCannotBeHad", false, "unplannedAdmissions12m", 1));
    assertThat(openTasks()).as("the rest is asked for again").containsExactly("completeTierData");
    complete("completeTierData", Map.of("dataCannotBeHad", false, "fallRisk", "atRisk", "nyhaClass", "III"));

    assertThat(openTasks()).containsExactly("confirmTier");
    assertThat(variable(tier, "tierPoints")).as("one unplanned stay 2, two conditions 2, poor control 2, falls 1").isEqualTo(7);
    assertThat(variable(tier, "tierIncomplete")).isEqualTo(false);
    assertThat(failures).isEmpty();
  }

  @Test
  void whatCannotBeHadCountsNothingAndThePlanIsReviewedSoon() {
    Map<String, Object> unknown = new HashMap<>();
    unknown.put("phq2Positive", null);
    unknown.put("unplannedAdmissions12m", null);
    ProcessInstance tier = judged(unknown);
    complete("completeTierData", Map.of("dataCannotBeHad", true));

    assertThat(variable(tier, "tierReasons")).asList().last().asString().startsWith("Not counted, because not known: ").contains("PHQ-9", "dmissions");
    complete("confirmTier", Map.of("tierDecision", "confirm"));
    assertThat(variable(tier, "tier")).isEqualTo(1);
    assertThat(variable(tier, "reviewIntervalDays")).isEqualTo(30);
    assertThat(wires.read("RiskAssessment/" + variable(tier, "riskAssessmentId")).at("/status").asText()).isEqualTo("preliminary");
  }

  @Test
  void whatWasDeclinedIsNamedCountsNothingAndIsNotAskedFor() {
    Map<String, Object> declined = new HashMap<>(Map.of("phq2Positive", true, "declinedScreenings", List.of("phq-9", "gad-7", "home-and-health")));
    List.of("phq9Total", "gad7Total", "fallRisk", "noCaregiverWithAdlNeed", "limitedHealthLiteracy").forEach(name -> declined.put(name, null));
    ProcessInstance tier = judged(declined);

    assertThat(openTasks()).as("nothing to complete").containsExactly("confirmTier");
    assertThat(variable(tier, "tierPoints")).as("as if these were not known").isEqualTo(6);
    assertThat(variable(tier, "tierReasons")).asList().last().asString()
        .startsWith("Not counted, because not known: ").contains("PHQ-9 total (declined)", "GAD-7 total (declined)");
    complete("confirmTier", Map.of("tierDecision", "confirm"));
    assertThat(variable(tier, "reviewIntervalDays")).as("the tier is a lower bound").isEqualTo(30);
    assertThat(wires.read("RiskAssessment/" + variable(tier, "riskAssessmentId")).at("/status").asText()).isEqualTo("preliminary");

    declined.put("unplannedAdmissions12m", null);
    ProcessInstance other = judged(declined);
    assertThat(openTasks()).as("what can be known is still asked for").containsExactly("completeTierData");
    complete("completeTierData", Map.of("dataCannotBeHad", false, "unplannedAdmissions12m", 0));
    assertThat(openTasks()).containsExactly("confirmTier");
    assertThat(variable(other, "tierPoints")).isEqualTo(2);
    assertThat(failures).isEmpty();
  }

  @Test
  void anotherTierIsChosenWithAReasonAndBothStayKnown() {
    ProcessInstance tier = judged(Map.of());
    complete("confirmTier", Map.of("tierDecision", "override", "tierOverride", 4, "overrideReason", "Lost both carers within a month"));

    assertThat(ends(tier)).containsExactly("tierSet");
    assertThat(variable(tier, "tier")).isEqualTo(4);
    assertThat(variable(tier, "reviewIntervalDays")).isEqualTo(30);
    assertThat(variable(tier, "intensity")).isEqualTo("tier 4");
    assertThat(variable(tier, "overriddenDecision")).isEqualTo("care-tier");
    assertThat(variable(tier, "overriddenFrom")).isEqualTo(3);
    assertThat(variable(tier, "overriddenTo")).isEqualTo(4);
    assertThat(variable(tier, "overrideReason")).isEqualTo("Lost both carers within a month");
    assertThat(wires.read("RiskAssessment/" + variable(tier, "riskAssessmentId")).toString()).contains("Lost both carers within a month");
    assertThat(failures).isEmpty();
  }

  @Test
  void aTierThatAnAdvancedIllnessForcesIsLoweredByAPhysicianOnly() {
    ProcessInstance tier = judged(Map.of("conditionCodes", List.of("icd10|I50.9", "icd10|Z51.5")));
    assertThat(variable(tier, "tier")).isEqualTo(4);
    assertThat(variable(tier, "forcedReason")).isEqualTo("advancedIllness");
    complete("confirmTier", Map.of("tierDecision", "override", "tierOverride", 3, "overrideReason", "Chemotherapy ended in January"));
    assertThat(tasks.getIdentityLinksForTask(task("agreeToLowerTier").getId())).extracting("groupId").containsExactly("physicians");
    assertThat(variable(tier, "overriddenDecision")).as("not before the physician agrees").isNull();
    complete("agreeToLowerTier", Map.of("lowerTierDecision", "agree"));
    assertThat(variable(tier, "tier")).isEqualTo(3);
    assertThat(variable(tier, "overriddenFrom")).isEqualTo(4);

    ProcessInstance kept = judged(Map.of("conditionCodes", List.of("icd10|Z51.5")));
    complete("confirmTier", Map.of("tierDecision", "override", "tierOverride", 2, "overrideReason", "Feels well at present"));
    complete("agreeToLowerTier", Map.of("lowerTierDecision", "keep"));
    assertThat(ends(kept)).containsExactly("tierSet");
    assertThat(variable(kept, "tier")).isEqualTo(4);
    assertThat(variable(kept, "overriddenDecision")).isNull();
  }

  @Test
  void workThatNobodyDoesInTimeIsEscalatedAndStaysOpen() {
    Map<String, Object> unknown = new HashMap<>();
    unknown.put("age", null);
    unknown.put("unplannedAdmissions12m", null);
    unknown.put("conditionCodes", List.of("icd10|Z51.5"));
    ProcessInstance tier = judged(unknown);
    timePasses(Duration.ofDays(5));
    assertThat(openTasks()).containsExactlyInAnyOrder("completeTierData", "decideOnDeadline");
    settleEscalations();
    complete("completeTierData", Map.of("dataCannotBeHad", true));
    assertThat(openTasks()).as("the time for confirming begins when there is something to confirm").containsExactly("confirmTier");
    timePasses(Duration.ofDays(5));
    settleEscalations();
    complete("confirmTier", Map.of("tierDecision", "override", "tierOverride", 3, "overrideReason", "Feels well at present"));
    timePasses(Duration.ofDays(5));
    settleEscalations();
    complete("agreeToLowerTier", Map.of("lowerTierDecision", "agree"));
    assertThat(ends(tier)).containsExactlyInAnyOrder("completeTierDataEscalated", "confirmTierEscalated", "agreeToLowerTierEscalated", "tierSet");
  }

  private ProcessInstance judged(Map<String, Object> otherwise) {
    Map<String, Object> patient = new HashMap<>(Map.of("patientId", PATIENT, "patientLabel", "Test Patient · 1948-05-17", "age", 70,
        "conditionCodes", List.of("icd10|I50.9", "icd10|E11.9"), "medicationCodes", List.of("atc|C03CA01"), "medicationCount", 1,
        "emergencyVisits6m", 0, "unplannedAdmissions12m", 2));
    patient.putAll(Map.of("lastA1c", 7.1, "lastSystolic", 130, "lastDiastolic", 80));
    patient.putAll(Map.of("nyhaClass", "II", "phq2Positive", false, "gad7Total", 3, "ahcSafetyPositive", false, "socialNeedCount", 0,
        "fallRisk", "low", "noCaregiverWithAdlNeed", false, "limitedHealthLiteracy", false));
    patient.put("selfHarmAnswer", null);
    patient.putAll(otherwise);
    ProcessInstance tier = runtime.startProcessInstanceByKey("risk-tier", PATIENT, patient);
    runDueJobs();
    return tier;
  }
}
