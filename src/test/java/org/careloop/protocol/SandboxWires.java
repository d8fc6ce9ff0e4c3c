package org.careloop.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What a hospital and its health record do, over the sandbox's wires. */
public final class SandboxWires {

  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final String base;

  public SandboxWires(int port) {
    base = "http://localhost:" + port;
  }

  /** Sends one HL7 v2 message; gives the acknowledgement. */
  String hl7(String message) {
    return send("POST", "/hl7/v2", "application/hl7-v2", message);
  }

  /** Gives the patient one more stay like the one they have in the sandbox, under another visit number; returns the encounter's id. */
  public String copyStay(String patientIdentifier, String visitNumber) {
    try {
      String patient = json.readTree(send("GET", "/sandbox/fhir/Patient?identifier=" + encode(patientIdentifier), null, null))
          .at("/entry/0/resource/id").asText();
      var found = json.readTree(send("GET", "/sandbox/fhir/Encounter?_count=50&patient=" + patient, null, null)).withArray("entry");
      for (var entry : found) {
        if (entry.at("/resource/diagnosis/0").isObject()) {
          ObjectNode copy = (ObjectNode) entry.path("resource").deepCopy();
          copy.remove("id");
          copy.remove("meta");
          ((ObjectNode) copy.at("/identifier/0")).put("value", visitNumber);
          return json.readTree(send("POST", "/sandbox/fhir/Encounter", "application/fhir+json", copy.toString())).path("id").asText();
        }
      }
      throw new IllegalStateException("The sandbox has no stay with a diagnosis for this patient");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the health record holds at this address below its base, for example {@code Task/12}. */
  JsonNode read(String resource) {
    return tree(send("GET", "/sandbox/fhir/" + resource, null, null));
  }

  /** What the scheduling partner holds at this address below its base. */
  JsonNode readScheduling(String resource) {
    return tree(send("GET", "/sandbox/scheduling/" + resource, null, null));
  }

  /** Gives the patient an open care plan in the health record; returns its id. */
  String openCarePlan(String patientId) {
    return tree(send("POST", "/sandbox/fhir/CarePlan", "application/fhir+json", """
        {"resourceType": "CarePlan", "status": "active", "intent": "plan", "subject": {"reference": "Patient/%s"},
         "activity": [{"detail": {"status": "not-started"}}]}""".formatted(patientId))).path("id").asText();
  }

  /** Gives the patient an enrolment in the health record; returns its id. */
  String openEpisode(String patientId) {
    return create("EpisodeOfCare", """
        {"resourceType": "EpisodeOfCare", "status": "active", "patient": {"reference": "Patient/%s"}}""".formatted(patientId));
  }

  /** Puts a resource into the health record; returns its id. */
  String create(String type, String resource) {
    return tree(send("POST", "/sandbox/fhir/" + type, "application/fhir+json", resource)).path("id").asText();
  }

  private JsonNode tree(String text) {
    try {
      return json.readTree(text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public void deleteEncounter(String id) {
    send("DELETE", "/sandbox/fhir/Encounter/" + id, null, null);
  }

  private String send(String method, String path, String type, String body) {
    var request = HttpRequest.newBuilder(URI.create(base + path))
        .header("Authorization", "Basic " + Base64.getEncoder().encodeToString("integration:integration".getBytes(StandardCharsets.UTF_8)))
        .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
    if (type != null) {
      request.header("Content-Type", type).header("Prefer", "return=representation");
    }
    try {
      var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw new IllegalStateException("%s %s: %d %s".formatted(method, path, answer.statusCode(), answer.body()));
      }
      return answer.body();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
