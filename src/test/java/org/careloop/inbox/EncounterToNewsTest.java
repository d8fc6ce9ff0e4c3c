package org.careloop.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Map;
import org.careloop.event.DischargeCancelled;
import org.careloop.event.MessageUnmatched;
import org.careloop.event.PatientAdmitted;
import org.careloop.event.PatientDischarged;
import org.careloop.event.PatientRegistered;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

class EncounterToNewsTest {

  private final InboxFixture inbox = new InboxFixture(Map.of(
      "careloop.inbox.senders[0].name", "General Hospital", "careloop.inbox.senders[0].facility", "gen",
      "careloop.inbox.senders[0].visit-system", "urn:gen:visit"), false);
  private final MockMvc http = MockMvcBuilders.standaloneSetup(new FhirDoor(inbox.fhir, inbox.inbox, inbox.settings, inbox.clock)).build();
  private final ObjectMapper json = new ObjectMapper();

  @AfterEach
  void close() {
    inbox.close();
  }

  @Test
  void aFinishedEncounterIsADischarge() throws Exception {
    Answer answer = putEncounter(encounter("finished", "IMP", "2026-03-01T08:00:00-05:00", "2026-03-06T14:00:00-05:00",
        "2026-03-06T14:30:00-05:00",
        ",\"hospitalization\":{\"dischargeDisposition\":{\"coding\":[{\"system\":\"http://www.nubc.org/patient-discharge\",\"code\":\"6\"}]}}"));

    assertThat(answer.status).isEqualTo(200);
    assertThat(answer.body.at("/resourceType").asText()).isEqualTo("OperationOutcome");
    PatientDischarged discharged = (PatientDischarged) inbox.told.events.get(0);
    assertThat(discharged.encounterId()).isEqualTo("gen:V1");
    assertThat(discharged.facility()).isEqualTo("gen");
    assertThat(discharged.patientIdentifier()).isEqualTo("Patient/p1");
    assertThat(discharged.dischargedAt()).isEqualTo(Instant.parse("2026-03-06T19:00:00Z"));
    assertThat(discharged.dischargeDisposition()).isEqualTo("06");
    assertThat(discharged.occurredAt()).isEqualTo(Instant.parse("2026-03-06T19:30:00Z"));
  }

  @ParameterizedTest
  @CsvSource({"planned,IMP,PatientRegistered", "arrived,EMER,PatientRegistered", "triaged,EMER,PatientRegistered",
      "in-progress,EMER,PatientRegistered",
      "in-progress,IMP,PatientAdmitted", "in-progress,OBSENC,PatientAdmitted", "in-progress,AMB,PatientRegistered",
          "finished,EMER,PatientDischarged"})
  void eachStatusIsItsNews(String status, String code, String news) throws Exception {
    putEncounter(encounter(status, code, "2026-03-06T08:00:00-05:00", "finished".equals(status) ? "2026-03-06T10:00:00-05:00" : "",
        "2026-03-06T14:30:00-05:00", ""));
    assertThat(inbox.told.names()).containsExactly(news);
  }

  @Test
  void aVisitNumberByRuleNeedsNoConfiguration() throws Exception {
    putEncounter(encounter("in-progress", "IMP", "2026-03-01", "", "2026-03-01T18:00:00Z", "").replace("urn:gen:visit",
        "urn:careloop:facility:MERCY:visit"));
    assertThat(((PatientAdmitted) inbox.told.events.get(0)).encounterId()).isEqualTo("MERCY:V1");
  }

  @Test
  void aStayIsToldFromPlanToCancelledDischarge() throws Exception {
    putEncounter(encounter("planned", "IMP", "2026-04-01T08:00:00-05:00", "", "2026-03-01T10:00:00-05:00", ""));
    putEncounter(encounter("in-progress", "EMER", "2026-03-02T08:00:00-05:00", "", "2026-03-02T10:00:00-05:00", ""));
    putEncounter(encounter("in-progress", "IMP", "2026-03-02T08:00:00-05:00", "", "2026-03-02T12:00:00-05:00", ""));
    putEncounter(encounter("finished", "IMP", "2026-03-02T08:00:00-05:00", "2026-03-05T08:00:00-05:00", "2026-03-05T12:00:00-05:00", ""));
    putEncounter(encounter("in-progress", "IMP", "2026-03-02T08:00:00-05:00", "", "2026-03-05T13:00:00-05:00", ""));
    putEncounter(encounter("cancelled", "IMP", "2026-03-02T08:00:00-05:00", "", "2026-03-05T14:00:00-05:00", ""));

    assertThat(inbox.told.names()).containsExactly(
        "PatientRegistered", "PatientRegistered", "PatientAdmitted", "PatientDischarged", "DischargeCancelled", "AdmissionCancelled");
    assertThat(((PatientRegistered) inbox.told.events.get(0)).registrationKind()).isEqualTo("preadmission");
    assertThat(((PatientAdmitted) inbox.told.events.get(2)).plannedAdmission()).isTrue();
    assertThat(inbox.told.events.get(4)).isInstanceOf(DischargeCancelled.class);
  }

  @Test
  void theSameEncounterAgainChangesNothingAndAnOlderOneNeither() throws Exception {
    String finished = encounter("finished", "IMP", "2026-03-01T08:00:00-05:00", "2026-03-06T14:00:00-05:00", "2026-03-06T14:30:00-05:00",
        "");
    Answer first = putEncounter(finished);
    Answer second = putEncounter(finished);
    putEncounter(encounter("in-progress", "IMP", "2026-03-01T08:00:00-05:00", "", "2026-03-05T14:30:00-05:00", ""));

    assertThat(second.body).isEqualTo(first.body);
    assertThat(inbox.told.names()).containsExactly("PatientDischarged");
    assertThat(inbox.states()).containsExactly("applied", "older");
  }

  @Test
  void aTransactionIsAnsweredEntryByEntry() throws Exception {
    Answer answer = bundle(Files.readString(SharedDataTest.DATA.resolve("fhir-notifications/admit.json")));

    assertThat(answer.status).isEqualTo(200);
    assertThat(answer.body.at("/type").asText()).isEqualTo("transaction-response");
    assertThat(answer.body.at("/entry")).hasSize(21);
    assertThat(answer.body.at("/entry/0/response/outcome/issue/0/diagnostics").asText()).isEqualTo("Read for its Encounter and not kept.");
    assertThat(answer.body.at("/entry/6/response/status").asText()).isEqualTo("200 OK");
    assertThat(answer.body.at("/entry/6/response/outcome/issue/0/diagnostics").asText()).isEqualTo("Stored.");
    assertThat(inbox.count()).isEqualTo(3);
    assertThat(answer.text).doesNotContain("Elden718");
  }

  @Test
  void aBundleWithOneBadEncounterIsRefusedWholeAndABatchEntryByEntry() throws Exception {
    String entries = entry(encounter("finished", "IMP", "2026-03-01", "2026-03-05", "2026-03-05T10:00:00Z", "")) + ","
        + entry("{\"resourceType\":\"Encounter\",\"id\":\"e2\",\"subject\":{\"reference\":\"Patient/p2\"}}");

    Answer transaction = bundle("{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[" + entries + "]}");
    assertThat(transaction.status).isEqualTo(400);
    assertThat(transaction.text).contains("Bundle.entry[1].resource", "Encounter.status: missing");
    assertThat(inbox.count()).isZero();

    Answer batch = bundle("{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[" + entries + "]}");
    assertThat(batch.status).isEqualTo(200);
    assertThat(batch.body.at("/type").asText()).isEqualTo("batch-response");
    assertThat(batch.body.at("/entry/0/response/status").asText()).isEqualTo("200 OK");
    assertThat(batch.body.at("/entry/1/response/status").asText()).isEqualTo("400 Bad Request");
    assertThat(inbox.count()).isEqualTo(1);
  }

  @Test
  void collectionsAndMessagesAreTakenToo() throws Exception {
    String one = entry(encounter("in-progress", "IMP", "2026-03-01", "", "", ""));
    Answer message = bundle("{\"resourceType\":\"Bundle\",\"type\":\"message\",\"timestamp\":\"2026-03-02T10:00:00Z\",\"entry\":["
        + entry("{\"resourceType\":\"MessageHeader\",\"id\":\"m1\",\"eventCoding\":{\"system\":\"urn:x\",\"code\":\"admit\"},"
        + "\"source\":{\"endpoint\":\"urn:y\"}}") + "," + one + "]}");
    Answer collection = bundle("{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"timestamp\":\"2026-03-05T10:00:00Z\",\"entry\":["
        + entry(encounter("finished", "IMP", "2026-03-01", "2026-03-05", "", "")) + "]}");

    assertThat(message.body.at("/entry/0/resource/response/identifier").asText()).isEqualTo("m1");
    assertThat(message.body.at("/entry/0/resource/response/code").asText()).isEqualTo("ok");
    assertThat(collection.body.at("/resourceType").asText()).isEqualTo("OperationOutcome");
    assertThat(inbox.told.names()).containsExactly("PatientAdmitted", "PatientDischarged");
    assertThat(inbox.told.events.get(1).occurredAt()).isEqualTo(Instant.parse("2026-03-05T10:00:00Z"));
  }

  @Test
  void theRecordNumberComesFromThePatientBesideTheEncounterAndIsRemembered() throws Exception {
    String patient = "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"identifier\":[{\"type\":{\"coding\":[{\"system\":"
        + "\"http://terminology.hl7.org/CodeSystem/v2-0203\",\"code\":\"MR\"}]},\"system\":\"urn:general:mrn\",\"value\":\"77\"}],"
        + "\"name\":[{\"family\":\"Tester\"}]}";
    bundle("{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[" + entry(patient) + ","
        + entry(encounter("in-progress", "IMP", "2026-03-01", "", "2026-03-01T18:00:00Z", "")) + "]}");
    putEncounter(encounter("finished", "IMP", "2026-03-01", "2026-03-05", "2026-03-05T18:00:00Z", "").replace("V1", "V2"));

    assertThat(((PatientAdmitted) inbox.told.events.get(0)).patientIdentifier()).isEqualTo("urn:general:mrn|77");
    assertThat(((PatientDischarged) inbox.told.events.get(1)).patientIdentifier()).isEqualTo("urn:general:mrn|77");
  }

  @Test
  void aDayWithoutTimeIsADayOfThePractice() throws Exception {
    putEncounter(encounter("finished", "IMP", "2026-03-01", "2026-03-05", "2026-03-06T14:30:00-05:00", ""));

    PatientDischarged discharged = (PatientDischarged) inbox.told.events.get(0);
    assertThat(discharged.admittedAt()).isEqualTo(Instant.parse("2026-03-01T05:00:00Z"));
    assertThat(discharged.dischargedAt()).isEqualTo(Instant.parse("2026-03-06T04:59:59Z"));
  }

  @ParameterizedTest
  @CsvSource({
      "finished,2026-03-01,2026-04-05,2026-03-05T10:00:00Z,event-in-future",
      "finished,2026-03-05,2026-03-01,2026-03-05T10:00:00Z,discharge-before-admission",
      "finished,2026-03-01,2026-03,2026-03-05T10:00:00Z,unreadable-time",
      "in-progress,2026-04-01,'',2026-03-05T10:00:00Z,event-in-future",
      "in-progress,2026-03-01,'',2027-03-05T10:00:00Z,event-in-future",
      "unknown,2026-03-01,'',2026-03-05T10:00:00Z,status-unknown"})
  void whatContradictsItselfGoesToAPerson(String status, String start, String end, String said, String reason) throws Exception {
    Answer answer = putEncounter(encounter(status, "IMP", start, end, said, ""));

    assertThat(answer.status).isEqualTo(200);
    assertThat(answer.body.at("/issue/0/severity").asText()).isEqualTo("warning");
    assertThat(((MessageUnmatched) inbox.told.events.get(0)).unmatchedReason()).isEqualTo(reason);
  }

  @Test
  void anEncounterWithoutVisitNumberOrPatientGoesToAPerson() throws Exception {
    putEncounter("{\"resourceType\":\"Encounter\",\"id\":\"e1\",\"status\":\"finished\",\"subject\":{\"reference\":\"Patient/p1\"}}");
    putEncounter("{\"resourceType\":\"Encounter\",\"id\":\"e1\",\"identifier\":[{\"value\":\"9\"}],\"status\":\"in-progress\",\"subject\":{\"display\":\"X\"}}");

    assertThat(inbox.told.events).extracting(event -> ((MessageUnmatched) event).unmatchedReason())
        .containsExactly("no-visit-number", "patient-not-identified");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Task", "Appointment", "Observation", "DiagnosticReport", "DocumentReference", "Communication"})
  void otherResourcesOfPartnersAreKeptForAPerson(String type) throws Exception {
    Answer answer = send(post("/fhir/" + type), "{\"resourceType\":\"" + type + "\",\"id\":\"x1\"}");

    assertThat(answer.status).isEqualTo(200);
    assertThat(inbox.reason()).isEqualTo("message-type-not-read");
    assertThat(inbox.told.names()).containsExactly("MessageUnmatched");
  }

  @ParameterizedTest
  @CsvSource(delimiter = ';', value = {
      "'';Resource", "not json;Resource", "[];Resource", "{};Resource", "{\"resourceType\":\"Nonsense\"};Resource",
      "{\"resourceType\":\"Encounter\",\"id\":\"e1\"};Encounter.status",
      "{\"resourceType\":\"Encounter\",\"id\":\"e1\",\"status\":\"finished\"};Encounter.subject",
      "{\"resourceType\":\"Encounter\",\"id\":\"e1\",\"status\":\"gone\",\"subject\":{\"reference\":\"Patient/p1\"}};status",
      "{\"resourceType\":\"Encounter\",\"id\":\"e1\",\"status\":\"finished\",\"period\":{\"end\":\"yesterday\"}};end",
      "{\"resourceType\":\"Encounter\",\"id\":\"e1\",\"status\":\"finished\",\"period\":\"short\"};period",
      "{\"resourceType\":\"Encounter\",\"id\":\"other\",\"status\":\"finished\"};Encounter.id",
      "{\"resourceType\":\"Observation\",\"id\":\"e1\"};resourceType"})
  void contentAtFaultIsRefusedByName(String content, String element) throws Exception {
    Answer answer = send(put("/fhir/Encounter/e1"), content);

    assertThat(answer.status).isEqualTo(400);
    assertThat(answer.body.at("/resourceType").asText()).isEqualTo("OperationOutcome");
    assertThat(answer.body.at("/issue/0/diagnostics").asText()).startsWith(element + ":").doesNotContain("yesterday", "gone");
    assertThat(inbox.count()).isZero();
    assertThat(inbox.told.events).isEmpty();
  }

  @Test
  void otherTypesBundlesAndLanguagesAreRefused() throws Exception {
    assertThat(send(post("/fhir/Medication"), "{\"resourceType\":\"Medication\"}").text).contains("not-supported");
    assertThat(bundle("{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[]}").text).contains("Bundle.type");
    assertThat(bundle("{\"resourceType\":\"Bundle\",\"type\":\"batch\"}").text).contains("Bundle.entry");
    assertThat(bundle("{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"request\":{\"method\":\"DELETE\",\"url\":\"Encounter/1\"}}]}").text)
        .contains("Bundle.entry[0].resource");
    assertThat(bundle("{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":["
        + entry("{\"resourceType\":\"Patient\",\"id\":\"p\"}") + "]}").status)
        .isEqualTo(400);
    assertThat(http.perform(post("/fhir").contentType("application/fhir+xml").content("<Bundle/>")).andReturn().getResponse().getStatus())
        .isEqualTo(415);
    assertThat(inbox.count()).isZero();
  }

  @Test
  void aBirthInTheFutureIsRefused() throws Exception {
    Answer answer = bundle("{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":["
        + entry("{\"resourceType\":\"Patient\",\"id\":\"p1\",\"birthDate\":\"2048\"}") + ","
        + entry(encounter("in-progress", "IMP", "2026-03-01", "", "", "")) + "]}");
    assertThat(answer.status).isEqualTo(400);
    assertThat(answer.text).contains("Patient.birthDate");
  }

  @Test
  void unknownElementsAreToleratedAndNoted() throws Exception {
    putEncounter(encounter("in-progress", "IMP", "2026-03-01", "", "2026-03-02T10:00:00Z", ",\"favouriteColour\":\"blue\""));
    assertThat(inbox.notes()).contains("elements not known here, passed over: favouriteColour");
    assertThat(inbox.told.names()).containsExactly("PatientAdmitted");
  }

  @Test
  void aRequestThatIsTooLargeOrTooDeepIsRefused() throws Exception {
    String large = "{\"resourceType\":\"Encounter\",\"id\":\"e1\",\"text\":{\"div\":\"" + "x".repeat(6_000_000) + "\"}}";
    assertThat(send(put("/fhir/Encounter/e1"), large).text).contains("too-long");
    String deep = "{\"resourceType\":\"Encounter\",\"extension\":[".repeat(1) + "{\"url\":\"u\",\"extension\":[".repeat(5_000);
    assertThat(send(put("/fhir/Encounter/e1"), deep).status).isEqualTo(400);
  }

  @Test
  void whenWeFailNothingIsKept() throws Exception {
    inbox.told.failure = new IllegalStateException("secret");
    Answer answer = putEncounter(encounter("in-progress", "IMP", "2026-03-01", "", "2026-03-02T10:00:00Z", ""));

    assertThat(answer.status).isEqualTo(500);
    assertThat(answer.text).contains("exception").doesNotContain("secret");
    assertThat(inbox.count()).isZero();
  }

  @Test
  void whateverIsSentNeverBreaksUs() throws Exception {
    java.util.Random random = new java.util.Random(20260306);
    String[] seeds = {encounter("finished", "IMP", "2026-03-01", "2026-03-05", "2026-03-05T18:00:00Z",
        ",\"hospitalization\":{\"dischargeDisposition\":"
        + "{\"coding\":[{\"code\":\"1\"}]}}"), Files.readString(SharedDataTest.DATA.resolve("fhir-notifications/transfer.json"))};
    java.util.Map<Integer, Integer> answers = new java.util.TreeMap<>();
    for (int i = 0; i < 1_500; i++) {
      int which = random.nextInt(2);
      StringBuilder mutant = new StringBuilder(seeds[which]);
      for (int change = random.nextInt(4); change >= 0; change--) {
        int at = random.nextInt(Math.max(1, mutant.length() - 1));
        switch (random.nextInt(5)) {
          case 0 -> mutant.setLength(at + 1);
          case 1 -> mutant.setCharAt(at, "{}[]\":,09aZ\\ ".charAt(random.nextInt(13)));
          case 2 -> mutant.delete(at, Math.min(mutant.length(), at + random.nextInt(30) + 1));
          case 3 -> mutant.insert(at, mutant.substring(at, Math.min(mutant.length(), at + random.nextInt(60))));
          default -> mutant.insert(at, "null");
        }
      }
      Answer answer = which == 0 ? putEncounter(mutant.toString()) : bundle(mutant.toString());
      answers.merge(answer.status, 1, Integer::sum);
      assertThat(answer.status).as("mutation %d: %s", i, answer.text).isIn(200, 400);
    }
    assertThat(answers.keySet()).containsExactly(200, 400);
  }

  private static String encounter(String status, String code, String start, String end, String updated, String more) {
    return "{\"resourceType\":\"Encounter\",\"id\":\"e1\"" + (updated.isEmpty() ? "" : ",\"meta\":{\"lastUpdated\":\"" + updated + "\"}")
        + ",\"identifier\":[{\"system\":\"urn:gen:visit\",\"value\":\"V1\"}],\"status\":\"" + status + "\",\"class\":{\"system\":"
        + "\"http://terminology.hl7.org/CodeSystem/v3-ActCode\",\"code\":\"" + code + "\"},\"subject\":{\"reference\":\"Patient/p1\"},"
        + "\"period\":{\"start\":\"" + start + "\"" + (end.isEmpty() ? "" : ",\"end\":\"" + end + "\"") + "}" + more + "}";
  }

  private static String entry(String resource) {
    return "{\"resource\":" + resource + "}";
  }

  private record Answer(int status, JsonNode body, String text) {}

  private Answer putEncounter(String resource) throws Exception {
    return send(put("/fhir/Encounter/e1"), resource);
  }

  private Answer bundle(String content) throws Exception {
    return send(post("/fhir"), content);
  }

  private Answer send(MockHttpServletRequestBuilder request, String content) throws Exception {
    MockHttpServletResponse response = http.perform(request.contentType("application/fhir+json").content(content == null ? "" : content))
        .andReturn().getResponse();
    assertThat(response.getContentType()).startsWith("application/fhir+json");
    String text = response.getContentAsString();
    return new Answer(response.getStatus(), json.readTree(text), text);
  }
}
