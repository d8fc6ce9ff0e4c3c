package org.careloop.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.careloop.event.MessageUnmatched;
import org.careloop.event.PatientAdmitted;
import org.careloop.event.PatientDischarged;
import org.careloop.event.PatientRegistered;
import org.careloop.event.PatientsMerged;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What becomes of the messages that others wrote, read where they lie: {@code ../shared/data} (Microsoft FHIR-Converter sample data, MIT;
 * HL7
 * Da Vinci Alerts connectathon of 2020-09).
 */
class SharedDataTest {

  static final Path DATA = Path.of("../shared/data");
  private final InboxFixture inbox = InboxFixture.onH2();

  @AfterEach
  void close() {
    inbox.close();
  }

  @ParameterizedTest
  @CsvSource({
      "ADT-A01,event-in-future", "ADT-A02,event-in-future", "ADT-A03,event-in-future", "ADT-A04,event-in-future", "ADT-A05,event-in-future",
      "ADT-A08,event-in-future", "ADT-A11,event-in-future", "ADT-A13,event-in-future",
      "SIU-S12,message-type-not-read", "SIU-S15,message-type-not-read", "SIU-S26,message-type-not-read",
      "REF-I12,patient-not-identified", "REF-I14,message-type-not-read", "MDM-T02,message-type-not-read",
      "LAB-ORU-1,message-type-not-read", "ORU-R01-RMGEAD,message-type-not-read"})
  void isKeptAndSetAsideForAPerson(String file, String reason) throws IOException {
    Hl7Answer answer = inbox.send(own(file));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).contains("MSA|AA|OWN-" + file);
    assertThat(inbox.state()).isEqualTo("set-aside");
    assertThat(((MessageUnmatched) inbox.told.events.get(0)).unmatchedReason()).isEqualTo(reason);
    assertThat(inbox.notes()).contains("line feeds taken for carriage returns");
  }

  @Test
  void theDischargeOfTheFutureSaysAllThatIsOddAboutIt() throws IOException {
    inbox.send(own("ADT-A03"));

    assertThat(inbox.problem()).isEqualTo("EVN-2: 2029-08-01T05:51:24Z lies in the future, expected an event that has happened.");
    assertThat(inbox.notes()).contains("EVN-1: A01 contradicts MSH-9 (A03): the field was withdrawn in version 2.7, MSH-9 counts",
        "PV1-36 is not a discharge status code");
  }

  @Test
  void theDischargeOfTheFutureIsOneWhenAPersonSaysSo() throws IOException {
    inbox.send(own("ADT-A03"));
    String messageId = inbox.newestMessage();
    inbox.transaction.executeWithoutResult(status -> inbox.inbox.replay(messageId, new Correction(null, null, null, "01"), "job-1",
        "coordinator"));

    PatientDischarged discharged = (PatientDischarged) inbox.told.events.get(1);
    assertThat(discharged.encounterId()).isEqualTo("GHHSFacility:40007716");
    assertThat(discharged.patientIdentifier()).isEqualTo("urn:oid:2.16.1|PATID1234");
    assertThat(discharged.dischargedAt()).isEqualTo(Instant.parse("2015-02-09T10:24:19Z"));
    assertThat(discharged.admittedAt()).isEqualTo(Instant.parse("2015-02-08T10:24:19Z"));
    assertThat(discharged.dischargeDisposition()).isEqualTo("01");
    assertThat(discharged.acuteAdmission()).isTrue();
    assertThat(inbox.states()).containsExactly("sent-again", "applied");
  }

  @Test
  void asTheyAreAllButTheFirstAdtMessageShareOneControlIdAndSayDifferentThings() throws IOException {
    for (String file : List.of("ADT-A01", "ADT-A02", "ADT-A03")) {
      inbox.send(Files.readString(DATA.resolve("hl7v2/" + file + ".hl7")));
    }
    assertThat(inbox.told.events).extracting(event -> ((MessageUnmatched) event).unmatchedReason())
        .containsExactly("event-in-future", "control-id-reused", "control-id-reused");
  }

  @Test
  void theMergeIsTwoMerges() throws IOException {
    inbox.send(Files.readString(DATA.resolve("hl7v2/ADT-A40.hl7")));

    assertThat(inbox.told.events).extracting(event -> ((PatientsMerged) event).patientIdentifier(), event -> ((PatientsMerged) event)
        .mergedIdentifier())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("urn:careloop:facility:BCBS:mrn|12345", "urn:careloop:facility:BCBS:mrn|56789"),
            org.assertj.core.groups.Tuple.tuple("urn:careloop:facility:BCBS:mrn|145", "urn:careloop:facility:BCBS:mrn|569"));
  }

  @Test
  void threeHospitalStaysAreRegisteredAdmittedAndDischarged() throws IOException {
    for (String file : List.of("admit", "transfer", "discharge")) {
      send(file);
    }

    assertThat(inbox.told.names()).hasSize(9).startsWith("PatientRegistered", "PatientRegistered", "PatientRegistered", "PatientAdmitted")
        .endsWith("PatientAdmitted", "PatientDischarged", "PatientDischarged", "PatientDischarged");
    PatientRegistered registered = (PatientRegistered) first("PatientRegistered");
    assertThat(registered.registrationKind()).isEqualTo("emergency");
    PatientAdmitted admitted = (PatientAdmitted) first("PatientAdmitted");
    assertThat(admitted.patientClass()).isEqualTo("I");
    PatientDischarged discharged = inbox.told.events.stream().filter(PatientDischarged.class::isInstance).map(PatientDischarged.class::cast)
        .filter(event -> event.encounterId().contains("Elden718")).findFirst().orElseThrow();
    assertThat(discharged.encounterId()).isEqualTo("example.org:Elden718Halvorson12420181021T2122150700");
    assertThat(discharged.patientIdentifier()).isEqualTo("http://hospital.smarthealthit.org|06e1f0dd-5fbe-4480-9bb4-6b54ec02d31b");
    assertThat(discharged.dischargeDisposition()).isEqualTo("01");
    assertThat(discharged.admittedAt()).isEqualTo(Instant.parse("2018-10-22T04:22:15Z"));
    assertThat(discharged.dischargedAt()).isEqualTo(Instant.parse("2018-10-24T05:22:15Z"));
    assertThat(discharged.acuteAdmission()).isTrue();
  }

  @Test
  void thePatientsAreStillKnownByTheirRecordNumbersWhenTheirStaysWereGivenBack() throws IOException {
    send("admit");
    for (String messageId : inbox.jdbc.queryForList("select message_id from careloop_inbox", String.class)) {
      inbox.transaction.executeWithoutResult(status -> inbox.inbox.setAside(messageId, "patient-unknown", "No such patient."));
    }
    send("discharge");

    assertThat(inbox.told.events).filteredOn(PatientDischarged.class::isInstance).hasSize(3)
        .allSatisfy(event -> assertThat(((PatientDischarged) event).patientIdentifier()).startsWith("http://hospital.smarthealthit.org|"));
  }

  private void send(String file) throws IOException {
    FhirReader.Parsed parsed = inbox.fhir.parse(Files.readString(DATA.resolve("fhir-notifications/" + file + ".json")));
    var bundle = (org.hl7.fhir.r4.model.Bundle) parsed.resource();
    inbox.inbox.receive(bundle.getEntry().stream().map(entry -> entry.getResource())
        .filter(org.hl7.fhir.r4.model.Encounter.class::isInstance)
        .map(encounter -> inbox.fhir.read(encounter, bundle, parsed.notes(), InboxFixture.NOW)).toList());
  }

  @Test
  void noFileIsForgottenHere() throws IOException {
    try (Stream<Path> files = Files.walk(DATA)) {
      assertThat(files.filter(Files::isRegularFile).filter(file -> !file.endsWith("README.md"))).hasSize(20);
    }
  }

  private org.careloop.event.CareEvent first(String name) {
    return inbox.told.events.stream().filter(event -> event.messageName().equals(name)).findFirst().orElseThrow();
  }

  /** The file as it is, with a control id and a time of its own. */
  private static String own(String file) throws IOException {
    String text = new String(Files.readAllBytes(DATA.resolve("hl7v2/" + file + ".hl7")), StandardCharsets.UTF_8);
    String[] lines = text.split("\n", 2);
    String[] msh = lines[0].split("\\|", -1);
    msh[6] = "20260306140000-0500";
    msh[9] = "OWN-" + file;
    return String.join("|", msh) + "\n" + lines[1];
  }
}
