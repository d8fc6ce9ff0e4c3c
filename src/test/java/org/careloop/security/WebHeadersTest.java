package org.careloop.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every answer carries, and what none does. */
class WebHeadersTest extends WebTest {

  /** The one address whose word about others is taken in tests, see {@code config/application.yaml}. */
  private static final String PROXY = "127.0.0.7";

  @ParameterizedTest
  @ValueSource(strings = {"/login", "/", "/inbox", "/careloop.css", "/nothing", "/engine-rest/task?maxResults=5", "/engine-rest/nothing", "/hl7/v2", "/fhir",
      "/actuator/health", "/sandbox/fhir/Patient", "/sandbox/messages", "/camunda/app/tasklist/default/", "/camunda/api/engine/engine/default/task?maxResults=5",
      "/camunda/api/admin/setup/default/user/create", "/camunda/app/tasklist/scripts/config.js"})
  void everyAnswerIsKeptOutOfCachesFramesAndOtherSites(String path) {
    for (HttpResponse<String> answer : List.of(get(null, path), get("nurse", path), signIn("coordinator").get(path))) {
      String as = path + " " + answer.statusCode();
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).as(as).hasValue("nosniff");
      assertThat(answer.headers().firstValue("X-Frame-Options")).as(as).hasValue("DENY");
      assertThat(answer.headers().firstValue("Referrer-Policy")).as(as).hasValue("same-origin");
      assertThat(answer.headers().firstValue("Cross-Origin-Opener-Policy")).as(as).hasValue("same-origin");
      assertThat(answer.headers().firstValue("Cross-Origin-Resource-Policy")).as(as).hasValue("same-origin");
      assertThat(answer.headers().firstValue("Permissions-Policy")).as(as).isPresent();
      assertThat(answer.headers().firstValue("Cache-Control")).as(as).hasValueSatisfying(cache -> assertThat(cache).contains("no-store"));
      assertThat(answer.headers().firstValue("Server")).as(as).isEmpty();
      assertThat(answer.headers().firstValue("X-Powered-By")).as(as).isEmpty();
      assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).as(as).isEmpty();
      assertThat(answer.headers().allValues("Content-Security-Policy")).as(as).isNotEmpty()
          .allSatisfy(policy -> assertThat(policy).contains("frame-ancestors 'none'").doesNotContain("unsafe-inline").doesNotContain("https:"));
      assertThat(answer.headers().firstValue("Strict-Transport-Security")).as(as).isEmpty();
    }
  }

  @Test
  void tasklistsPolicyLetsNoForeignAndNoInlineScriptRun() {
    String policy = signIn("nurse").get("/camunda/app/tasklist/default/").headers().firstValue("Content-Security-Policy").orElseThrow();
    assertThat(policy).containsPattern("script-src 'nonce-[^']+' 'strict-dynamic' 'unsafe-eval';").contains("default-src 'self'", "object-src 'none'");
  }

  @Test
  void behindAProxyWithTlsBrowsersAreToldToKeepToTls() {
    for (String path : List.of("/login", "/engine-rest/task", "/actuator/health", "/camunda/app/tasklist/default/")) {
      assertThat(ask("GET " + path, PROXY, "X-Forwarded-Proto: https")).as(path).contains("Strict-Transport-Security: max-age=31536000");
    }
  }

  @Test
  void whoIsNoProxyIsNotBelieved() {
    String answer = ask("GET /login", "127.0.0.2", "X-Forwarded-Proto: https\r\nX-Forwarded-For: 10.1.2.3\r\nX-Forwarded-Host: evil.example");
    assertThat(answer).startsWith("HTTP/1.1 200").doesNotContain("Strict-Transport-Security").doesNotContain("evil.example");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Host: evil.example", "Host: localhost\r\nX-Forwarded-Host: evil.example", "Host: localhost\r\nX-Forwarded-Prefix: //evil.example",
      "Host: localhost\r\nForwarded: host=evil.example;proto=https", "Host: localhost\r\nX-Original-URL: /engine-rest/user", "Host: localhost\r\nX-Rewrite-URL: /x"})
  void noAnswerRepeatsTheHostThatARequestClaims(String header) {
    for (String path : List.of("/", "/inbox", "/login", "/camunda/app/tasklist/", "/camunda", "/nothing", "/login?continue=//evil.example")) {
      String answer = ask("GET " + path, null, header);
      assertThat(answer.lines().filter(line -> line.toLowerCase().startsWith("location:"))).allSatisfy(
          line -> assertThat(line).matches("(?i)location: (/[a-z]|/$).*"));
      assertThat(answer).doesNotContain("http://evil.example", "//evil.example\"");
    }
  }

  @Test
  void signingInLeadsNowhereElse() {
    for (String to : List.of("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)")) {
      Session session = stranger();
      String page = session.get("/login?continue=" + java.net.URLEncoder.encode(to, StandardCharsets.UTF_8)).body();
      session.post("/login", java.util.Map.of("username", "nurse", "password", "nurse", "_csrf", token(page), "redirect", to, "continue", to,
          "spring-security-redirect", to));
      assertThat(session.last().headers().firstValue("Location")).hasValueSatisfying(location -> assertThat(location).isEqualTo("/"));
    }
  }

  @Test
  void noOtherSiteIsGivenAccessByAPreflight() {
    for (String path : List.of("/engine-rest/task", "/fhir", "/hl7/v2", "/", "/camunda/api/engine/engine/default/task", "/sandbox/fhir/Patient")) {
      HttpResponse<String> answer = send(HttpRequest.newBuilder(address(path)).method("OPTIONS", HttpRequest.BodyPublishers.noBody())
          .header("Origin", "https://evil.example").header("Access-Control-Request-Method", "POST"));
      assertThat(answer.statusCode()).as(path).isIn(302, 401, 403);
      assertThat(answer.headers().map().keySet()).noneMatch(name -> name.toLowerCase().startsWith("access-control"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"env", "heapdump", "threaddump", "mappings", "loggers", "beans", "configprops", "conditions", "metrics", "info", "httpexchanges",
      "scheduledtasks", "caches", "logfile", "flyway", "shutdown", "startup", "sessions", "auditevents", "camunda"})
  void theActuatorTellsHealthAndFiguresOnly(String endpoint) {
    assertThat(get("admin", "/actuator/" + endpoint).statusCode()).isEqualTo(404);
    assertThat(post("admin", "/actuator/" + endpoint, "{}").statusCode()).isIn(404, 405);
    assertThat(get("nurse", "/actuator/" + endpoint).statusCode()).isEqualTo(403);
    assertThat(get(null, "/actuator/" + endpoint).statusCode()).isEqualTo(401);
  }

  @Test
  void healthSaysNoMoreThanWell() {
    assertThat(get(null, "/actuator/health").body()).isEqualTo("{\"status\":\"UP\",\"groups\":[\"liveness\",\"readiness\"]}");
  }

  @Test
  void theDatabasesConsoleIsNotThere() {
    for (String path : List.of("/h2-console", "/h2-console/", "/h2", "/console")) {
      assertThat(get(null, path).statusCode()).as(path).isEqualTo(302);
      assertThat(signIn("admin").get(path).statusCode()).as(path).isEqualTo(403);
    }
  }

  @Test
  void theTokenOfTheWebApplicationsIsSentToThisSiteOnly() {
    Session session = signIn("nurse");
    session.get("/camunda/app/tasklist/default/");
    assertThat(session.cookie("XSRF-TOKEN")).isNotNull();
    assertThat(session.setCookies()).filteredOn(cookie -> cookie.startsWith("XSRF-TOKEN")).allSatisfy(
        cookie -> assertThat(cookie).containsIgnoringCase("SameSite=Lax"));
  }

  private String ask(String what, String from, String headers) {
    boolean host = headers.startsWith("Host:");
    try (Socket socket = new Socket()) {
      if (from != null) {
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
      }
      socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
      socket.setSoTimeout(10_000);
      String request = "%s HTTP/1.1\r\n%s%s\r\nConnection: close\r\n\r\n".formatted(what, host ? "" : "Host: localhost\r\n", headers);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
