package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.camunda.spin.Spin;
import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallEscalationTest extends DecisionTest {

  CallEscalationTest() {
    super("call-escalation");
  }

  private Judgement call(List<String> redFlags, List<String> serviceGaps) {
    return judge("redFlags", redFlags, "serviceGaps", serviceGaps);
  }

  private static void assertOutcome(Judgement judgement, String outcome, String within) {
    assertThat(judgement.outputs()).containsEntry("callOutcome", outcome).containsEntry("respondWithin", within);
  }

  @ParameterizedTest(name = "{0}: {1} within {2}")
  @CsvSource({
    "selfHarmThoughts, suicideProtocol, PT0M",
    "chestPain, emergency911, PT0M",
    "breathingWorseOrAtRest, emergency911, PT0M",
    "faintingOrConfusion, emergency911, PT0M",
    "strokeSigns, emergency911, PT0M",
    "uncontrolledBleeding, emergency911, PT0M",
    "headStrikeOnAnticoagulant, emergency911, PT0M",
    "glucoseBelow54OrAbove400, sameDayClinician, PT2H",
    "blackStools, sameDayClinician, PT2H",
    "cannotKeepMedicinesOrFluids, sameDayClinician, PT2H",
    "feverAbove38_3, sameDayClinician, PT2H",
    "woundRednessOrDrainage, sameDayClinician, PT2H",
    "newLegSwelling, sameDayClinician, PT2H"
  })
  void aRedFlagEscalates(String flag, String outcome, String within) {
    Judgement judgement = call(List.of(flag), List.of());

    assertOutcome(judgement, outcome, within);
    assertComplete(judgement);
  }

  @ParameterizedTest(name = "{0}: {1} within {2}")
  @CsvSource({
    "highAlertMedicineNotObtained, sameDayClinician, BD0",
    "medicineNotObtained, nextDayNurse, BD1",
    "noAppointment, nextDayNurse, BD1",
    "noTransport, nextDayNurse, BD1",
    "equipmentMissing, nextDayNurse, BD1"
  })
  void aServiceGapIsAnswered(String gap, String outcome, String within) {
    Judgement judgement = call(List.of(), List.of(gap));

    assertOutcome(judgement, outcome, within);
    assertComplete(judgement);
  }

  @Test
  void aCallWithoutFlagsAndGapsIsRoutine() {
    Judgement judgement = call(List.of(), List.of());

    assertOutcome(judgement, "routine", null);
    assertComplete(judgement);
  }

  @Test
  void noGapsAskedForIsRoutineToo() {
    assertOutcome(call(List.of(), null), "routine", null);
  }

  @Test
  void theMostSevereFlagDecidesWhateverTheOrder() {
    assertOutcome(call(List.of("newLegSwelling", "chestPain"), List.of("noTransport")), "emergency911", "PT0M");
    assertOutcome(call(List.of("chestPain", "selfHarmThoughts"), List.of()), "suicideProtocol", "PT0M");
    assertOutcome(call(List.of("blackStools"), List.of("highAlertMedicineNotObtained")), "sameDayClinician", "PT2H");
    assertOutcome(call(List.of(), List.of("noTransport", "highAlertMedicineNotObtained")), "sameDayClinician", "BD0");
  }

  @Test
  void redFlagsThatNobodyAskedAboutAreNotRoutine() {
    Judgement judgement = call(null, List.of("noTransport"));

    assertOutcome(judgement, null, "BD0");
    assertIncomplete(judgement, "redFlags missing");
  }

  @Test
  void aMissingHighAlertMedicineIsAnsweredTodayEvenIfTheFlagsWereNotAsked() {
    Judgement judgement = call(null, List.of("highAlertMedicineNotObtained"));

    assertOutcome(judgement, "sameDayClinician", "BD0");
    assertIncomplete(judgement, "redFlags missing");
  }

  @Test
  void aFlagThatTheTableDoesNotKnowStillEscalates() {
    Judgement judgement = call(List.of("purpleSpots"), List.of());

    assertOutcome(judgement, "sameDayClinician", "PT2H");
    assertIncomplete(judgement, "redFlags unknown");
  }

  @Test
  void anUnknownFlagDoesNotHideAnEmergency() {
    assertOutcome(call(List.of("purpleSpots", "strokeSigns"), List.of()), "emergency911", "PT0M");
  }

  @Test
  void aGapThatTheTableDoesNotKnowIsNamed() {
    Judgement judgement = call(List.of(), List.of("noGarden"));

    assertOutcome(judgement, "routine", null);
    assertIncomplete(judgement, "serviceGaps unknown");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[\"chestPain\"]", "[\"blackStools\", \"chestPain\"]"})
  void aChecklistThatAFormStoredAsJsonCounts(String json) {
    assertOutcome(judge("redFlags", Spin.JSON(json), "serviceGaps", Spin.JSON("[]")), "emergency911", "PT0M");
  }

  @Test
  void aSingleFlagGivenAsTextCounts() {
    assertOutcome(judge("redFlags", "blackStools", "serviceGaps", "noTransport"), "sameDayClinician", "PT2H");
  }
}
