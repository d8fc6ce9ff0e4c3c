package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DeclinedScreeningsTest extends DecisionTest {

  DeclinedScreeningsTest() {
    super("declined-screenings");
  }

  @Test
  void whatWasAnsweredIsNotDeclined() {
    assertThat(judge("phq2Total", 0, "gad7Total", 3).get("declinedScreenings")).isEqualTo(List.of());
  }

  @Test
  void whatHasAReasonAndNoResultIsDeclined() {
    var judgement = judge("phq2DeclinedReason", "patientDeclined", "phq9DeclinedReason", "patientDeclined", "gad7DeclinedReason", "noInterpreter",
        "socialNeedsDeclinedReason", "anotherDay", "homeSafetyDeclinedReason", "onlyProxyPresent", "homeAndHealthDeclinedReason", "cannotAnswer");

    assertThat(judgement.get("declinedScreenings"))
        .isEqualTo(List.of("phq-2", "phq-9", "gad-7", "social-needs", "home-safety", "home-and-health"));
    assertComplete(judgement);
  }

  @Test
  void aReasonBesideAResultIsNoDecline() {
    assertThat(judge("phq9DeclinedReason", "patientDeclined", "phq9Total", 12, "homeSafetyDeclinedReason", "anotherDay", "ahcSafetyPositive", true)
        .get("declinedScreenings")).isEqualTo(List.of());
  }
}
