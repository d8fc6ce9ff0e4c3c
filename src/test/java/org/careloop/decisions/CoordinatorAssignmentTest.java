package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoordinatorAssignmentTest extends DecisionTest {

  CoordinatorAssignmentTest() {
    super("coordinator-assignment");
  }

  @ParameterizedTest(name = "tier {0}: at most {1} patients")
  @CsvSource({"1, 250", "2, 150", "3, 80", "4, 50"})
  void theHigherTheTierTheFewerPatientsACoordinatorHas(int tier, int limit) {
    Judgement judgement = judge("tier", tier, "preferredLanguage", "en");

    assertThat(judgement.outputs()).containsEntry("coordinatorGroup", "care-coordinators").containsEntry("caseLoadLimit", limit)
        .containsEntry("languageRequired", false);
    assertComplete(judgement);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({"en, false", "en-US, false", "EN, false", "es, true", "es-MX, true", "ES, true", "vi, false", "zh, false"})
  void whoPrefersSpanishGetsSomebodyWhoSpeaksIt(String language, boolean required) {
    Judgement judgement = judge("tier", 2, "preferredLanguage", language);

    assertThat(judgement.get("languageRequired")).isEqualTo(required);
    assertComplete(judgement);
  }

  @Test
  void anUnknownLanguageIsNamedAndACoordinatorIsProposedAllTheSame() {
    Judgement judgement = judge("tier", 3);

    assertThat(judgement.outputs()).containsEntry("caseLoadLimit", 80).containsEntry("languageRequired", false);
    assertIncomplete(judgement, "preferredLanguage missing");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(nullValues = "null", value = {"null, tier missing", "0, tier out of range", "5, tier out of range"})
  void withoutATierACoordinatorIsProposedAsForTheHighest(Integer tier, String problem) {
    Judgement judgement = judge("tier", tier, "preferredLanguage", "es");

    assertThat(judgement.outputs()).containsEntry("coordinatorGroup", "care-coordinators").containsEntry("caseLoadLimit", 50)
        .containsEntry("languageRequired", true);
    assertIncomplete(judgement, problem);
  }
}
