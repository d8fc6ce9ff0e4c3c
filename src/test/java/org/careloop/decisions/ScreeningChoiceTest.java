package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScreeningChoiceTest extends DecisionTest {

  ScreeningChoiceTest() {
    super("screening-choice");
  }

  @ParameterizedTest(name = "age {0}: mood {1}, yearly screen for falls {2}")
  @CsvSource({"0, false, false", "11, false, false", "12, true, false", "64, true, false", "65, true, true", "130, true, true"})
  void moodIsAskedFromTwelveAndFallsFromSixtyFive(int age, boolean mood, boolean falls) {
    Judgement judgement = judge("age", age);

    assertThat(judgement.outputs()).containsEntry("mood", mood).containsEntry("social", true).containsEntry("home", true)
        .containsEntry("fallScreenDue", falls);
    assertComplete(judgement);
  }

  @ParameterizedTest(name = "age {0}: {1}")
  @CsvSource(nullValues = "null", value = {"null, age missing", "-1, age out of range", "131, age out of range"})
  void withoutTheAgeEverythingIsAsked(Integer age, String problem) {
    Judgement judgement = judge("age", age);

    assertThat(judgement.outputs()).containsEntry("mood", true).containsEntry("social", true).containsEntry("home", true)
        .containsEntry("fallScreenDue", true);
    assertIncomplete(judgement, problem);
  }
}
