package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContactAttemptsTest extends DecisionTest {

  private static final List<String> USUAL = List.of("phone", "otherNumber", "portal", "sms", "letter");

  ContactAttemptsTest() {
    super("contact-attempts");
  }

  static Stream<Arguments> plans() {
    return Stream.of(
        Arguments.of("safetyStat", "high", 3, "PT30M", 1, 1, List.of("PT0M", "PT15M", "PT30M"),
            List.of("emergencyContact", "welfareCheckPerPolicy", "notifyClinician")),
        Arguments.of("safetyStat", "standard", 3, "PT30M", 1, 1, List.of("PT0M", "PT15M", "PT30M"),
            List.of("emergencyContact", "welfareCheckPerPolicy", "notifyClinician")),
        Arguments.of("tcmContact", "high", 3, "BD2", 1, 2, List.of("BD1T12:00", "BD1T17:00", "BD2T16:00"),
            List.of("letterOrPortal", "homeOrChwVisit", "continueToD7")),
        Arguments.of("tcmContact", null, 3, "BD2", 1, 2, List.of("BD1T12:00", "BD1T17:00", "BD2T16:00"),
            List.of("letterOrPortal", "homeOrChwVisit", "continueToD7")),
        Arguments.of("tcmContact", "standard", 3, "BD2", 1, 2, List.of("BD1T12:00", "BD2T12:00", "BD2T16:00"),
            List.of("letterOrPortal", "continueToD7")),
        Arguments.of("overdueFollowUp", "high", 3, "BD5", 2, 2, List.of("BD1", "BD3", "BD5"),
            List.of("homeOrChwVisit", "notifyPrimaryPractitioner")),
        Arguments.of("overdueFollowUp", "standard", 3, "P30D", 2, 2, List.of("P0D", "P10D", "P20D"), List.of("letter")),
        Arguments.of("careGap", "standard", 3, "P30D", 2, 2, List.of("P0D", "P10D", "P20D"), List.of("letter")),
        Arguments.of("careGap", "high", 3, "P30D", 2, 2, List.of("P0D", "P10D", "P20D"), List.of("letter")),
        Arguments.of("referralScheduling", "high", 3, "BD5", 2, 2, List.of("BD0", "BD2", "BD5"),
            List.of("letter", "homeOrChwVisit", "notifyPrimaryPractitioner")),
        Arguments.of("missedVisit", null, 3, "BD5", 2, 2, List.of("BD0", "BD2", "BD5"),
            List.of("letter", "homeOrChwVisit", "notifyPrimaryPractitioner")),
        Arguments.of("referralScheduling", "standard", 3, "BD10", 2, 2, List.of("BD0", "BD3", "BD8"),
            List.of("letter", "notifyPrimaryPractitioner")),
        Arguments.of("missedVisit", "standard", 3, "BD10", 2, 2, List.of("BD0", "BD3", "BD8"),
            List.of("letter", "notifyPrimaryPractitioner")));
  }

  @ParameterizedTest(name = "{0}, risk {1}: {2} attempts within {3}")
  @MethodSource("plans")
  void eachPurposeHasItsAttempts(String purpose, String risk, int attempts, String within, int minDays, int minChannels, List<String> spacing,
      List<String> afterwards) {
    Judgement judgement = judge("purpose", purpose, "risk", risk, "doNotContact", false);

    assertThat(judgement.outputs()).containsEntry("attempts", attempts).containsEntry("within", within).containsEntry("minDays", minDays)
        .containsEntry("minChannels", minChannels).containsEntry("spacing", spacing).containsEntry("afterwards", afterwards)
        .containsEntry("channels", USUAL);
    assertComplete(judgement);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcmContact", "overdueFollowUp", "careGap", "referralScheduling", "missedVisit"})
  void aPatientWhoWantsNoContactIsLeftInPeace(String purpose) {
    Judgement judgement = judge("purpose", purpose, "risk", "high", "doNotContact", true);

    assertThat(judgement.outputs()).containsEntry("attempts", 0).containsEntry("within", null).containsEntry("minDays", 0)
        .containsEntry("minChannels", 0).containsEntry("spacing", List.of()).containsEntry("afterwards", List.of("coordinatorReview"))
        .containsEntry("channels", List.of());
    assertComplete(judgement);
  }

  @Test
  void safetyComesBeforeTheWishNotToBeContacted() {
    assertThat(judge("purpose", "safetyStat", "doNotContact", true).get("attempts")).isEqualTo(3);
  }

  @Test
  void noWordAboutContactMeansThatContactIsAllowed() {
    assertThat(judge("purpose", "careGap").get("attempts")).isEqualTo(3);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"billing", ""})
  void anUnknownPurposeIsForAPerson(String purpose) {
    Judgement judgement = judge("purpose", purpose, "risk", "standard", "doNotContact", true);

    assertThat(judgement.outputs()).containsEntry("attempts", null).containsEntry("within", null).containsEntry("minDays", null)
        .containsEntry("minChannels", null).containsEntry("spacing", List.of()).containsEntry("afterwards", List.of("coordinatorReview"));
    assertIncomplete(judgement, purpose == null ? "purpose missing" : "purpose unknown");
  }

  @Test
  void anUnknownRiskCountsAsHighAndIsNamed() {
    Judgement judgement = judge("purpose", "tcmContact", "risk", "medium");

    assertThat(judgement.get("spacing")).isEqualTo(List.of("BD1T12:00", "BD1T17:00", "BD2T16:00"));
    assertIncomplete(judgement, "risk unknown");
  }

  @Test
  void thePatientsPreferredChannelsComeFirst() {
    assertThat(judge("purpose", "careGap", "preferredChannels", List.of("sms", "portal", "pigeon")).get("channels"))
        .isEqualTo(List.of("sms", "portal", "phone", "otherNumber", "letter"));
  }

  @ParameterizedTest(name = "consent {0}: asked {1}")
  @CsvSource(nullValues = "null", value = {"true, true", "false, false", "null, false"})
  void theCaregiverIsAskedOnlyWithConsent(Boolean consent, boolean asked) {
    assertThat(((List<?>) judge("purpose", "careGap", "caregiverConsent", consent).get("channels")).contains("caregiver")).isEqualTo(asked);
  }
}
