package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaregiverNeedTest extends DecisionTest {

  CaregiverNeedTest() {
    super("caregiver-need");
  }

  @ParameterizedTest(name = "needs help: {0}, has help: {1}: {2}")
  @CsvSource(nullValues = "null", value = {"false, null, false", "false, true, false", "true, true, false", "true, false, true"})
  void whoNeedsDailyHelpAndHasNobodyIsKnown(Boolean needs, Boolean helper, boolean alone) {
    Judgement judgement = judge("needsDailyHelp", needs, "helperAtHome", helper);

    assertThat(judgement.get("noCaregiverWithAdlNeed")).isEqualTo(alone);
    assertComplete(judgement);
  }

  @ParameterizedTest(name = "needs help: {0}, has help: {1}")
  @CsvSource(nullValues = "null", value = {
    "null, null, needsDailyHelp missing", "null, true, needsDailyHelp missing", "true, null, helperAtHome missing"})
  void aMissingAnswerIsNeverGuessed(Boolean needs, Boolean helper, String problem) {
    Judgement judgement = judge("needsDailyHelp", needs, "helperAtHome", helper);

    assertThat(judgement.get("noCaregiverWithAdlNeed")).isNull();
    assertIncomplete(judgement, problem);
  }
}
