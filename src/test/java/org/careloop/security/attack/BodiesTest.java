package org.careloop.security.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bodies that are too large, that never say how large, that are nested without end or are not what they say; requests that break the protocol. */
class BodiesTest extends Attack {

  private static final String LARGE = "oversized bodies";
  private static final String MALFORMED = "malformed requests";
  private static final int MEGABYTE = 1024 * 1024;

  @AfterEach
  void theProgramIsWell() {
    assertThat(get(null, "/actuator/health").statusCode()).isEqualTo(200);
    assertThat(get("nurse", "/engine-rest/task?maxResults=5").statusCode()).isEqualTo(200);
  }

  @Test
  void whatIsTooLargeIsRefusedWhetherItSaysSoOrNot() {
    Session nurse = signIn("nurse");
    nurse.get("/camunda/app/tasklist/default/");
    for (String[] door : List.of(
        new String[] {"nurse", "/engine-rest/task", "application/json", "3"}, new String[] {"nurse", "/engine-rest/task/none/complete", "application/json", "3"},
        new String[] {"nurse", "/engine-rest/filter/none/list", "application/json", "3"},
        new String[] {"admin", "/engine-rest/message", "application/json", "3"}, new String[] {"admin", "/engine-rest/user/create", "application/json", "3"},
        new String[] {"admin", "/engine-rest/process-instance/none/variables/x/data", "multipart/form-data; boundary=x", "7"},
        new String[] {"integration", "/fhir", "application/fhir+json", "7"}, new String[] {"integration", "/fhir/Encounter", "application/fhir+json", "7"},
        new String[] {"integration", "/hl7/v2", "application/hl7-v2", "7"},
        new String[] {"coordinator", "/sandbox/fhir/Patient", "application/fhir+json", "7"}, new String[] {"coordinator", "/sandbox/sms", "application/json", "7"})) {
      byte[] body = new byte[Integer.parseInt(door[3]) * MEGABYTE];
      java.util.Arrays.fill(body, (byte) ' ');
      refused(LARGE, door[1], sent(door[0], door[1], door[2], HttpRequest.BodyPublishers.ofByteArray(body)), 413);
      refused(LARGE, door[1] + " in pieces", sent(door[0], door[1], door[2],
          HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))), door[2].startsWith("multipart") ? 411 : 413);
    }
    String form = "x=" + "y".repeat(300 * 1024);
    for (String path : List.of("/login", "/logout", "/sandbox/clock", "/engine-rest/task")) {
      refused(LARGE, path, sent("nurse", path, "application/x-www-form-urlencoded", HttpRequest.BodyPublishers.ofString(form)), 413);
      refused(LARGE, path + " in pieces", sent("nurse", path, "application/x-www-form-urlencoded",
          HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(form.getBytes(StandardCharsets.UTF_8)))), 411);
    }
    HttpResponse<String> answer = nurse.exchange(HttpRequest.newBuilder(address("/camunda/api/engine/engine/default/task"))
        .header("Content-Type", "application/json").header("X-XSRF-TOKEN", nurse.cookie("XSRF-TOKEN"))
        .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[3 * MEGABYTE])));
    refused(LARGE, "Tasklist", answer, 413);
  }

  @Test
  void aStrangersBodyIsNotRead() {
    for (String path : List.of("/engine-rest/task", "/fhir", "/hl7/v2", "/sandbox/sms")) {
      String answer = raw("POST %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{"
          .formatted(path));
      attempt(LARGE, path + " by a stranger\n" + answer, !answer.matches("(?s)HTTP/1.1 40[13] .*"));
    }
  }

  @Test
  void headersAndAddressesHaveTheirLimits() {
    for (String request : List.of(
        "GET /login HTTP/1.1\r\nHost: localhost\r\nX: " + "y".repeat(40_000) + "\r\n\r\n",
        "GET /login HTTP/1.1\r\nHost: localhost\r\n" + "X-Y: z\r\n".repeat(5_000) + "\r\n",
        "GET /" + "x".repeat(40_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /login?" + "x=y&".repeat(10_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /login HTTP/1.1\r\nHost: localhost\r\nCookie: JSESSIONID=" + "x".repeat(40_000) + "\r\n\r\n")) {
      String answer = raw(request);
      attempt(LARGE, request.substring(0, 40) + "\n" + answer, !answer.matches("(?s)HTTP/1.1 4\\d\\d .*"));
      tellsNothing(request.substring(0, 40), answer);
    }
  }

  @Test
  void whatIsNotWhatItSaysIsRefusedPlainly() {
    List<String> bodies = List.of("{", "{not json", "[", "{\"a\":", "\"", "nul", "<xml/>", "\u0000",
        "{\"dueBefore\":\"never\"}", "{\"sorting\":1}", "{\"taskVariables\":\"x\"}",
        "[".repeat(20_000), "{\"a\":".repeat(20_000), "{\"orQueries\":[".repeat(5_000), "{\"n\":" + "9".repeat(100_000) + "}");
    for (String body : bodies) {
      String shown = body.length() > 60 ? body.substring(0, 60) : body;
      for (String path : List.of("/engine-rest/task?maxResults=5", "/engine-rest/task/none/complete")) {
        refused(MALFORMED, path + " " + shown, request("nurse", "POST", path, body, "Content-Type", "application/json"), 400, 403, 404, 413, 500);
      }
      for (String path : List.of("/engine-rest/message", "/engine-rest/filter/create", "/engine-rest/process-definition/key/none/start")) {
        refused(MALFORMED, path + " " + shown, request("admin", "POST", path, body, "Content-Type", "application/json"), 400, 403, 404, 413, 500);
      }
      for (String path : List.of("/fhir", "/fhir/Encounter")) {
        refused(MALFORMED, path + " " + shown, request("integration", "POST", path, body, "Content-Type", "application/fhir+json"), 400);
      }
      refused(MALFORMED, "/hl7/v2 " + shown, request("integration", "POST", "/hl7/v2", body, "Content-Type", "application/hl7-v2"), 400);
    }
    for (String path : List.of("/engine-rest/nothing/at/all", "/engine-rest/task/x/y/z", "/engine-rest/process-definition/none", "/engine-rest/job/none/stacktrace",
        "/engine-rest/task?sortBy=x", "/engine-rest/task?maxResults=x", "/engine-rest/task?maxResults=999999",
        "/engine-rest/execution/none", "/actuator/nothing")) {
      refused(MALFORMED, path, request("admin", "GET", path, null), 400, 403, 404, 500);
    }
  }

  @Test
  void aBrokenProtocolGetsNoWordAboutTheServer() {
    String host = "Host: localhost\r\nConnection: close\r\n";
    String nurse = "Authorization: " + basic("nurse") + "\r\n";
    for (String request : List.of(
        "GET / HTTP/9.9\r\n" + host + "\r\n", "GET /\r\n\r\n", "GARBAGE\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /%zz HTTP/1.1\r\n" + host + "\r\n", "GET /{x} HTTP/1.1\r\n" + host + "\r\n", "GET /a b HTTP/1.1\r\n" + host + "\r\n",
        "GET / HTTP/1.1\r\nHost: x y\r\n\r\n", "G\u0001T / HTTP/1.1\r\n" + host + "\r\n", "GET / HTTP/1.1\r\n" + host + "Bad Header: x\r\n\r\n",
        "TRACE / HTTP/1.1\r\n" + host + "\r\n", "TRACK / HTTP/1.1\r\n" + host + "\r\n", "CONNECT a:1 HTTP/1.1\r\n" + host + "\r\n",
        "PROPFIND / HTTP/1.1\r\n" + host + "\r\n", "FOO / HTTP/1.1\r\n" + host + nurse + "\r\n",
        "POST /engine-rest/task HTTP/1.1\r\n" + host + nurse + "Content-Type: application/json\r\nContent-Length: 4\r\nContent-Length: 2\r\n\r\n{}xx",
        "POST /engine-rest/task HTTP/1.1\r\n" + host + nurse + "Content-Type: application/json\r\nContent-Length: -1\r\n\r\n{}",
        "POST /engine-rest/task HTTP/1.1\r\n" + host + nurse + "Content-Type: application/json\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "POST /engine-rest/task HTTP/1.1\r\n" + host + nurse + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n")) {
      String answer = raw(request);
      attempt(MALFORMED, request + "\n" + answer, answer.startsWith("HTTP/1.1 2"));
      assertThat(answer).as(request).doesNotContain("Server:", "Tomcat", "tomcat", "X-Powered-By", "Spring");
      tellsNothing(request, answer);
    }
    // One request that hides a second one in its body: the second must not be answered.
    String smuggled = raw("POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 70\r\nTransfer-Encoding: chunked\r\n\r\n"
        + "0\r\n\r\nGET /engine-rest/version HTTP/1.1\r\nHost: localhost\r\n" + nurse + "\r\n");
    attempt(MALFORMED, smuggled, smuggled.contains("7.24"));
  }

  private HttpResponse<String> sent(String user, String path, String type, HttpRequest.BodyPublisher body) {
    return send(HttpRequest.newBuilder(address(path)).header("Authorization", basic(user)).header("Content-Type", type).POST(body));
  }
}
