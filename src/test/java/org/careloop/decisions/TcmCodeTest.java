package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TcmCodeTest extends DecisionTest {

  private static final Map<String, Object> IN_TIME =
      inputs("mdm", "high", "visitDay", 5, "contactOk", true, "medicationReconciledByVisit", true, "billingBlock", "none");

  TcmCodeTest() {
    super("tcm-code");
  }

  @ParameterizedTest(name = "{0} on day {1}: {2}, {3}")
  @CsvSource({
    "high, 0, 99496, eligible", "high, 7, 99496, eligible", "high, 8, 99495, eligible", "high, 14, 99495, eligible",
    "high, 15, none, visitTooLate", "moderate, 0, 99495, eligible", "moderate, 7, 99495, eligible", "moderate, 14, 99495, eligible",
    "moderate, 15, none, visitTooLate", "low, 3, none, mdmTooLow", "straightforward, 3, none, mdmTooLow", "low, 40, none, mdmTooLow"
  })
  void complexityAndTheDayOfTheVisitDecide(String mdm, int day, String code, String reason) {
    Judgement judgement = judge(with(IN_TIME, "mdm", mdm, "visitDay", day));

    assertThat(judgement.outputs()).containsEntry("tcmCode", code).containsEntry("tcmCodeReason", reason);
    assertComplete(judgement);
  }

  @ParameterizedTest
  @ValueSource(strings = {"patientDied", "apcmSameMonth", "alreadyBilled", "anotherPractitioner"})
  void aBlockComesFirstEvenWhenTheRestIsMissing(String block) {
    for (Map<String, Object> inputs : java.util.List.of(with(IN_TIME, "billingBlock", block), inputs("billingBlock", block))) {
      Judgement judgement = judge(inputs);

      assertThat(judgement.outputs()).containsEntry("tcmCode", "none").containsEntry("tcmCodeReason", block);
      assertComplete(judgement);
    }
  }

  @Test
  void noBlockGivenMeansNone() {
    assertThat(judge(with(IN_TIME, "billingBlock", null)).get("tcmCode")).isEqualTo("99496");
  }

  @Test
  void beforeTheVisitThereIsNoCodeYet() {
    Judgement judgement = judge(with(IN_TIME, "visitDay", null));

    assertThat(judgement.outputs()).containsEntry("tcmCode", "none").containsEntry("tcmCodeReason", "visitPending");
    assertComplete(judgement);
  }

  static Stream<Arguments> problems() {
    return Stream.of(
        Arguments.of("visitDay", -1, "visitDay out of range"),
        Arguments.of("billingBlock", "strike", "billingBlock unknown"),
        Arguments.of("mdm", null, "mdm missing"),
        Arguments.of("mdm", "extreme", "mdm unknown"),
        Arguments.of("contactOk", null, "contactOk missing"),
        Arguments.of("medicationReconciledByVisit", null, "medicationReconciledByVisit missing"));
  }

  @ParameterizedTest(name = "{0} = {1}: {2}")
  @MethodSource("problems")
  void whatIsMissingOrUnknownGivesNoCodeAndIsNamed(String input, Object value, String problem) {
    Judgement judgement = judge(with(IN_TIME, input, value));

    assertThat(judgement.outputs()).containsEntry("tcmCode", "none").containsEntry("tcmCodeReason", "incomplete");
    assertIncomplete(judgement, problem);
  }

  @Test
  void withoutContactInTimeThereIsNoCode() {
    assertThat(judge(with(IN_TIME, "contactOk", false)).get("tcmCodeReason")).isEqualTo("contactMissing");
    assertThat(judge(with(IN_TIME, "contactOk", false, "medicationReconciledByVisit", false)).get("tcmCodeReason")).isEqualTo("contactMissing");
  }

  @Test
  void withoutReconciliationByTheVisitThereIsNoCode() {
    Judgement judgement = judge(with(IN_TIME, "medicationReconciledByVisit", false));

    assertThat(judgement.outputs()).containsEntry("tcmCode", "none").containsEntry("tcmCodeReason", "reconciliationMissing");
    assertComplete(judgement);
  }
}
