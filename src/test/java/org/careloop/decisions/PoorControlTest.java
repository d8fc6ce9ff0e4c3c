package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoorControlTest extends DecisionTest {

  private static final Map<String, Object> WELL = inputs("conditionGroups", List.of("diabetes", "hypertension", "heartFailure", "copd"), "lastA1c", 7.1,
      "lastSystolic", 128, "lastDiastolic", 78, "nyhaClass", "II", "copdExacerbations12m", 0);

  PoorControlTest() {
    super("poor-control");
  }

  @ParameterizedTest(name = "{0} = {1}: {2}")
  @CsvSource({
    "lastA1c, 9.0, false", "lastA1c, 9.1, true", "lastA1c, 20, true", "lastSystolic, 159, false", "lastSystolic, 160, true", "lastDiastolic, 99, false",
    "lastDiastolic, 100, true", "nyhaClass, I, false", "nyhaClass, II, false", "nyhaClass, III, true", "nyhaClass, IV, true",
    "copdExacerbations12m, 1, false", "copdExacerbations12m, 2, true"
  })
  void oneSignIsEnough(String value, String given, boolean poor) {
    Judgement judgement = judge(with(WELL, value, given));

    assertThat(judgement.get("poorlyControlled")).isEqualTo(poor);
    assertThat((List<?>) judgement.get("poorControlReasons")).hasSize(poor ? 1 : 0);
    assertComplete(judgement);
  }

  @Test
  void severalSignsAreAllNamed() {
    assertThat(judge(with(WELL, "lastA1c", 9.8, "lastSystolic", 171, "lastDiastolic", 101)).get("poorControlReasons"))
        .isEqualTo(List.of("A1c above 9.0 %", "Systolic 160 or more", "Diastolic 100 or more"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lastA1c", "lastSystolic", "lastDiastolic", "nyhaClass", "copdExacerbations12m"})
  void aMissingValueIsNeverWellControlled(String value) {
    Judgement judgement = judge(with(WELL, value, null));

    assertThat(judgement.get("poorlyControlled")).isNull();
    assertIncomplete(judgement, value + " missing");
  }

  @Test
  void aMissingValueDoesNotHideASign() {
    Judgement judgement = judge("conditionGroups", null, "lastA1c", 9.8);

    assertThat(judgement.get("poorlyControlled")).isEqualTo(true);
    assertComplete(judgement);
  }

  @Test
  void onlyWhatThePatientsConditionsNeedIsAskedFor() {
    for (List<String> groups : List.of(List.<String>of(), List.of("asthma", "depression"))) {
      Judgement judgement = judge("conditionGroups", groups);

      assertThat(judgement.get("poorlyControlled")).isEqualTo(false);
      assertComplete(judgement);
    }
    assertIncomplete(judge("conditionGroups", List.of("ckd")), "lastSystolic missing", "lastDiastolic missing");
  }

  @ParameterizedTest(name = "{0} = {1}: {2}")
  @CsvSource({"lastA1c, 2.9, out of range", "lastA1c, 98, out of range", "lastSystolic, 12, out of range", "lastSystolic, 1600, out of range",
    "lastDiastolic, 10, out of range", "lastDiastolic, 780, out of range", "nyhaClass, V, unknown", "copdExacerbations12m, -1, out of range"})
  void aValueThatCannotBeIsNeverWellControlled(String value, String given, String problem) {
    Judgement judgement = judge(with(WELL, value, given));

    assertThat(judgement.get("poorlyControlled")).isNull();
    assertIncomplete(judgement, value + " " + problem);
  }

  @Test
  void withoutTheConditionsNothingIsKnown() {
    assertIncomplete(judge(), "conditionGroups missing");
  }
}
