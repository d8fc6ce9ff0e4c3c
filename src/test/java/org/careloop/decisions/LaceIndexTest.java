package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LaceIndexTest extends DecisionTest {

  private static final Map<String, Object> NOTHING =
      inputs("lengthOfStayDays", 0, "acuteAdmission", false, "charlsonLace", 0, "emergencyVisits6m", 0);

  LaceIndexTest() {
    super("lace-index");
  }

  @ParameterizedTest(name = "{0} days, acute {1}, comorbidity {2}, {3} emergency visits: {8} points, {9}")
  @CsvSource({
    // days, acute, comorbidity, visits -> L, A, C, E, score, band
    "0, false, 0, 0, 0, 0, 0, 0, 0, low",
    "1, false, 0, 0, 1, 0, 0, 0, 1, low",
    "2, false, 0, 0, 2, 0, 0, 0, 2, low",
    "3, false, 0, 0, 3, 0, 0, 0, 3, low",
    "4, false, 0, 0, 4, 0, 0, 0, 4, low",
    "6, false, 0, 0, 4, 0, 0, 0, 4, low",
    "7, false, 0, 0, 5, 0, 0, 0, 5, moderate",
    "13, false, 0, 0, 5, 0, 0, 0, 5, moderate",
    "14, false, 0, 0, 7, 0, 0, 0, 7, moderate",
    "365, false, 0, 0, 7, 0, 0, 0, 7, moderate",
    "0, true, 0, 0, 0, 3, 0, 0, 3, low",
    "0, false, 1, 0, 0, 0, 1, 0, 1, low",
    "0, false, 2, 0, 0, 0, 2, 0, 2, low",
    "0, false, 3, 0, 0, 0, 3, 0, 3, low",
    "0, false, 4, 0, 0, 0, 5, 0, 5, moderate",
    "0, false, 28, 0, 0, 0, 5, 0, 5, moderate",
    "0, false, 0, 1, 0, 0, 0, 1, 1, low",
    "0, false, 0, 2, 0, 0, 0, 2, 2, low",
    "0, false, 0, 3, 0, 0, 0, 3, 3, low",
    "0, false, 0, 4, 0, 0, 0, 4, 4, low",
    "0, false, 0, 40, 0, 0, 0, 4, 4, low",
    "5, true, 2, 0, 4, 3, 2, 0, 9, moderate",
    "5, true, 3, 0, 4, 3, 3, 0, 10, high",
    "5, true, 5, 2, 4, 3, 5, 2, 14, high",
    "14, true, 4, 4, 7, 3, 5, 4, 19, high"
  })
  void theScoreIsTheSumOfItsFourParts(
      int days, boolean acute, int comorbidity, int visits, int l, int a, int c, int e, int score, String band) {
    Judgement judgement = judge("lengthOfStayDays", days, "acuteAdmission", acute, "charlsonLace", comorbidity, "emergencyVisits6m", visits);

    assertThat(judgement.outputs()).containsEntry("laceL", l).containsEntry("laceA", a).containsEntry("laceC", c).containsEntry("laceE", e)
        .containsEntry("laceScore", score).containsEntry("laceBand", band);
    assertComplete(judgement);
  }

  @Test
  void noStayScoresSixForItsLengthAndNoComorbidityScoresFour() {
    assertThat(IntStream.range(0, 40).mapToObj(days -> judge(with(NOTHING, "lengthOfStayDays", days)).get("laceL"))).doesNotContain(6);
    assertThat(IntStream.range(0, 29).mapToObj(points -> judge(with(NOTHING, "charlsonLace", points)).get("laceC"))).doesNotContain(4);
  }

  @Test
  void numbersTypedAsTextCount() {
    Judgement judgement = judge("lengthOfStayDays", "5", "acuteAdmission", "true", "charlsonLace", "5", "emergencyVisits6m", 2L);

    assertThat(judgement.get("laceScore")).isEqualTo(14);
    assertComplete(judgement);
  }

  static Stream<Arguments> impossible() {
    return Stream.of(
        Arguments.of("lengthOfStayDays", null, "lengthOfStayDays missing"),
        Arguments.of("lengthOfStayDays", -1, "lengthOfStayDays out of range"),
        Arguments.of("lengthOfStayDays", "-1", "lengthOfStayDays out of range"),
        Arguments.of("acuteAdmission", null, "acuteAdmission missing"),
        Arguments.of("charlsonLace", null, "charlsonLace missing"),
        Arguments.of("charlsonLace", -1, "charlsonLace out of range"),
        Arguments.of("emergencyVisits6m", null, "emergencyVisits6m missing"),
        Arguments.of("emergencyVisits6m", -3, "emergencyVisits6m out of range"));
  }

  @ParameterizedTest(name = "{0} = {1}: {2}")
  @MethodSource("impossible")
  void aMissingOrImpossibleInputGivesNoScoreAndIsNamed(String input, Object value, String problem) {
    Judgement judgement = judge(with(NOTHING, input, value));

    for (String output : Arrays.asList("laceScore", "laceBand", "laceL", "laceA", "laceC", "laceE")) {
      assertThat(judgement.get(output)).as(output).isNull();
    }
    assertIncomplete(judgement, problem);
  }

  @Test
  void withoutAnyInputEveryInputIsNamed() {
    assertIncomplete(judge(), "lengthOfStayDays missing", "acuteAdmission missing", "charlsonLace missing", "emergencyVisits6m missing");
  }
}
