package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryGapsTest extends DecisionTest {

  private static final List<String> ALL = List.of("age", "preferredLanguage", "conditionCodes", "medicationCodes", "allergyCodes",
      "emergencyVisits6m", "unplannedAdmissions12m", "lastA1c", "lastSystolic", "lastDiastolic", "hasCaregiver", "livesAlone",
      "primaryPractitionerId");
  private static final Map<String, Object> KNOWN = Map.ofEntries(Map.entry("age", 70), Map.entry("preferredLanguage", "es"),
      Map.entry("conditionCodes", List.of("icd10|I10")), Map.entry("medicationCodes", List.of("atc|C09AA05")), Map.entry("medicationCount", 1),
      Map.entry("allergyCodes", List.of("snomed|716186003")), Map.entry("emergencyVisits6m", 0), Map.entry("unplannedAdmissions12m", 0),
      Map.entry("lastA1c", 7.0), Map.entry("lastSystolic", 130), Map.entry("lastDiastolic", 80), Map.entry("hasCaregiver", false),
      Map.entry("livesAlone", true), Map.entry("primaryPractitionerId", "pr1"));

  HistoryGapsTest() {
    super("history-gaps");
  }

  @Test
  void aRecordThatSaysEverythingIsComplete() {
    Judgement judgement = judge("missingHistory", List.of(), "attemptsMade", 0);

    assertThat(judgement.get("historyOutcome")).isEqualTo("complete");
    assertThat(judgement.get("historyGaps")).isEqualTo(List.of());
    assertThat(judgement.get("careLanguage")).isEqualTo("en");
    assertComplete(judgement);
  }

  @Test
  void everythingThatIsMissingIsNamedUntilSomebodyAnswersIt() {
    assertThat(judge("missingHistory", ALL, "attemptsMade", 0).get("historyGaps")).isEqualTo(ALL);
    Judgement answered = judge(with(KNOWN, "missingHistory", ALL, "historyContact", "answered", "attemptsMade", 0));
    assertThat(answered.get("historyOutcome")).isEqualTo("complete");
    assertThat(answered.get("careLanguage")).isEqualTo("es");
    for (String one : ALL) {
      assertThat(judge(with(KNOWN, "missingHistory", ALL, "historyContact", "answered", one, null)).get("historyGaps")).isEqualTo(List.of(one));
    }
  }

  @Test
  void anEmptyListIsNoAnswerAndNeitherIsACodeWithoutANumberOfMedicines() {
    assertThat(judge(with(KNOWN, "missingHistory", ALL, "allergyCodes", List.of())).get("historyGaps")).isEqualTo(List.of("allergyCodes"));
    assertThat(judge(with(KNOWN, "missingHistory", ALL, "medicationCount", null)).get("historyGaps")).isEqualTo(List.of("medicationCodes"));
  }

  @ParameterizedTest(name = "{0} after {1}: {2}, {3} made")
  @CsvSource(nullValues = "null", value = {
    "null, 0, askAgain, 0", "null, null, askAgain, 0", "notReached, 0, askAgain, 1", "answered, 1, askAgain, 2", "notReached, 2, incomplete, 3",
    "answered, 7, incomplete, 8", "cannotBeHad, 0, incomplete, 1"})
  void itIsAskedForThreeTimes(String contact, Integer before, String outcome, int made) {
    Judgement judgement = judge("missingHistory", List.of("age"), "historyContact", contact, "attemptsMade", before);

    assertThat(judgement.outputs()).containsEntry("historyOutcome", outcome).containsEntry("attemptsMade", made)
        .containsEntry("historyGaps", List.of("age")).containsEntry("askAgainWithin", outcome.equals("askAgain") ? "BD2" : null);
    assertComplete(judgement);
  }

  @Test
  void whatIsUnknownIsNamed() {
    assertIncomplete(judge("historyContact", "perhaps", "attemptsMade", -1), "missingHistory missing", "historyContact unknown",
        "attemptsMade out of range");
  }
}
