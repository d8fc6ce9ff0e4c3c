package org.careloop.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.careloop.event.EnrolmentProposed;
import org.careloop.event.MessageUnmatched;
import org.hl7.fhir.r4.model.Bundle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is proposed for the programme: by REF^I12, by ADT^A28, by a FHIR ServiceRequest. */
class EnrolmentNewsTest {

  private static final Instant SENT = Instant.parse("2026-03-06T19:30:00Z");

  private final InboxFixture inbox = InboxFixture.onH2();

  @AfterEach
  void close() {
    inbox.close();
  }

  @Test
  void aReferralProposesThePatientAndIsAnsweredByRri() {
    Hl7Answer answer = inbox.send(referral("S", "P"));

    assertThat(proposed()).isEqualTo(new EnrolmentProposed(inbox.newestMessage(), "urn:general:mrn|100200", "referral", "GENERAL:R-77",
        "stat", "GENERAL", SENT));
    assertThat(inbox.state()).isEqualTo("applied");
    assertThat(answer.text().split("\r")).satisfiesExactly(
        msh -> assertThat(msh).startsWith("MSH|^~\\&|").contains("|RRI^I12^RRI_I12|").contains("|2.5.1|"),
        msa -> assertThat(msa).isEqualTo("MSA|AA|REF-1|"),
        rf1 -> assertThat(rf1).startsWith("RF1|P|S|"),
        prd -> assertThat(prd).startsWith("PRD|RP|"),
        pid -> assertThat(pid).startsWith("PID|1||100200^^^GENERAL^MR"));
  }

  @Test
  void theSameReferralAgainGetsTheSameAnswerAndProposesNobody() {
    String first = inbox.send(referral("R", "P")).text();

    assertThat(inbox.send(referral("R", "P")).text()).isEqualTo(first);
    assertThat(inbox.told.events).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"S,stat", "U,urgent", "A,asap", "R,routine", "T,", "'',"})
  void thePriorityIsThatOfTable0280(String code, String priority) {
    inbox.send(referral(code, "A"));
    assertThat(proposed().referralPriority()).isEqualTo(priority);
  }

  @ParameterizedTest
  @CsvSource({"R", "E"})
  void aReferralThatIsOverGoesToAPersonWhoMaySendItAgain(String status) {
    inbox.send(referral("R", status));

    assertThat(((MessageUnmatched) inbox.told.events.get(0)).unmatchedReason()).isEqualTo("contradicts-itself");
    assertThat(inbox.problem()).isEqualTo("RF1-1: %s, expected a referral that is pending or accepted.".formatted(status));
    inbox.transaction.executeWithoutResult(run -> inbox.inbox.replay(inbox.newestMessage(), new Correction(null, null, null, null), "job-1", "x"));
    assertThat(inbox.told.events.get(1)).isInstanceOf(EnrolmentProposed.class);
  }

  @Test
  void aReferralWithoutRf1IsRefused() {
    Hl7Answer answer = inbox.send(referral("R", "P").replaceFirst("RF1[^\r]*\r", ""));
    assertThat(answer.code()).isEqualTo("AR");
    assertThat(answer.text()).contains("ERR||RF1^1|").contains("ACK^I12^ACK");
    assertThat(inbox.count()).isZero();
  }

  @Test
  void aReferralOfSomebodyWithoutRecordNumberIsLinkedByAPerson() {
    inbox.send(referral("R", "P").replace("100200^^^GENERAL^MR", "1^^^A^SS~2^^^B^DL"));
    assertThat(((MessageUnmatched) inbox.told.events.get(0)).unmatchedReason()).isEqualTo("patient-not-identified");

    inbox.transaction.executeWithoutResult(
        run -> inbox.inbox.replay(inbox.newestMessage(), new Correction("urn:general:mrn|100200", null, null, null), "job-1", "x"));

    assertThat(((EnrolmentProposed) inbox.told.events.get(1)).patientIdentifier()).isEqualTo("urn:general:mrn|100200");
  }

  @Test
  void aPersonAddedToTheRegisterIsProposed() {
    inbox.send(Adt.of("A28").text());
    assertThat(proposed()).isEqualTo(new EnrolmentProposed(inbox.newestMessage(), "urn:general:mrn|100200", "registration", null, null, "GENERAL",
        SENT));
  }

  @Test
  void somebodyWhoHasDiedIsNotProposedButShownToAPerson() {
    inbox.send(Adt.of("A28").died("Y", "").text());
    assertThat(((MessageUnmatched) inbox.told.events.get(0)).problem()).startsWith("PID-30: says that the patient has died");
  }

  @Test
  void aPatientOfAMergedRecordIsProposedUnderTheSurvivingOne() {
    inbox.transaction.executeWithoutResult(run -> inbox.store.alias("urn:general:mrn|100200", "urn:general:mrn|100300", SENT));
    inbox.send(Adt.of("A28").text());
    assertThat(proposed().patientIdentifier()).isEqualTo("urn:general:mrn|100300");
  }

  @Test
  void aServiceRequestProposesThePatient() {
    receive(request("active", "http://snomed.info/sct", "3457005"));
    EnrolmentProposed proposed = proposed();
    assertThat(proposed.patientIdentifier()).isEqualTo("urn:general:mrn|100200");
    assertThat(proposed.referralId()).isEqualTo("ehr.example.org:SR-5");
    assertThat(proposed.referralPriority()).isEqualTo("urgent");
    assertThat(proposed.enrolmentSource()).isEqualTo("referral");
    assertThat(proposed.occurredAt()).isEqualTo(Instant.parse("2026-03-06T19:00:00Z"));
  }

  @Test
  void aServiceRequestOfAnotherKindGoesToAPerson() {
    receive(request("active", "http://loinc.org", "4548-4"));
    assertThat(inbox.reason()).isEqualTo("message-type-not-read");
  }

  @ParameterizedTest
  @CsvSource({"draft", "revoked", "completed", "entered-in-error", "on-hold"})
  void aServiceRequestThatIsNotActiveGoesToAPerson(String status) {
    receive(request(status, "urn:careloop:programme", "care-coordination"));
    assertThat(inbox.reason()).isEqualTo("referral-not-active");
    assertThat(inbox.problem()).isEqualTo("ServiceRequest.status: %s, expected active. Act on it by hand, then discard it.".formatted(status));
  }

  @Test
  void aServiceRequestWithoutSubjectIsRefused() {
    String text = request("active", "http://snomed.info/sct", "3457005").replaceFirst(",\\s*\"subject\": \\{[^}]*}", "");
    FhirReader.Parsed parsed = inbox.fhir.parse(text);
    Bundle bundle = (Bundle) parsed.resource();
    assertThatThrownBy(() -> inbox.fhir.read(bundle.getEntry().get(1).getResource(), bundle, List.of(), InboxFixture.NOW))
        .isInstanceOfSatisfying(BadResource.class, bad -> assertThat(bad.element()).isEqualTo("ServiceRequest.subject"));
  }

  @Test
  void aServiceRequestLinkedByAPersonIsReadAgainAsItWasKept() {
    receive(request("active", "http://snomed.info/sct", "3457005").replace("\"subject\": {\"reference\": \"Patient/77\"}",
        "\"subject\": {\"display\": \"somebody\"}"));
    assertThat(inbox.reason()).isEqualTo("patient-not-identified");

    inbox.transaction.executeWithoutResult(
        run -> inbox.inbox.replay(inbox.newestMessage(), new Correction("Patient/p1", null, null, null), "job-1", "x"));

    assertThat(((EnrolmentProposed) inbox.told.events.get(1)).patientIdentifier()).isEqualTo("Patient/p1");
  }

  @Test
  void anEncounterThatNamesNobodyIsLinkedByAPersonToo() {
    FhirReader.Parsed parsed = inbox.fhir.parse("""
        {"resourceType": "Encounter", "id": "e1", "identifier": [{"system": "urn:careloop:facility:GENERAL:visit", "value": "V9"}],
         "status": "in-progress", "class": {"code": "IMP"}, "subject": {"display": "somebody"}}""");
    inbox.inbox.receive(List.of(inbox.fhir.read(parsed.resource(), null, parsed.notes(), InboxFixture.NOW)));
    assertThat(inbox.reason()).isEqualTo("patient-not-identified");

    inbox.transaction.executeWithoutResult(
        run -> inbox.inbox.replay(inbox.newestMessage(), new Correction("Patient/p1", null, null, null), "job-1", "x"));

    assertThat(inbox.told.names()).containsExactly("MessageUnmatched", "PatientAdmitted");
  }

  private EnrolmentProposed proposed() {
    return (EnrolmentProposed) inbox.told.events.get(0);
  }

  private void receive(String text) {
    FhirReader.Parsed parsed = inbox.fhir.parse(text);
    Bundle bundle = (Bundle) parsed.resource();
    inbox.inbox.receive(List.of(inbox.fhir.read(bundle.getEntry().get(1).getResource(), bundle, parsed.notes(), InboxFixture.NOW)));
  }

  private static String referral(String priority, String status) {
    return String.join("\r", "MSH|^~\\&|REFApp|GENERAL|CARELOOP|HERE|20260306143000||REF^I12^REF_I12|REF-1|P|2.5.1",
        "RF1|%s|%s|MED||O|R-77^GENERAL".formatted(status, priority), "PRD|RP|OKAFOR^NGOZI", "PID|1||100200^^^GENERAL^MR||TESTER^ANNA||19480101|F",
        "");
  }

  private static String request(String status, String system, String code) {
    return """
        {"resourceType": "Bundle", "type": "collection", "entry": [
          {"fullUrl": "https://ehr.example.org/fhir/Patient/77", "resource": {"resourceType": "Patient", "id": "77", "identifier": [
            {"type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]},
             "system": "urn:general:mrn", "value": "100200"}]}},
          {"resource": {"resourceType": "ServiceRequest", "id": "sr5", "status": "%s", "intent": "order", "priority": "urgent",
            "identifier": [{"system": "https://ehr.example.org/referrals", "value": "SR-5"}],
            "code": {"coding": [{"system": "%s", "code": "%s"}]}, "authoredOn": "2026-03-06T19:00:00Z",
            "subject": {"reference": "Patient/77"}}}]}
        """.formatted(status, system, code);
  }
}
