package org.careloop.sandbox.ehr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.careloop.sandbox.Partners;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The simulated EHR as any FHIR client sees it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SandboxFhirServerTest {

  private final HttpClient http = HttpClient.newHttpClient();
  private RunningSandboxEhr sandbox;

  @BeforeAll
  void open() {
    sandbox = new RunningSandboxEhr();
  }

  @AfterEach
  void heal() {
    sandbox.partners().heal();
  }

  @AfterAll
  void close() {
    sandbox.close();
  }

  @ParameterizedTest
  @CsvSource(delimiter = ';', value = {
      "Patient?identifier=urn:careloop:facility:MERCY:mrn%7C100234; 1",
      "Patient?identifier=100234; 1",
      "Patient?identifier=urn:careloop:facility:OTHER:mrn%7C100234; 0",
      "Patient?_id=p100234,p100311; 2",
      "Patient?family=riv; 1",
      "Patient?family:exact=rivera; 0",
      "Patient?name:contains=ern; 1",
      "Patient?birthdate=1948-03-02; 1",
      "Patient?birthdate=1948; 1",
      "Patient?birthdate=lt1940; 2",
      "Patient?gender=female&birthdate=ge1960; 2",
      "Patient?general-practitioner=Practitioner/dr-okafor&gender=male; 1",
      "Encounter?patient=p100234; 6",
      "Encounter?subject=Patient/p100234&class=EMER; 3",
      "Encounter?patient=p100234&status=in-progress; 1",
      "Encounter?patient=p100234&status:not=in-progress; 5",
      "Encounter?patient=p100234&date=ge2026-02-28&date=lt2026-03-05; 2",
      "Encounter?identifier=urn:careloop:facility:MERCY:visit%7CV1001; 1",
      "Encounter?part-of=Encounter/e-V1001; 1",
      "Encounter?patient=p100234&part-of:missing=true; 5",
      "Observation?patient=p100234&code=http://loinc.org%7C718-7; 2",
      "Observation?patient=p100234&code=http://loinc.org%7C718-7,http://loinc.org%7C2951-2; 3",
      "Observation?patient=p100234&category=social-history; 2",
      "Observation?subject=p100234&date=ge2026-03-01; 2",
      "Condition?patient=p100234&category=sdoh; 2",
      "Condition?patient=p100234&clinical-status=resolved; 1",
      "Condition?encounter=Encounter/e-V1001; 1",
      "MedicationRequest?patient=p100234&status=active; 2",
      "MedicationStatement?patient=p100234; 5",
      "Procedure?patient=p100234; 1",
      "RelatedPerson?patient=p100311; 1",
      "Coverage?beneficiary=Patient/p100234; 1",
      "CareTeam?patient=p100234; 1",
      "Practitioner?identifier=1234567893; 1",
      "Patient?birthdate=1958-06-14; 2",
      "Patient?family=Delgado; 2",
      "AllergyIntolerance?patient=p101401&clinical-status=active; 1",
      "AllergyIntolerance?patient=p100311&code=http://snomed.info/sct%7C716186003; 1",
      "Observation?patient=p101401&code=http://loinc.org%7C85354-9,http://loinc.org%7C4548-4; 2",
      "EpisodeOfCare?patient=p101401&status=planned,active&type=https://careloop.org/program%7Ccare-coordination; 0",
      "Consent?patient=p101401&status=active&category=https://careloop.org/program%7Ccare-coordination; 0",
      "QuestionnaireResponse?patient=p101401&status=completed&questionnaire=https://careloop.org/questionnaire/phq-9; 0",
      "CarePlan?patient=p101401&status=active&identifier=https://careloop.org/care-plan%7C1; 0",
      "Goal?patient=p101401&lifecycle-status=active; 0",
      "RiskAssessment?patient=p101401&identifier=https://careloop.org/effect%7C1; 0"})
  void itIsSearched(String query, int found) throws Exception {
    assertThat(search(query)).hasSize(found);
  }

  @ParameterizedTest
  @CsvSource(delimiter = ';', value = {
      "Patient?shoe-size=44; 400", "Patient?birthdate=yesterday; 400", "Encounter?patient.identifier=1; 400",
      "Observation?value-quantity=5; 400", "Patient/nobody; 404", "Patient/p100234/_history/9; 404", "Starship?name=x; 404"})
  void whatItCannotDoItRefuses(String query, int status) throws Exception {
    assertThat(get(query).statusCode()).isEqualTo(status);
  }

  @Test
  void everySamplePatientIsWhole() throws Exception {
    assertThat(search("Patient")).hasSizeGreaterThanOrEqualTo(10);
    assertThat(search("Patient?language=es")).hasSizeGreaterThanOrEqualTo(2);
    for (Resource patient : search("Patient")) {
      String id = patient.getIdElement().getIdPart();
      assertThat(search("Coverage?patient=" + id)).as(id).hasSize(1);
      assertThat(((Patient) patient).getGeneralPractitioner()).as(id).hasSize(1);
    }
    for (int visit = 1001; visit <= 1010; visit++) {
      assertThat(search("Encounter?identifier=urn:careloop:facility:MERCY:visit%7CV" + visit)).as("V" + visit).hasSize(1);
    }
  }

  @Test
  void aLongResultComesInPagesAndInOrder() throws Exception {
    Bundle first = bundle(get("Encounter?patient=p100846&_count=3&_sort=-date"));
    assertThat(first.getEntry()).hasSize(3);
    assertThat(first.getTotal()).isEqualTo(8);
    assertThat(first.getEntryFirstRep().getResource().getIdElement().getIdPart()).isEqualTo("e-V1007");

    URI next = URI.create(first.getLink("next").getUrl());
    assertThat(bundle(http.send(HttpRequest.newBuilder(next).build(), BodyHandlers.ofString())).getEntry()).hasSize(3);
  }

  @Test
  void aResourceIsCreatedChangedReadByVersionAndDeleted() throws Exception {
    HttpResponse<String> created = send("POST", "Flag", """
        {"resourceType":"Flag","status":"active","code":{"text":"a"},"subject":{"reference":"Patient/p1"}}""");
    assertThat(created.statusCode()).isEqualTo(201);
    String location = created.headers().firstValue("Location").orElseThrow();
    assertThat(location).startsWith(sandbox.baseUrl() + "/Flag/").endsWith("/_history/1");
    String id = location.replaceAll(".*/Flag/([^/]+)/.*", "$1");
    String changed = """
        {"resourceType":"Flag","id":"%s","status":"inactive","code":{"text":"b"},"subject":{"reference":"Patient/p1"}}""".formatted(id);

    assertThat(send("PUT", "Flag/" + id, changed, "If-Match", "W/\"7\"").statusCode()).isEqualTo(412);
    assertThat(send("PUT", "Flag/" + id, changed, "If-Match", "W/\"1\"").statusCode()).isEqualTo(200);
    assertThat(get("Flag/" + id).body()).contains("inactive").contains("\"versionId\":\"2\"");
    assertThat(get("Flag/" + id + "/_history/1").body()).contains("\"active\"");
    assertThat(send("DELETE", "Flag/" + id, "").statusCode()).isBetween(200, 204);
    assertThat(get("Flag/" + id).statusCode()).isEqualTo(410);
    assertThat(search("Flag?patient=p1")).isEmpty();
    assertThat(send("PUT", "Flag/" + id, changed).statusCode()).isEqualTo(201);
  }

  @Test
  void aConditionalCreateHappensOnce() throws Exception {
    String goal = """
        {"resourceType":"Goal","identifier":[{"system":"s","value":"1|2"}],"lifecycleStatus":"active","description":{"text":"g"},
        "subject":{"reference":"Patient/p1"}}""";
    for (String condition : List.of("identifier=s%7C1%5C%7C2", "?identifier=s%7C1%5C%7C2", "Goal?identifier=s%7C1%5C%7C2")) {
      assertThat(send("POST", "Goal", goal, "If-None-Exist", condition).statusCode()).isIn(200, 201);
    }
    assertThat(search("Goal?patient=p1")).hasSize(1);

    send("POST", "Goal", goal);
    assertThat(send("POST", "Goal", goal, "If-None-Exist", "identifier=s%7C1%5C%7C2").statusCode()).isEqualTo(412);
  }

  @Test
  void aTransactionIsAllOrNothing() throws Exception {
    String transaction = """
        {"resourceType":"Bundle","type":"transaction","entry":[
          {"fullUrl":"urn:uuid:1","request":{"method":"POST","url":"Schedule"},"resource":{"resourceType":"Schedule",
            "actor":[{"reference":"Practitioner/dr-okafor"}]}},
          {"request":{"method":"PUT","url":"Slot/s1"%s},"resource":{"resourceType":"Slot","id":"s1","status":"free",
            "schedule":{"reference":"urn:uuid:1"},"start":"2026-03-10T15:00:00Z","end":"2026-03-10T15:30:00Z"}}]}""";
    assertThat(send("POST", "", transaction.formatted(",\"ifMatch\":\"W/\\\"3\\\"\"")).statusCode()).isEqualTo(412);
    assertThat(search("Schedule")).isEmpty();

    assertThat(send("POST", "", transaction.formatted("")).statusCode()).isEqualTo(200);
    String schedule = search("Schedule").get(0).getIdElement().getIdPart();
    assertThat(search("Slot?schedule=Schedule/" + schedule + "&status=free&start=ge2026-03-10&start=lt2026-03-11")).hasSize(1);
  }

  @Test
  void everyMoodIsFelt() throws Exception {
    sandbox.partners().set(Partners.EHR, Partners.Mode.DOWN);
    assertThat(get("Patient/p100234").statusCode()).isEqualTo(503);
    sandbox.partners().set(Partners.EHR, Partners.Mode.NONSENSE);
    assertThat(get("Patient/p100234").headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
    sandbox.partners().set(Partners.EHR, Partners.Mode.RESET);
    assertThatThrownBy(() -> get("Patient/p100234")).isInstanceOf(IOException.class);
    sandbox.partners().set(Partners.SCHEDULING, Partners.Mode.DOWN);
    sandbox.partners().set(Partners.EHR, Partners.Mode.OK);
    assertThat(get("Patient/p100234").statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> sandbox.partners().set("pharmacy", Partners.Mode.DOWN)).hasMessageContaining("pharmacy");
  }

  @Test
  void aRestartChangesNothing(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("ehr.ndjson");
    FhirStore before = FhirStore.at(file, RunningSandboxEhr.CONTEXT, Clock.systemUTC());
    before.addMissing(SamplePatients.dated(RunningSandboxEhr.NOW, RunningSandboxEhr.ZONE));
    String first = before.create(new Patient().setActive(true)).resource().getIdElement().getIdPart();
    before.update(new Patient().setActive(false), first, "1");
    before.delete("Patient", "p100733");

    FhirStore after = FhirStore.at(file, RunningSandboxEhr.CONTEXT, Clock.systemUTC());
    after.addMissing(SamplePatients.dated(RunningSandboxEhr.NOW, RunningSandboxEhr.ZONE));

    assertThat(after.search("Patient", Map.of())).hasSameSizeAs(before.search("Patient", Map.of()));
    assertThat(((Patient) after.read("Patient", first)).getActive()).isFalse();
    assertThat(after.read("Patient", first, "1").getMeta().getVersionId()).isEqualTo("1");
    assertThatThrownBy(() -> after.read("Patient", "p100733")).hasMessageContaining("deleted");
    assertThat(after.create(new Patient()).resource().getIdElement().getIdPart()).isNotEqualTo(first);
  }

  @Test
  void aLineCutShortByACrashIsDroppedAndAnythingElseBrokenIsNamed(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("ehr.ndjson");
    FhirStore before = FhirStore.at(file, RunningSandboxEhr.CONTEXT, Clock.systemUTC());
    before.update(new Patient(), "one", null);
    Files.writeString(file, "{\"resourceType\":\"Patient\",\"id\":\"tw", StandardOpenOption.APPEND);

    FhirStore after = FhirStore.at(file, RunningSandboxEhr.CONTEXT, Clock.systemUTC());
    after.update(new Patient(), "three", null);
    assertThat(FhirStore.at(file, RunningSandboxEhr.CONTEXT, Clock.systemUTC()).search("Patient", Map.of())).hasSize(2);

    Files.writeString(file, "nonsense\n", StandardOpenOption.APPEND);
    assertThatThrownBy(() -> FhirStore.at(file, RunningSandboxEhr.CONTEXT, Clock.systemUTC())).hasMessageContaining("Line 3");
  }

  private List<Resource> search(String query) throws Exception {
    HttpResponse<String> answer = get(query);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return bundle(answer).getEntry().stream().map(Bundle.BundleEntryComponent::getResource).toList();
  }

  private static Bundle bundle(HttpResponse<String> answer) {
    return RunningSandboxEhr.CONTEXT.newJsonParser().parseResource(Bundle.class, answer.body());
  }

  private HttpResponse<String> get(String query) throws Exception {
    return http.send(HttpRequest.newBuilder(URI.create(sandbox.baseUrl() + "/" + query)).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(sandbox.baseUrl() + (path.isEmpty() ? "" : "/" + path)))
        .header("Content-Type", "application/fhir+json").method(method, BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }
}
