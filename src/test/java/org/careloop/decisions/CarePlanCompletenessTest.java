package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CarePlanCompletenessTest extends DecisionTest {

  private static final List<String> INPUTS = List.of("problemList", "expectedOutcomeAndPrognosis", "measurableGoals", "cognitiveFunctionalAssessment",
      "symptomManagement", "plannedInterventions", "medicationManagement", "environmentalEvaluation", "caregiverAssessment", "outsideCoordination",
      "reviewSchedule", "communityServices", "copyGivenToPatient", "electronic24x7Access", "primaryCoordinatorNamed", "consentOnFile");

  CarePlanCompletenessTest() {
    super("care-plan-completeness");
  }

  private static Map<String, Object> everything() {
    Map<String, Object> elements = new HashMap<>();
    INPUTS.forEach(element -> elements.put(element, true));
    return elements;
  }

  @Test
  void withEveryElementThePlanIsComplete() {
    Judgement judgement = judge(everything());

    assertThat(judgement.outputs()).containsEntry("carePlanComplete", true).containsEntry("missingElements", List.of())
        .containsEntry("missingInWords", List.of());
    assertComplete(judgement);
  }

  @ParameterizedTest(name = "{0}: {2}")
  @CsvSource({
    "problemList, problemList, Problem list", "expectedOutcomeAndPrognosis, expectedOutcomeAndPrognosis, Expected outcome and prognosis",
    "measurableGoals, measurableGoals, Measurable goals",
    "cognitiveFunctionalAssessment, cognitiveFunctionalAssessment, Cognitive and functional assessment",
    "symptomManagement, symptomManagement, Symptom management",
    "plannedInterventions, plannedInterventions, 'Planned interventions, each with the person responsible'",
    "medicationManagement, medicationManagement, Medication management", "environmentalEvaluation, environmentalEvaluation, Evaluation of home and surroundings",
    "caregiverAssessment, caregiverAssessment, Caregiver assessment", "outsideCoordination, outsideCoordination, Coordination with others outside the practice",
    "reviewSchedule, reviewSchedule, When the plan is reviewed", "communityServices, communityServices, Community and social services",
    "copyGivenToPatient, copyGivenToPatient, Copy given to the patient", "electronic24x7Access, electronic24x7Access, 'Access at any hour, day and night'",
    "primaryCoordinatorNamed, primaryCoordinator, Named primary coordinator", "consentOnFile, consent, Consent"
  })
  void noAndNotAnsweredAreMissing(String input, String element, String words) {
    for (Boolean answer : new Boolean[] {false, null}) {
      Judgement judgement = judge(with(everything(), input, answer));

      assertThat(judgement.outputs()).containsEntry("carePlanComplete", false).containsEntry("missingElements", List.of(element))
          .containsEntry("missingInWords", List.of(words));
    }
  }

  @Test
  void ofAnEmptyPlanEverythingIsMissing() {
    Judgement judgement = judge();

    assertThat(judgement.get("carePlanComplete")).isEqualTo(false);
    assertThat((List<?>) judgement.get("missingElements")).hasSize(16);
    assertThat((List<?>) judgement.get("missingInWords")).hasSize(16);
  }
}
