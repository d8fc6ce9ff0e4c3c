package org.careloop.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.function.Supplier;
import org.camunda.bpm.engine.delegate.BpmnError;
import org.careloop.event.MessageUnmatched;
import org.careloop.event.PatientDischarged;
import org.careloop.event.VisitUpdated;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a person can do with a message that fits nowhere. */
class SetAsideTest {

  private final InboxFixture inbox = InboxFixture.onH2();
  private final SetMessageAside setMessageAside = new SetMessageAside(inbox.inbox);
  private final ReplayMessage replayMessage = new ReplayMessage(inbox.inbox);
  private final DiscardMessage discardMessage = new DiscardMessage(inbox.inbox);
  private final ReadMessage readMessage = new ReadMessage(inbox.inbox, inbox.clock, InboxFixture.ZONE);

  @AfterEach
  void close() {
    inbox.close();
  }

  @Test
  void aMessageOfAnUnknownPatientIsGivenBackOnceAndTheStayForgetsIt() {
    inbox.send(Adt.discharge());
    String messageId = inbox.newestMessage();
    setAside(messageId);
    setAside(messageId);

    assertThat(inbox.told.names()).containsExactly("PatientDischarged", "MessageUnmatched");
    MessageUnmatched unmatched = (MessageUnmatched) inbox.told.events.get(1);
    assertThat(unmatched.businessKey()).isEqualTo(messageId);
    assertThat(unmatched.messageType()).isEqualTo("ADT^A03");
    assertThat(unmatched.sender()).isEqualTo("ADTApp GENERAL");
    assertThat(unmatched.unmatchedReason()).isEqualTo("patient-unknown");
    assertThat(inbox.stay("GENERAL:V1")).isEqualTo("[]");
  }

  @Test
  void whatOtherMessagesSaidOfTheStayStays() {
    inbox.send(Adt.admission());
    inbox.send(Adt.discharge());
    setAside(inbox.newestMessage());

    assertThat(inbox.stay("GENERAL:V1")).contains("ADMITTED");
    assertThat(inbox.told.names()).doesNotContain("DischargeCancelled");
  }

  @Test
  void aLinkedPatientMakesTheSameMessageNewsAgain() {
    inbox.send(Adt.discharge());
    String messageId = inbox.newestMessage();
    setAside(messageId);
    var sent = replay(messageId, "urn:ehr|42", null, null, null);

    assertThat(sent.replayOutcome()).isEqualTo("applied");
    PatientDischarged discharged = (PatientDischarged) inbox.told.events.get(2);
    assertThat(discharged.patientIdentifier()).isEqualTo("urn:ehr|42");
    assertThat(discharged.messageId()).isEqualTo(sent.replayedMessageId()).isNotEqualTo(messageId);
    assertThat(inbox.states()).containsExactly("sent-again", "applied");
    assertThat(inbox.jdbc.queryForObject("select replay_of from careloop_inbox where message_id = ?", String.class,
        sent.replayedMessageId()))
        .isEqualTo(messageId);
  }

  @Test
  void whatFollowsOfThisStayIsLinkedTheSameWay() {
    inbox.send(Adt.discharge());
    String messageId = inbox.newestMessage();
    setAside(messageId);
    replay(messageId, "urn:ehr|42", null, null, null);
    inbox.send(Adt.of("A08").time("20260306144000").discharged("20260306120000").disposition("01"));
    inbox.send(Adt.discharge().visit("V2"));

    assertThat(((VisitUpdated) inbox.told.events.get(3)).patientIdentifier()).isEqualTo("urn:ehr|42");
    assertThat(((PatientDischarged) inbox.told.events.get(4)).patientIdentifier()).isEqualTo("urn:general:mrn|100200");
  }

  @Test
  void linkingMovesAStayThatOtherMessagesHaveOpenedUnderTheUnknownName() {
    inbox.send(Adt.admission());
    inbox.send(Adt.discharge());
    String messageId = inbox.newestMessage();
    setAside(messageId);
    replay(messageId, "urn:general:mrn|42", null, null, null);

    assertThat(inbox.stay("GENERAL:V1")).contains("urn:general:mrn|42", "DISCHARGED");
  }

  @Test
  void aVisitNumberADischargeTimeAndADispositionCanBeSupplied() {
    inbox.send(Adt.discharge().visit("").discharged("20260401120000"));
    String messageId = inbox.newestMessage();
    assertThatThrownBy(() -> replay(messageId, null, "V7", null, null)).isInstanceOf(BpmnError.class).hasMessageContaining("PV1-45");
    replay(messageId, null, "V7", "2026-03-06T10:00-05:00", "06");

    PatientDischarged discharged = (PatientDischarged) inbox.told.events.get(1);
    assertThat(discharged.encounterId()).isEqualTo("GENERAL:V7");
    assertThat(discharged.dischargedAt()).isEqualTo(Instant.parse("2026-03-06T15:00:00Z"));
    assertThat(discharged.dischargeDisposition()).isEqualTo("06");
  }

  @Test
  void whatStillFitsNowhereTellsThePersonWhyAndWritesNothing() {
    inbox.send(Adt.of("A31"));
    String messageId = inbox.newestMessage();

    assertThatThrownBy(() -> replay(messageId, null, null, null, null)).isInstanceOfSatisfying(BpmnError.class, error -> {
      assertThat(error.getErrorCode()).isEqualTo("still-unmatched");
      assertThat(error.getMessage()).contains("ADT^A31");
    });
    assertThat(inbox.states()).containsExactly("set-aside");
    assertThat(inbox.told.names()).containsExactly("MessageUnmatched");
  }

  @Test
  void aVisitOfAnotherPatientStaysUnmatchedUntilItIsLinkedToThatPatient() {
    inbox.send(Adt.admission());
    inbox.send(Adt.discharge().patient("999^^^GENERAL^MR"));
    String messageId = inbox.newestMessage();

    assertThatThrownBy(() -> replay(messageId, null, null, null, null)).isInstanceOf(BpmnError.class)
        .hasMessageContaining("another patient");
    replay(messageId, "urn:general:mrn|100200", null, null, null);
    assertThat(inbox.told.names()).endsWith("PatientDischarged");
    assertThat(inbox.stay("GENERAL:V1")).contains("urn:general:mrn|100200");
  }

  @Test
  void anEntryThatIsNoPatientTimeOrCodeIsRefused() {
    inbox.send(Adt.discharge().visit(""));
    String messageId = inbox.newestMessage();

    assertThatThrownBy(() -> replay(messageId, "Anna Tester", "V1", null, null)).hasMessageContaining("system|number");
    assertThatThrownBy(() -> replay(messageId, null, "V1", "tomorrow", null)).hasMessageContaining("Discharge time");
    assertThatThrownBy(() -> replay(messageId, null, "V1", null, "home")).hasMessageContaining("two digits");
  }

  @Test
  void whatAPersonHasSeenMayContradictItself() {
    inbox.send(Adt.discharge().event("A01").recordedAt("20290801070624").time("20290801070624"));
    replay(inbox.newestMessage(), null, null, null, null);

    PatientDischarged discharged = (PatientDischarged) inbox.told.events.get(1);
    assertThat(discharged.occurredAt()).isEqualTo(InboxFixture.NOW);
    assertThat(inbox.notes()).contains("accepted by a person: EVN-1", "accepted by a person: EVN-2", "accepted by a person: MSH-7");
  }

  @Test
  void anOldMessageSentAgainChangesNothingThatIsNewer() {
    inbox.send(Adt.discharge());
    inbox.send(Adt.of("A08").time("20260305100000").disposition("03").event("A01"));
    var sent = replay(inbox.newestMessage(), null, null, null, null);

    assertThat(sent.replayOutcome()).isEqualTo("older");
    assertThat(inbox.stay("GENERAL:V1")).contains("\"dischargeDisposition\":\"01\"");
  }

  @Test
  void sendingAgainTwiceUnderOneIdSendsOnce() {
    inbox.send(Adt.discharge().visit(""));
    String messageId = inbox.newestMessage();
    var first = replay(messageId, null, "V7", null, null);
    var second = replay(messageId, null, "V7", null, null);

    assertThat(second).isEqualTo(first);
    assertThat(inbox.told.names()).containsExactly("MessageUnmatched", "PatientDischarged");
  }

  @Test
  void aReusedControlIdMayBeSentAgainAsNews() {
    inbox.send(Adt.discharge().controlId("X"));
    inbox.send(Adt.discharge().controlId("X").visit("V2"));
    replay(inbox.newestMessage(), null, null, null, null);

    assertThat(inbox.told.names()).containsExactly("PatientDischarged", "MessageUnmatched", "PatientDischarged");
  }

  @Test
  void aMergeIsToldAgainThoughItsRecordsAreOneAlready() {
    inbox.send(AdtToNewsTest.merge("20260306140000", "1^^^GENERAL^MR", "2^^^GENERAL^MR"));
    String messageId = inbox.newestMessage();
    setAside(messageId);
    var sent = replay(messageId, null, null, null, null);

    assertThat(sent.replayOutcome()).isEqualTo("applied");
    assertThat(inbox.told.names()).containsExactly("PatientsMerged", "MessageUnmatched", "PatientsMerged");
    assertThat(inbox.store.resolve("urn:general:mrn|2")).isEqualTo("urn:general:mrn|1");
  }

  @Test
  void anEncounterIsSentAgainToo() {
    String json = "{\"resourceType\":\"Encounter\",\"id\":\"e1\",\"meta\":{\"lastUpdated\":\"2026-03-06T18:00:00Z\"},\"status\":\"finished\","
        + "\"class\":{\"code\":\"IMP\"},\"subject\":{\"reference\":\"Patient/p1\"},\"identifier\":[{\"system\":\"http://gen.example\",\"value\":\"V1\"}],"
        + "\"period\":{\"start\":\"2026-03-01\",\"end\":\"2026-04-01\"}}";
    inbox.inbox.receive(java.util.List.of(inbox.fhir.read(inbox.fhir.parse(json).resource(), null, java.util.List.of(), InboxFixture.NOW)));
    replay(inbox.newestMessage(), "urn:ehr|42", null, "2026-03-06T15:00:00Z", "06");

    PatientDischarged discharged = (PatientDischarged) inbox.told.events.get(1);
    assertThat(discharged.encounterId()).isEqualTo("gen.example:V1");
    assertThat(discharged.patientIdentifier()).isEqualTo("urn:ehr|42");
    assertThat(discharged.dischargeDisposition()).isEqualTo("06");
    assertThat(inbox.states()).containsExactly("sent-again", "applied");
  }

  @Test
  void aDiscardedMessageKeepsItsReason() {
    inbox.send(Adt.of("A31"));
    String messageId = inbox.newestMessage();
    in(() -> discardMessage.perform(new DiscardMessage.Request(messageId, "sent-by-mistake", "coordinator")));

    assertThat(inbox.state()).isEqualTo("discarded");
    assertThat(inbox.jdbc.queryForMap("select decided_by, decision from careloop_inbox").values()).contains("coordinator",
        "sent-by-mistake");
  }

  @Test
  void theFormLearnsWhenAMessageCameAndNothingOfThePatient() {
    inbox.send(Adt.discharge().event("A01"));
    var read = readMessage.perform(new ReadMessage.Request(inbox.newestMessage()));

    assertThat(read.receivedAt()).isEqualTo(InboxFixture.NOW);
    assertThat(read.messageLabel()).isEqualTo("ADT^A03 from ADTApp GENERAL, 2026-03-06 15:00");
    assertThat(read.door()).isEqualTo("http");
    assertThatThrownBy(() -> readMessage.perform(new ReadMessage.Request("none"))).hasMessageContaining("no such message");
  }

  private void setAside(String messageId) {
    in(() -> setMessageAside.perform(new SetMessageAside.Request(messageId, "patient-unknown", "PID-3: the EHR knows no such patient.")));
  }

  private ReplayMessage.Sent replay(String messageId, String patient, String visit, String dischargedAt, String disposition) {
    return in(() -> replayMessage.perform(
        new ReplayMessage.Request("job-of-" + messageId, messageId, patient, visit, dischargedAt, disposition, "coordinator")));
  }

  private <T> T in(Supplier<T> work) {
    return inbox.transaction.execute(status -> work.get());
  }
}
