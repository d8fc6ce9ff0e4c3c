package org.careloop.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.StreamSupport;

/** The program's other doors: the hospital's messages, REST, the sandbox's health record. The password of everybody is the user id. */
final class Wires {

  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final int port;

  Wires(int port) {
    this.port = port;
  }

  /** What the sandbox's health record holds. */
  List<JsonNode> records(String type, String criteria) {
    JsonNode found = get("coordinator", "/sandbox/fhir/%s?%s&_count=200".formatted(type, criteria));
    return StreamSupport.stream(found.path("entry").spliterator(), false).map(entry -> entry.path("resource")).toList();
  }

  HttpResponse<String> pipe(String name, String patient, String path, String type) {
    HttpResponse<String> sample = send("coordinator", HttpRequest.newBuilder(address("/sandbox/messages/" + name + "?patient=" + patient)));
    assertThat(sample.statusCode()).as(sample.body()).isEqualTo(200);
    return send("integration", HttpRequest.newBuilder(address(path)).header("Content-Type", type)
        .POST(HttpRequest.BodyPublishers.ofString(sample.body())));
  }

  JsonNode get(String user, String path) {
    HttpResponse<String> answer = send(user, HttpRequest.newBuilder(address(path)).header("Accept", "application/json"));
    assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(200);
    try {
      return json.readTree(answer.body());
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError("no JSON from " + path, e);
    }
  }

  void post(String user, String path, Object body) {
    HttpResponse<String> answer = send(user, HttpRequest.newBuilder(address(path)).header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(json.valueToTree(body).toString())));
    assertThat(answer.statusCode()).as("%s %s: %s", path, body, answer.body()).isBetween(200, 204);
  }

  HttpResponse<String> send(String user, HttpRequest.Builder request) {
    String credentials = Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8));
    try {
      return client.send(request.header("Authorization", "Basic " + credentials).build(), HttpResponse.BodyHandlers.ofString());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  URI address(String path) {
    return URI.create("http://localhost:" + port + path);
  }

  static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
