package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TcmContactTest extends DecisionTest {

  TcmContactTest() {
    super("tcm-contact");
  }

  @ParameterizedTest(name = "reached {0} times, {1} failed attempts: {2}")
  @CsvSource({"1, 0, true", "3, 9, true", "0, 2, true", "0, 7, true", "0, 1, false", "0, 0, false"})
  void oneContactOrTwoAttemptsInTimeAreEnough(int reached, int attempts, boolean ok) {
    Judgement judgement = judge("reachedInTime", reached, "attemptsInTime", attempts);

    assertThat(judgement.get("contactOk")).isEqualTo(ok);
    assertComplete(judgement);
  }

  @ParameterizedTest(name = "reached {0} times, {1} failed attempts: {2}")
  @CsvSource(nullValues = "null", value = {
    "null, 2, reachedInTime missing", "1, null, attemptsInTime missing", "-1, 2, reachedInTime out of range", "0, -2, attemptsInTime out of range"
  })
  void whatIsMissingOrImpossibleIsNamed(Integer reached, Integer attempts, String problem) {
    Judgement judgement = judge("reachedInTime", reached, "attemptsInTime", attempts);

    assertThat(judgement.get("contactOk")).isNull();
    assertIncomplete(judgement, problem);
  }
}
