package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiteracySupportTest extends DecisionTest {

  LiteracySupportTest() {
    super("literacy-support");
  }

  @ParameterizedTest(name = "needs help {0}, NVS {1}: limited {2}")
  @CsvSource(nullValues = "null", value = {
    "never, null, false", "rarely, null, false", "sometimes, null, true", "often, null, true", "always, null, true",
    "null, 0, true", "null, 1, true", "null, 2, true", "null, 3, true", "null, 4, false", "null, 6, false",
    "never, 1, true", "never, 3, true", "rarely, 4, false", "sometimes, 6, true"
  })
  void oneSignOfLimitedLiteracyIsEnough(String sils, Integer nvs, boolean limited) {
    Judgement judgement = judge("silsAnswer", sils, "nvsScore", nvs);

    assertThat(judgement.get("limitedHealthLiteracy")).isEqualTo(limited);
    assertComplete(judgement);
  }

  @ParameterizedTest(name = "CSI {0}, ZBI-12 {1}: {2}")
  @CsvSource(nullValues = "null", value = {
    "null, null, null", "6, null, false", "7, null, true", "13, null, true", "0, null, false", "null, 16, false", "null, 17, true", "null, 48, true",
    "6, 17, true", "7, 0, true", "6, 16, false"
  })
  void aStrainedCaregiverIsSeenByEitherScale(Integer csi, Integer zbi, Boolean strained) {
    Judgement judgement = judge("silsAnswer", "never", "csiScore", csi, "zbi12Score", zbi);

    assertThat(judgement.get("caregiverStrain")).isEqualTo(strained);
    assertComplete(judgement);
  }

  @Test
  void withoutAnAnswerLiteracyIsNotKnownButTheCaregiverIsJudgedAllTheSame() {
    Judgement judgement = judge("csiScore", 9);

    assertThat(judgement.outputs()).containsEntry("limitedHealthLiteracy", null).containsEntry("caregiverStrain", true);
    assertIncomplete(judgement, "silsAnswer missing");
  }

  @ParameterizedTest(name = "{0}, {1}, {2}, {3}: {4}")
  @CsvSource(nullValues = "null", value = {
    "seldom, null, null, null, silsAnswer unknown, null, null", "null, 7, null, null, nvsScore out of range, null, null",
    "null, -1, null, null, nvsScore out of range, null, null", "never, 7, null, null, nvsScore out of range, false, null",
    "never, null, 14, null, csiScore out of range, false, null", "never, null, -1, 17, csiScore out of range, false, true",
    "often, null, null, 49, zbi12Score out of range, true, null", "never, null, 6, -1, zbi12Score out of range, false, false"
  })
  void whatCannotBeIsNamedAndNeverCounts(String sils, Integer nvs, Integer csi, Integer zbi, String problem, Boolean limited, Boolean strained) {
    Judgement judgement = judge("silsAnswer", sils, "nvsScore", nvs, "csiScore", csi, "zbi12Score", zbi);

    assertThat(judgement.outputs()).containsEntry("limitedHealthLiteracy", limited).containsEntry("caregiverStrain", strained);
    assertIncomplete(judgement, problem);
  }
}
