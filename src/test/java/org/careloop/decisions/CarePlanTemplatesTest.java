package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.camunda.bpm.model.dmn.instance.OutputEntry;
import org.camunda.bpm.model.dmn.instance.Rule;
import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CarePlanTemplatesTest extends DecisionTest {

  private static final Map<String, Object> WELL = inputs("conditionGroups", List.of(), "socialNeedDomains", List.of(), "medicationRisk", "low",
      "pharmacistReview", false, "fallRisk", "low", "limitedHealthLiteracy", false, "tier", 1);

  CarePlanTemplatesTest() {
    super("care-plan-templates");
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, String>> items(Judgement judgement) {
    return (List<Map<String, String>>) judgement.get("planTemplates");
  }

  private static Set<String> reasons(Judgement judgement) {
    Set<String> reasons = new TreeSet<>();
    items(judgement).forEach(item -> reasons.add(item.get("reason")));
    return reasons;
  }

  /** What another table can give in this column. */
  private static Set<String> given(String key, String decision, int column) {
    Set<String> words = new TreeSet<>();
    Decisions.model(key).getModelElementsByType(Rule.class).stream().filter(rule -> rule.getId().startsWith(decision)).forEach(rule ->
        words.add(new ArrayList<>(rule.getOutputEntries()).get(column).getTextContent().trim().replace("\"", "")));
    return words;
  }

  static Stream<String> conditions() {
    return given("condition-groups", "condition-groups-found", 0).stream().filter(condition -> !Set.of("hiv", "substanceUse").contains(condition));
  }

  static Stream<String> domains() {
    return given("social-needs", "social-needs-found", 0).stream();
  }

  @ParameterizedTest
  @MethodSource("conditions")
  void everyGroupOfConditionsHasItsItems(String group) {
    Judgement judgement = judge(with(WELL, "conditionGroups", List.of(group)));

    assertThat(reasons(judgement)).containsExactlyInAnyOrder("everyone", group);
    assertComplete(judgement);
  }

  @ParameterizedTest
  @MethodSource("domains")
  void everySocialNeedIsConnectedByTheSocialWorker(String domain) {
    Judgement judgement = judge(with(WELL, "socialNeedDomains", List.of(domain)));

    assertThat(reasons(judgement)).containsExactlyInAnyOrder("everyone", domain);
    assertThat(items(judgement)).filteredOn(item -> item.get("reason").equals(domain)).hasSize(1)
        .allSatisfy(item -> assertThat(item).containsEntry("role", "socialWorker"));
  }

  @ParameterizedTest(name = "{0} = {1}: {2}")
  @CsvSource(nullValues = "null", value = {
    "phq9Severity, mild, null", "phq9Severity, moderate, depression", "phq9Severity, moderatelySevere, depression", "phq9Severity, severe, depression",
    "gad7Severity, mild, null", "gad7Severity, moderate, anxiety", "gad7Severity, severe, anxiety", "fallRisk, atRisk, falls", "fallRisk, notScreened, null",
    "medicationRisk, moderate, null", "medicationRisk, high, medicines", "pharmacistReview, true, medicines", "limitedHealthLiteracy, true, limitedHealthLiteracy",
    "caregiverStrain, true, caregiverStrain", "caregiverStrain, false, null", "noCaregiverWithAdlNeed, true, noCaregiver", "suicideRisk, none, null",
    "suicideRisk, low, suicideRisk", "suicideRisk, moderate, suicideRisk", "suicideRisk, high, suicideRisk", "tier, 2, null", "tier, 3, regularFollowUp",
    "tier, 4, closeFollowUp"
  })
  void aFindingIsAReason(String finding, String value, String reason) {
    Judgement judgement = judge(with(WELL, finding, value));

    assertThat(reasons(judgement)).isEqualTo(new TreeSet<>(reason == null ? List.of("everyone") : List.of("everyone", reason)));
    assertComplete(judgement);
  }

  @Test
  void theSameReasonFoundTwiceGivesItsItemsOnce() {
    Judgement judgement = judge(with(WELL, "conditionGroups", List.of("depression", "diabetes"), "phq9Severity", "severe", "medicationRisk", "high",
        "pharmacistReview", true));

    assertThat(items(judgement)).extracting(item -> item.get("itemCode")).doesNotHaveDuplicates();
    assertThat(judgement.get("planReasons")).isEqualTo(List.of("everyone", "depression", "diabetes", "medicines"));
  }

  @Test
  void everyItemCanBeDoneMeasuredAndReadInBothLanguages() {
    List<Map<String, String>> all = new ArrayList<>(items(judge(with(WELL, "conditionGroups", conditions().toList(),
        "socialNeedDomains", domains().toList(), "phq9Severity", "severe", "gad7Severity", "severe", "fallRisk", "atRisk", "pharmacistReview", true,
        "limitedHealthLiteracy", true, "caregiverStrain", true, "noCaregiverWithAdlNeed", true, "suicideRisk", "high", "tier", 4))));
    all.addAll(items(judge(with(WELL, "tier", 3))));

    Set<String> codes = new HashSet<>();
    all.forEach(item -> codes.add(item.get("itemCode")));
    assertThat(codes).as("every item of the table").hasSize(rows().size());
    assertThat(all).allSatisfy(item -> {
      assertThat(item.get("role")).isIn("coordinator", "nurse", "pharmacist", "physician", "socialWorker", "patient");
      assertThat(item.get("dueWithin")).matches("P\\d+D|BD\\d+");
      assertThat(item.values()).allSatisfy(text -> assertThat(text).isNotBlank());
      assertThat(item.get("goalEs")).isNotEqualTo(item.get("goal"));
      assertThat(item.get("interventionEs")).isNotEqualTo(item.get("intervention"));
      assertThat(item.values()).as("never named in a plan").noneMatch(text -> text.matches("(?i).*\\b(HIV|VIH|alcohol|drug use|drogas)\\b.*"));
    });
  }

  @Test
  void anUnsafeHomeIsWordedSoThatNobodyElseLearnsOfIt() {
    items(judge(with(WELL, "socialNeedDomains", List.of("interpersonalSafety")))).forEach(item -> {
      for (String shown : List.of("problem", "goal", "intervention", "problemEs", "goalEs", "interventionEs")) {
        assertThat(item.get(shown)).doesNotContainIgnoringCase("violence").doesNotContainIgnoringCase("unsafe").doesNotContainIgnoringCase("violencia");
      }
    });
  }

  @Test
  void aSafetyPlanIsWrittenOnTheSameDay() {
    assertThat(items(judge(with(WELL, "suicideRisk", "high")))).anySatisfy(item ->
        assertThat(item).containsEntry("itemCode", "suicide-risk-safety-plan").containsEntry("dueWithin", "BD0"));
  }

  @ParameterizedTest
  @CsvSource({"conditionGroups", "socialNeedDomains", "fallRisk", "medicationRisk", "limitedHealthLiteracy", "tier"})
  void whatIsMissingIsNamedAndThePlanIsDraftedFromWhatIsKnown(String input) {
    Judgement judgement = judge(with(with(WELL, "caregiverStrain", true), input, null));

    assertThat(reasons(judgement)).contains("everyone", "caregiverStrain");
    assertIncomplete(judgement, input + " missing");
  }

  @ParameterizedTest
  @CsvSource({"fallRisk, unknown", "medicationRisk, unknown", "phq9Severity, unknown", "gad7Severity, unknown", "suicideRisk, unknown"})
  void anUnknownWordIsNamed(String input, String problem) {
    assertIncomplete(judge(with(WELL, input, "somethingElse")), input + " " + problem);
  }

  @Test
  void anImpossibleTierIsNamed() {
    assertIncomplete(judge(with(WELL, "tier", 5)), "tier out of range");
  }

  private static List<List<OutputEntry>> rows() {
    return Decisions.model("care-plan-templates").getModelElementsByType(Rule.class).stream()
        .filter(rule -> ((org.camunda.bpm.model.dmn.instance.DecisionTable) rule.getParentElement()).getId().equals("care-plan-items-table"))
        .map(rule -> List.copyOf(rule.getOutputEntries())).toList();
  }
}
