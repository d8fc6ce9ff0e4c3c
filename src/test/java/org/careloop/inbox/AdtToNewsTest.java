package org.careloop.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.careloop.event.AdmissionCancelled;
import org.careloop.event.CareEvent;
import org.careloop.event.DischargeCancelled;
import org.careloop.event.MessageUnmatched;
import org.careloop.event.PatientAdmitted;
import org.careloop.event.PatientDied;
import org.careloop.event.PatientDischarged;
import org.careloop.event.PatientRegistered;
import org.careloop.event.PatientTransferred;
import org.careloop.event.PatientsMerged;
import org.careloop.event.VisitUpdated;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdtToNewsTest {

  private final InboxFixture inbox = InboxFixture.onH2();

  @AfterEach
  void close() {
    inbox.close();
  }

  @Test
  void anAdmissionSaysWhoWasAdmittedWhenAndHow() {
    inbox.send(Adt.admission());

    assertThat(only(PatientAdmitted.class)).isEqualTo(new PatientAdmitted(inbox.newestMessage(), "GENERAL:V1", "urn:general:mrn|100200",
        "GENERAL", Instant.parse("2026-03-01T13:00:00Z"), "I", true, false, Instant.parse("2026-03-01T13:10:00Z")));
    assertThat(inbox.state()).isEqualTo("applied");
  }

  @Test
  void aDischargeCarriesEverythingTheTransitionNeeds() {
    inbox.send(Adt.discharge().service("ONC"));

    assertThat(only(PatientDischarged.class)).isEqualTo(new PatientDischarged(inbox.newestMessage(), "GENERAL:V1", "urn:general:mrn|100200",
        "GENERAL", Instant.parse("2026-03-01T13:00:00Z"), Instant.parse("2026-03-06T19:00:00Z"), "01", "I", "ONC", true,
        Instant.parse("2026-03-06T19:30:00Z")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.7.1", "2.8"})
  void everyVersionFrom23To28IsRead(String version) {
    assertThat(inbox.send(Adt.discharge().version(version)).status()).isEqualTo(200);
    assertThat(inbox.told.names()).containsExactly("PatientDischarged");
  }

  @Test
  void aDischargeWithoutItsAdmissionStartsAllTheSame() {
    inbox.send(Adt.discharge().admitted(""));

    assertThat(only(PatientDischarged.class).admittedAt()).isNull();
  }

  @Test
  void aWholeStayIsToldStepByStep() {
    inbox.send(Adt.of("A05").time("20260220090000").patientClass("P").admitted(""));
    inbox.send(Adt.admission());
    inbox.send(Adt.of("A02").time("20260302100000"));
    inbox.send(Adt.discharge());

    assertThat(inbox.told.names())
        .containsExactly("PatientRegistered", "PatientAdmitted", "PatientTransferred", "PatientDischarged");
    assertThat(((PatientRegistered) inbox.told.events.get(0)).registrationKind()).isEqualTo("preadmission");
    assertThat(((PatientAdmitted) inbox.told.events.get(1)).plannedAdmission()).isTrue();
  }

  @Test
  void registrationsAreToldByKind() {
    inbox.send(Adt.of("A04").visit("E1").patientClass("E"));
    inbox.send(Adt.of("A04").visit("O1").patientClass("O"));

    assertThat(all(PatientRegistered.class)).extracting(PatientRegistered::registrationKind).containsExactly("emergency", "outpatient");
  }

  @Test
  void theEndOfAClinicVisitIsNoDischargeButThatOfAnObservationStayIs() {
    inbox.send(Adt.of("A04").visit("O1").patientClass("O").time("20260301070000"));
    inbox.send(Adt.discharge().visit("O1").patientClass("O").time("20260301080000"));
    assertThat(inbox.told.names()).contains("PatientRegistered").doesNotContain("PatientDischarged");

    inbox.send(Adt.of("A01").visit("O2").patientClass("O").time("20260301070000"));
    inbox.send(Adt.discharge().visit("O2").patientClass("O").time("20260302080000"));
    assertThat(inbox.told.names()).contains("PatientAdmitted", "PatientDischarged");
  }

  @Test
  void anEmergencyPatientWhoBecomesInpatientIsAdmittedAndAnOutpatientIsTransferred() {
    inbox.send(Adt.of("A04").visit("E1").patientClass("E").time("20260301070000"));
    inbox.send(Adt.of("A06").visit("E1").time("20260301090000"));
    inbox.send(Adt.of("A04").visit("O1").patientClass("O").time("20260301070000"));
    inbox.send(Adt.of("A06").visit("O1").time("20260301090000"));
    inbox.send(Adt.of("A07").visit("O1").patientClass("O").time("20260301100000"));

    assertThat(inbox.told.names()).containsExactly(
        "PatientRegistered", "PatientAdmitted", "PatientRegistered", "PatientTransferred", "PatientTransferred");
    assertThat(all(PatientTransferred.class)).extracting(PatientTransferred::patientClass).containsExactly("I", "O");
  }

  @Test
  void anUpdateThatChangesTheDischargeIsToldOnceAndOneThatChangesNothingIsOnlyRecorded() {
    inbox.send(Adt.discharge());
    inbox.send(Adt.of("A08").time("20260306144000").discharged("20260306120000").disposition("06"));
    inbox.send(Adt.of("A08").time("20260306144100").discharged("20260306120000").disposition("06"));

    VisitUpdated update = only(VisitUpdated.class);
    assertThat(update.dischargedAt()).isEqualTo(Instant.parse("2026-03-06T17:00:00Z"));
    assertThat(update.dischargeDisposition()).isEqualTo("06");
    assertThat(inbox.states()).containsExactly("applied", "applied", "unchanged");
  }

  @Test
  void aSecondDischargeMessageMovesTheDate() {
    inbox.send(Adt.discharge());
    inbox.send(Adt.discharge().time("20260306145000").discharged("20260305180000"));

    assertThat(inbox.told.names()).containsExactly("PatientDischarged", "VisitUpdated");
    assertThat(only(VisitUpdated.class).dischargedAt()).isEqualTo(Instant.parse("2026-03-05T23:00:00Z"));
  }

  @Test
  void changedDemographicsAreToldWithoutSayingWhatTheyAre() {
    inbox.send(Adt.discharge());
    inbox.send(Adt.of("A08").time("20260306144000").discharged("20260306140000").disposition("01").name("NEWNAME^ANNA"));

    assertThat(inbox.told.names()).containsExactly("PatientDischarged", "VisitUpdated");
    assertThat(inbox.told.events.toString()).doesNotContain("NEWNAME");
    assertThat(inbox.stay("GENERAL:V1")).doesNotContain("NEWNAME", "TESTER");
  }

  @Test
  void aCancelledAdmissionIsTakenBack() {
    inbox.send(Adt.admission());
    inbox.send(Adt.of("A11").time("20260301090000"));
    inbox.send(Adt.of("A11").time("20260301091000"));

    assertThat(inbox.told.names()).containsExactly("PatientAdmitted", "AdmissionCancelled");
    assertThat(only(AdmissionCancelled.class).encounterId()).isEqualTo("GENERAL:V1");
  }

  @Test
  void anAdmissionCancelledAfterTheDischargeEndsTheTransitionToo() {
    inbox.send(Adt.discharge());
    inbox.send(Adt.of("A11").time("20260306144000"));

    assertThat(inbox.told.names()).containsExactly("PatientDischarged", "DischargeCancelled", "AdmissionCancelled");
  }

  @Test
  void aCancelledDischargeIsTakenBackAndALaterDischargeCountsAgain() {
    inbox.send(Adt.discharge());
    inbox.send(Adt.of("A13").time("20260306144000"));
    inbox.send(Adt.discharge().time("20260306145500"));

    assertThat(inbox.told.names()).containsExactly("PatientDischarged", "DischargeCancelled", "PatientDischarged");
    assertThat(all(DischargeCancelled.class)).hasSize(1);
  }

  @Test
  void aCancelledDischargeThatComesBeforeItsDischargeSuppressesIt() {
    inbox.send(Adt.admission());
    inbox.send(Adt.of("A13").time("20260306144000"));
    inbox.send(Adt.discharge().time("20260306143000"));

    assertThat(inbox.told.names()).containsExactly("PatientAdmitted");
    assertThat(inbox.states()).containsExactly("applied", "unchanged", "older");
    assertThat(inbox.stay("GENERAL:V1")).contains("ADMITTED");
  }

  @Test
  void aCancelledDischargeOfTheSameMinuteThatComesFirstSuppressesIt() {
    inbox.send(Adt.of("A13").time("202603061430"));
    inbox.send(Adt.discharge().time("202603061430"));

    assertThat(inbox.told.names()).doesNotContain("PatientDischarged");
  }

  @Test
  void anOlderMessageChangesNothing() {
    inbox.send(Adt.discharge());
    inbox.send(Adt.of("A08").time("20260305100000").disposition("03").discharged("20260304100000").name("OLD^NAME"));

    assertThat(inbox.told.names()).containsExactly("PatientDischarged");
    assertThat(inbox.states()).containsExactly("applied", "older");
  }

  @Test
  void aDischargeThatIsOlderThanAnUpdateIsStillADischarge() {
    inbox.send(Adt.admission());
    inbox.send(Adt.of("A08").time("20260306144000").discharged("20260306120000"));
    inbox.send(Adt.discharge().time("20260306143000"));

    assertThat(inbox.told.names()).contains("PatientDischarged");
    assertThat(all(PatientDischarged.class).get(0).dischargedAt()).isEqualTo(Instant.parse("2026-03-06T17:00:00Z"));
  }

  @Test
  void messagesOfTheSameMomentCountInOrderOfArrival() {
    inbox.send(Adt.discharge().disposition("01"));
    inbox.send(Adt.of("A08").time("20260306143000").discharged("20260306140000").disposition("03"));
    inbox.send(Adt.of("A08").time("20260306143000").discharged("20260306140000").disposition("06"));

    assertThat(inbox.stay("GENERAL:V1")).contains("\"dischargeDisposition\":\"06\"");
  }

  @Test
  void aDeathAtDischargeIsToldBesideTheDischarge() {
    inbox.send(Adt.discharge().disposition("20").died("Y", "20260306135000"));

    assertThat(inbox.told.names()).containsExactly("PatientDischarged", "PatientDied");
    PatientDied death = only(PatientDied.class);
    assertThat(death.diedAt()).isEqualTo(Instant.parse("2026-03-06T18:50:00Z"));
    assertThat(death.businessKey()).isEqualTo("urn:general:mrn|100200");
  }

  @ParameterizedTest
  @ValueSource(strings = {"20", "40", "41", "42"})
  void aDispositionThatMeansDeathIsEnough(String disposition) {
    inbox.send(Adt.discharge().disposition(disposition));

    assertThat(inbox.told.names()).containsExactly("PatientDischarged", "PatientDied");
  }

  @Test
  void aDeathTheDayAfterIsToldOnce() {
    inbox.send(Adt.discharge());
    inbox.send(Adt.of("A08").time("20260306144000").discharged("20260306140000").disposition("01").died("Y", ""));
    inbox.send(Adt.of("A08").time("20260306145000").discharged("20260306140000").disposition("01").died("Y", ""));

    assertThat(all(PatientDied.class)).hasSize(1);
    assertThat(only(PatientDied.class).diedAt()).isNull();
  }

  @Test
  void mergedPatientsAreToldEachAndTheirStaysGoOnUnderTheSurvivor() {
    inbox.send(Adt.admission().patient("2^^^GENERAL^MR").visit("V2"));
    inbox.send(Adt.admission().patient("4^^^GENERAL^MR").visit("V4"));
    inbox.send(merge("20260306140000", "1^^^GENERAL^MR", "2^^^GENERAL^MR", "3^^^GENERAL^MR", "4^^^GENERAL^MR"));
    inbox.send(Adt.of("A02").visit("V2").patient("2^^^GENERAL^MR").time("20260306141000"));

    assertThat(all(PatientsMerged.class)).extracting(PatientsMerged::patientIdentifier, PatientsMerged::mergedIdentifier).containsExactly(
        org.assertj.core.groups.Tuple.tuple("urn:general:mrn|1", "urn:general:mrn|2"),
        org.assertj.core.groups.Tuple.tuple("urn:general:mrn|3", "urn:general:mrn|4"));
    assertThat(inbox.stay("GENERAL:V2")).contains("urn:general:mrn|1");
    assertThat(only(PatientTransferred.class).patientIdentifier()).isEqualTo("urn:general:mrn|1");
  }

  @Test
  void aMergeToldTwiceOrLateChangesNothingAndItsReversalCounts() {
    inbox.send(merge("20260306140000", "1^^^GENERAL^MR", "2^^^GENERAL^MR"));
    inbox.send(merge("20260306140500", "1^^^GENERAL^MR", "2^^^GENERAL^MR"));
    inbox.send(merge("20260306130000", "2^^^GENERAL^MR", "1^^^GENERAL^MR"));
    assertThat(all(PatientsMerged.class)).hasSize(1);

    inbox.send(merge("20260306145000", "2^^^GENERAL^MR", "1^^^GENERAL^MR"));
    assertThat(all(PatientsMerged.class)).hasSize(2);
    assertThat(inbox.store.resolve("urn:general:mrn|1")).isEqualTo("urn:general:mrn|2");
    assertThat(inbox.store.resolve("urn:general:mrn|2")).isEqualTo("urn:general:mrn|2");
  }

  @Test
  void aMergeThatArrivesBeforeThePatientsMessagesIsRemembered() {
    inbox.send(merge("20260306140000", "1^^^GENERAL^MR", "2^^^GENERAL^MR"));
    inbox.send(Adt.discharge().patient("2^^^GENERAL^MR"));

    assertThat(only(PatientDischarged.class).patientIdentifier()).isEqualTo("urn:general:mrn|1");
  }

  @Test
  void timesWithoutOffsetAreInTheSendersZoneAndFacilitiesHaveShortNames() {
    try (InboxFixture configured = new InboxFixture(Map.of(
        "careloop.inbox.senders[0].name", "GENERAL", "careloop.inbox.senders[0].facility", "gen",
        "careloop.inbox.senders[0].zone", "America/Los_Angeles",
        "careloop.inbox.dispositions[0].code", "HOME", "careloop.inbox.dispositions[0].nubc", "01"), false)) {
      configured.send(Adt.discharge().time("20260306103000").discharged("20260306100000").disposition("home"));

      PatientDischarged discharged = (PatientDischarged) configured.told.events.get(0);
      assertThat(discharged.encounterId()).isEqualTo("gen:V1");
      assertThat(discharged.dischargedAt()).isEqualTo(Instant.parse("2026-03-06T18:00:00Z"));
      assertThat(discharged.dischargeDisposition()).isEqualTo("01");
    }
  }

  @Test
  void nothingThatIsToldNamesThePatient() {
    inbox.send(Adt.admission());
    inbox.send(Adt.discharge());
    inbox.send(Adt.discharge().visit(""));

    assertThat(inbox.told.events).hasSize(3).last().isInstanceOf(MessageUnmatched.class);
    assertThat(inbox.told.events.toString()).doesNotContain("TESTER", "ANNA", "19480101", "1948");
    assertThat(inbox.meters.getMetersAsString()).doesNotContain("TESTER", "100200", "V1");
  }

  static String merge(String time, String... identifiers) {
    StringBuilder text = new StringBuilder(Adt.of("A40").time(time).msh()).append("EVN|A40|").append(time).append('\r');
    for (int i = 0; i < identifiers.length; i += 2) {
      text.append("PID|1||").append(identifiers[i]).append("||TESTER^ANNA||19480101|F\rMRG|").append(identifiers[i + 1]).append('\r');
    }
    return text.toString();
  }

  private <E extends CareEvent> List<E> all(Class<E> type) {
    return inbox.told.events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private <E extends CareEvent> E only(Class<E> type) {
    assertThat(all(type)).hasSize(1);
    return all(type).get(0);
  }
}
