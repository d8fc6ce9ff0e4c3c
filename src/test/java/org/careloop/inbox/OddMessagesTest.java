package org.careloop.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.careloop.event.MessageUnmatched;
import org.careloop.event.PatientAdmitted;
import org.careloop.event.PatientDischarged;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One test an oddity: accepted with a note, or set aside for a person. What is refused is in {@link GarbageTest}. */
class OddMessagesTest {

  private final InboxFixture inbox = InboxFixture.onH2();

  @AfterEach
  void close() {
    inbox.close();
  }

  @Test
  void lineFeedsForCarriageReturnsAreToleratedAndNoted() {
    assertThat(inbox.send(Adt.discharge().text().replace('\r', '\n')).code()).isEqualTo("AA");
    assertAcceptedWith("line feeds taken for carriage returns");
  }

  @Test
  void lineFeedsAfterCarriageReturnsAreToleratedAndNoted() {
    inbox.send(Adt.discharge().text().replace("\r", "\r\n"));
    assertAcceptedWith("line feeds after carriage returns passed over");
  }

  @Test
  void aByteOrderMarkIsToleratedAndNoted() {
    inbox.send("\uFEFF" + Adt.discharge().text());
    assertAcceptedWith("byte order mark passed over");
  }

  @Test
  void unknownSegmentsAreToleratedAndNoted() {
    inbox.send(Adt.discharge().and("ZPD|1|anything").and("XYZ|2").and("OBX|1|ST|code||value||||||F"));
    assertAcceptedWith("segments not known here, passed over: ZPD, XYZ");
  }

  @Test
  void aMissingSegmentEndAtTheEndIsTolerated() {
    String text = Adt.discharge().text();
    inbox.send(text.substring(0, text.length() - 1));
    assertThat(inbox.told.names()).containsExactly("PatientDischarged");
  }

  @Test
  void ofAnEventCodeThatContradictsTheMessageTypeThe27StandardKnowsNothing() {
    inbox.send(Adt.discharge().version("2.8").event("A01"));
    assertAcceptedWith("EVN-1: A01 contradicts MSH-9 (A03): the field was withdrawn in version 2.7, MSH-9 counts");
  }

  @Test
  void anEventCodeThatContradictsTheMessageTypeGoesToAPersonBefore27() {
    inbox.send(Adt.discharge().version("2.5.1").event("A01"));
    assertSetAside("contradicts-itself", "EVN-1");
  }

  @ParameterizedTest
  @CsvSource({"20990101120000,20260306143000,MSH-7", "20260306143000,20990101120000,EVN-2"})
  void aMessageFromTheFutureGoesToAPerson(String time, String recordedAt, String field) {
    inbox.send(Adt.discharge().time(time).recordedAt(recordedAt));
    assertSetAside("event-in-future", field);
  }

  @Test
  void aDischargeInTheFutureGoesToAPerson() {
    inbox.send(Adt.discharge().discharged("20260310120000"));
    assertSetAside("event-in-future", "PV1-45");
  }

  @Test
  void anAdmissionInTheFutureGoesToAPersonAndAPlannedOneDoesNot() {
    inbox.send(Adt.admission().admitted("20260401080000"));
    assertSetAside("event-in-future", "PV1-44");

    inbox.send(Adt.of("A05").visit("V2").admitted("20260401080000"));
    assertThat(inbox.state()).isEqualTo("applied");
  }

  @Test
  void aClockThatIsAFewMinutesAheadDoesNoHarm() {
    inbox.send(Adt.discharge().time("20260306150500").discharged("20260306150500"));
    assertThat(inbox.told.names()).containsExactly("PatientDischarged");
  }

  @Test
  void aDischargeBeforeTheAdmissionGoesToAPerson() {
    inbox.send(Adt.discharge().discharged("20260228120000"));
    assertSetAside("discharge-before-admission", "PV1-45");
  }

  @Test
  void aDischargeBeforeTheAdmissionThatAnotherMessageToldGoesToAPersonAndTheStayStaysAsItWas() {
    inbox.send(Adt.admission());
    inbox.send(Adt.discharge().admitted("").discharged("20260228120000"));

    assertThat(inbox.state()).isEqualTo("set-aside");
    assertThat(inbox.stay("GENERAL:V1")).contains("ADMITTED");
  }

  @Test
  void aMessageWithoutVisitNumberGoesToAPerson() {
    inbox.send(Adt.discharge().visit(""));
    assertSetAside("no-visit-number", "PV1-19");
  }

  @Test
  void aMessageWithoutFacilityGoesToAPerson() {
    inbox.send(Adt.discharge().facility(""));
    assertSetAside("no-facility", "MSH-4");
  }

  @Test
  void aPatientWithoutRecordNumberGoesToAPerson() {
    inbox.send(Adt.discharge().patient("123-45-6789^^^USSSA^SS~777^^^GENERAL^PI"));
    assertSetAside("patient-not-identified", "PID-3");
  }

  @Test
  void aSingleIdentifierWithoutTypeIsTakenAsTheRecordNumber() {
    inbox.send(Adt.discharge().patient("100200"));
    assertAcceptedWith("PID-3 has one identifier without type");
    assertThat(discharged().patientIdentifier()).isEqualTo("urn:careloop:facility:GENERAL:mrn|100200");
  }

  @Test
  void ofSeveralRecordNumbersTheOneWithAConfiguredAuthorityCounts() {
    inbox.send(Adt.discharge().patient("9^^^ELSEWHERE^MR~100200^^^GENERAL^MR~3^^^X^SS"));
    assertThat(discharged().patientIdentifier()).isEqualTo("urn:general:mrn|100200");
  }

  @Test
  void anAuthorityThatIsNotConfiguredIsNotedAndKeepsItsOid() {
    inbox.send(Adt.discharge().patient("9^^^NORTH&2.16.840.1.113883.19&ISO^MR"));
    assertAcceptedWith("PID-3: assigning authority not configured");
    assertThat(discharged().patientIdentifier()).isEqualTo("urn:oid:2.16.840.1.113883.19|9");
  }

  @Test
  void aVisitNumberThatIsKnownAsAnotherPatientsGoesToAPerson() {
    inbox.send(Adt.admission());
    inbox.send(Adt.discharge().patient("999^^^GENERAL^MR"));

    assertThat(inbox.state()).isEqualTo("set-aside");
    assertThat(inbox.reason()).isEqualTo("patient-differs");
    assertThat(inbox.told.names()).containsExactly("PatientAdmitted", "MessageUnmatched");
  }

  @Test
  void anAdmissionToAStayThatHasEndedGoesToAPersonAndALateRepetitionDoesNot() {
    inbox.send(Adt.discharge());
    inbox.send(Adt.admission().time("20260306144000"));
    assertThat(inbox.state()).isEqualTo("unchanged");

    inbox.send(Adt.admission().time("20260306145000").admitted("20260306144500"));
    assertThat(inbox.reason()).isEqualTo("stay-already-ended");
  }

  @Test
  void anInpatientAmongTheRegisteredGoesToAPerson() {
    inbox.send(Adt.of("A04").patientClass("I"));
    assertSetAside("contradicts-itself", "PV1-2");
  }

  @Test
  void aDeadPatientWhoIsNotDeadGoesToAPerson() {
    inbox.send(Adt.discharge().disposition("20").died("N", ""));
    assertSetAside("contradicts-itself", "PID-30");
  }

  @Test
  void aDayWithoutTimeIsTheEndOfTheDischargeDayButNotAfterTheMessage() {
    inbox.send(Adt.discharge().discharged("20260305").visit("V1"));
    inbox.send(Adt.discharge().discharged("20260306").visit("V2"));

    assertThat(((PatientDischarged) inbox.told.events.get(0)).dischargedAt()).isEqualTo(Instant.parse("2026-03-06T04:59:59Z"));
    assertThat(((PatientDischarged) inbox.told.events.get(1)).dischargedAt()).isEqualTo(Instant.parse("2026-03-06T19:30:00Z"));
    assertThat(inbox.notes()).contains("PV1-45 is a day without time: its end is meant");
  }

  @Test
  void aDayWithoutTimeIsTheBeginningOfTheAdmissionDay() {
    inbox.send(Adt.admission().admitted("20260301"));
    assertThat(((PatientAdmitted) inbox.told.events.get(0)).admittedAt()).isEqualTo(Instant.parse("2026-03-01T05:00:00Z"));
  }

  @Test
  void aStayOfOneDayWithDaysOnlyIsNoContradiction() {
    inbox.send(Adt.discharge().admitted("20260306").discharged("20260306"));
    assertThat(inbox.told.names()).containsExactly("PatientDischarged");
  }

  @ParameterizedTest
  @ValueSource(strings = {"yesterday", "2026", "202603", "20261399", "20260306250000", "20260306T1200"})
  void aDischargeTimeThatCannotBeReadGoesToAPerson(String time) {
    inbox.send(Adt.discharge().discharged(time).service("X"));
    assertSetAside("unreadable-time", "PV1-45");
  }

  @Test
  void aDischargeWithoutItsTimeHappenedWhenItWasRecorded() {
    inbox.send(Adt.discharge().discharged("").recordedAt("20260306141500"));
    assertAcceptedWith("PV1-45 is empty: discharge time taken from EVN-2");
    assertThat(discharged().dischargedAt()).isEqualTo(Instant.parse("2026-03-06T19:15:00Z"));
  }

  @Test
  void offsetsFractionsAndDaylightSavingAreRead() {
    assertThat(Hl7Time.parse("20260308023000", InboxFixture.ZONE).instant()).isEqualTo(Instant.parse("2026-03-08T07:30:00Z"));
    assertThat(Hl7Time.parse("20150209113419+0110", InboxFixture.ZONE).instant()).isEqualTo(Instant.parse("2015-02-09T10:24:19Z"));
    assertThat(Hl7Time.parse("20260306120000.1234-0330", InboxFixture.ZONE).instant())
        .isEqualTo(Instant.parse("2026-03-06T15:30:00.123400Z"));
    assertThat(Hl7Time.parse("20260306120000+9900", InboxFixture.ZONE)).isNull();
  }

  @Test
  void aDispositionThatIsNoCodeIsNotReadAndOneDigitIsTwo() {
    inbox.send(Adt.discharge().disposition("Admitted as Inpatient"));
    assertAcceptedWith("PV1-36 is not a discharge status code");
    assertThat(discharged().dischargeDisposition()).isNull();

    inbox.send(Adt.discharge().visit("V2").disposition("1"));
    assertThat(((PatientDischarged) inbox.told.events.get(1)).dischargeDisposition()).isEqualTo("01");
  }

  @Test
  void twoQuotesTakeAValueBackAndNothingKeepsIt() {
    inbox.send(Adt.discharge().disposition("06").service("ONC"));
    inbox.send(Adt.of("A08").time("20260306144000").disposition("\"\"").service(""));

    assertThat(inbox.stay("GENERAL:V1")).contains("\"dischargeDisposition\":null", "\"hospitalService\":\"ONC\"");
  }

  @Test
  void aMessageWithoutTimeIsOrderedByItsArrival() {
    inbox.send(Adt.discharge().time("").recordedAt("20260306143000"));
    assertAcceptedWith("MSH-7 is empty: ordered by its arrival");
  }

  @Test
  void aMissingEventSegmentIsTolerated() {
    inbox.send(Adt.discharge().text().replaceFirst("EVN[^\r]*\r", ""));
    assertAcceptedWith("EVN is missing");
  }

  @Test
  void aBirthDateThatIsNoDateIsNotRead() {
    inbox.send(Adt.discharge().born("unknown"));
    assertAcceptedWith("PID-7 is not a date: not read");
  }

  @Test
  void charactersOfOtherAlphabetsAreReadAsTheHeaderSays() {
    byte[] latin = Adt.discharge().charset("8859/1").name("MÜLLER^JOSÉ").text().getBytes(StandardCharsets.ISO_8859_1);
    byte[] ascii = Adt.discharge().visit("V2").charset("ASCII").name("MÜLLER^JOSÉ").bytes();
    byte[] wide = Adt.discharge().visit("V3").charset("UNICODE UTF-16").name("MÜLLER^JOSÉ").text().getBytes(StandardCharsets.UTF_16);
    byte[] windows = Adt.discharge().visit("V4").charset("windows-1252").name("M€LLER").text().getBytes(Charset.forName("windows-1252"));

    for (byte[] message : new byte[][] {latin, ascii, wide, windows}) {
      assertThat(inbox.inbox.receive("http", message).code()).isEqualTo("AA");
    }
    assertThat(inbox.told.names()).hasSize(4).containsOnly("PatientDischarged");
    assertThat(inbox.jdbc.queryForList("select content from careloop_inbox order by arrival", String.class).get(0)).contains("MÜLLER^JOSÉ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"A12", "A31", "A60", "Z99"})
  void aTriggerThatStartsNothingGoesToAPerson(String trigger) {
    inbox.send(Adt.of(trigger));
    assertSetAside("message-type-not-read", "ADT^" + trigger);
  }

  @Test
  void aTypeThatIsOnlyToBeRecordedAsksNobody() {
    try (InboxFixture configured = new InboxFixture(Map.of("careloop.inbox.recorded-only", "ADT^A31"), false)) {
      configured.send(Adt.of("A31"));
      assertThat(configured.state()).isEqualTo("recorded");
      assertThat(configured.told.events).isEmpty();
    }
  }

  @Test
  void otherSeparatorsAreReadAsTheyAreDeclared() {
    inbox.send(Adt.discharge().text().replace('|', '#').replace('^', '*'));
    assertThat(discharged().encounterId()).isEqualTo("GENERAL:V1");
  }

  @Test
  void aMergeOfARecordWithItselfGoesToAPerson() {
    inbox.send(AdtToNewsTest.merge("20260306140000", "1^^^GENERAL^MR", "1^^^GENERAL^MR"));
    assertSetAside("contradicts-itself", "MRG-1");
  }

  private void assertAcceptedWith(String note) {
    assertThat(inbox.notes()).contains(note);
    assertThat(inbox.state()).isEqualTo("applied");
    assertThat(inbox.told.names()).containsExactly("PatientDischarged");
  }

  private void assertSetAside(String reason, String field) {
    assertThat(inbox.state()).isEqualTo("set-aside");
    MessageUnmatched unmatched = (MessageUnmatched) inbox.told.events.get(inbox.told.events.size() - 1);
    assertThat(inbox.told.events).hasSize(1);
    assertThat(unmatched.unmatchedReason()).isEqualTo(reason).isEqualTo(inbox.reason());
    assertThat(unmatched.problem()).contains(field);
    assertThat(unmatched.messageId()).isEqualTo(inbox.newestMessage());
  }

  private PatientDischarged discharged() {
    return (PatientDischarged) inbox.told.events.get(0);
  }
}
