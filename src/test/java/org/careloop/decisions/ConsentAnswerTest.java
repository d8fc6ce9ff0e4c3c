package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsentAnswerTest extends DecisionTest {

  ConsentAnswerTest() {
    super("consent-answer");
  }

  private Judgement judge(String contact, String answer, String by, String kind, Integer attempts) {
    return judge("consentContact", contact, "consentAnswer", answer, "answeredBy", by, "consentKind", kind, "attemptsMade", attempts);
  }

  @ParameterizedTest(name = "{0} {1}, by {2} {3}, after {4}: {5} {6} {8}")
  @CsvSource(nullValues = "null", value = {
    "null, yes, null, verbal, 0, given, verbal, 1, null",
    "null, yes, careTeam, written, 2, given, written, 3, null",
    "null, yes, patient, null, 1, given, electronic, 2, null",
    "null, no, null, null, 0, declined, null, 1, null",
    "null, no, patient, null, null, declined, electronic, 1, null",
    "sendLink, null, null, null, 0, sendLink, null, 1, BD3",
    "sendLink, null, null, null, 2, sendLink, null, 3, BD3",
    "sendLink, null, null, null, 3, notReached, null, 4, null",
    "notReached, null, null, null, 0, askAgain, null, 1, BD1",
    "notReached, null, null, null, 1, askAgain, null, 2, BD3",
    "notReached, null, null, null, 2, notReached, null, 3, null",
    "notReached, null, null, null, 9, notReached, null, 10, null"
  })
  void anAnswerCountsAtOnceAndThreeAttemptsAreMade(String contact, String answer, String by, String kind, Integer attempts, String outcome,
      String kindNow, int attemptsNow, String again) {
    Judgement judgement = judge(contact, answer, by, kind, attempts);

    assertThat(judgement.outputs()).containsEntry("consentOutcome", outcome).containsEntry("consentKind", kindNow)
        .containsEntry("attemptsMade", attemptsNow).containsEntry("askAgainWithin", again);
    assertComplete(judgement);
  }

  @Test
  void silenceIsNeverTakenForAnAnswer() {
    Judgement judgement = judge(null, null, null, null, 0);

    assertThat(judgement.get("consentOutcome")).isEqualTo("askAgain");
    assertIncomplete(judgement, "consentAnswer missing");
  }

  @Test
  void whatIsUnknownIsNamed() {
    assertIncomplete(judge("gone", "perhaps", null, null, -1), "consentAnswer unknown", "consentContact unknown", "attemptsMade out of range");
    assertIncomplete(judge(null, "yes", null, null, 0), "consentKind missing");
  }
}
