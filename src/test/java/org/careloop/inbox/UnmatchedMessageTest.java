package org.careloop.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.careloop.protocol.ProtocolTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/** A message that fits nowhere, from the door of the running program to the person's decision. */
class UnmatchedMessageTest extends ProtocolTest {

  /** Noon of the Monday after. */
  private static final Instant DUE = Instant.parse("2026-03-09T16:00:00Z");
  private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

  @LocalServerPort int port;
  @Autowired JdbcTemplate jdbc;

  @Override
  protected String diagram() {
    return "unmatched-message";
  }

  @Test
  void aDischargeWithoutVisitNumberIsSortedOutBySupplyingOne() {
    ProcessInstance message = setAside(Adt.discharge().visit(""));
    Task task = task("sortOutMessage");
    assertThat(task.getDueDate().toInstant()).isEqualTo(DUE);
    assertThat(task.getPriority()).isEqualTo(70);
    assertThat(variable(message, "patientLabel")).isEqualTo("ADT^A03 from ADTApp GENERAL, 2026-03-06 15:00");
    assertThat(variable(message, "unmatchedReason")).isEqualTo("no-visit-number");
    assertThat(variable(message, "dueOn")).isEqualTo("2026-03-09");

    String visit = "S" + ThreadLocalRandom.current().nextInt(1_000_000);
    complete("sortOutMessage", Map.of("messageDecision", "sendAgain", "correctedVisitNumber", visit));
    assertThat(ends(message)).containsExactly("sentAgain");
    assertThat(variable(message, "replayOutcome")).isEqualTo("applied");
    assertThat(runtime.createProcessInstanceQuery().processInstanceBusinessKey("GENERAL:" + visit).count()
        + history.createHistoricProcessInstanceQuery().processInstanceBusinessKey("GENERAL:" + visit).count()).isPositive();
    assertThat(failures).isEmpty();
  }

  @Test
  void whatStillFitsNowhereComesBackWithTheReason() {
    ProcessInstance message = setAside(Adt.discharge().visit("").discharged("20260401120000"));
    complete("sortOutMessage", Map.of("messageDecision", "sendAgain", "correctedVisitNumber", "X9"));

    assertThat(openTasks()).contains("sortOutMessage");
    assertThat((String) variable(message, "problem")).startsWith("PV1-45:");
    complete("sortOutMessage", Map.of("messageDecision", "discard", "discardReason", "sent-by-mistake"));
    assertThat(ends(message)).containsExactly("discarded");
    assertThat(jdbc.queryForObject("select decision from careloop_inbox where message_id = ?", String.class, variable(message,
        "messageId")))
        .isEqualTo("sent-by-mistake");
  }

  @Test
  void whenNobodySortsItOutTheTeamIsToldOnceAndTheEscalationEndsWithTheDecision() {
    ProcessInstance message = setAside(Adt.of("A31"));
    timePassesUntil(DUE.plus(Duration.ofHours(1)));
    assertThat(openTasks()).contains("sortOutMessage", "decideOnDeadline");

    complete("sortOutMessage", Map.of("messageDecision", "discard", "discardReason", "nothing-to-do"));
    assertThat(openTasks()).doesNotContain("decideOnDeadline");
    assertThat(ends(message)).contains("discarded");
  }

  @Test
  void anEscalationThatWasDecidedIsOver() {
    ProcessInstance message = setAside(Adt.of("A31"));
    timePassesUntil(DUE.plus(Duration.ofHours(1)));
    complete("decideOnDeadline", Map.of("missedDecision", "notNeeded", "missedReason", "learnedLate"));
    assertThat(ends(message)).contains("sortingEscalated");
    assertThat(openTasks()).contains("sortOutMessage");
  }

  @Test
  void aPatientUnknownToTheEhrIsLinkedByAPerson() {
    String visit = "L" + ThreadLocalRandom.current().nextInt(1_000_000);
    assertThat(post("/hl7/v2", Adt.discharge().facility("MERCY").patient("no-such-number^^^MERCY^MR").visit(visit)).statusCode())
        .isEqualTo(200);
    runDueJobs();
    assertThat(task("sortOutMessage")).isNotNull();

    complete("sortOutMessage", Map.of("messageDecision", "sendAgain", "linkedPatientIdentifier", "urn:careloop:facility:MERCY:mrn|"
        + sampleNumber()));
    assertThat(openTasks()).doesNotContain("sortOutMessage");
    ProcessInstance transition = runtime.createProcessInstanceQuery().processDefinitionKey("discharge-transition")
        .processInstanceBusinessKey("MERCY:" + visit).singleResult();
    assertThat(transition).isNotNull();
    assertThat((String) variable(transition, "patientId")).isNotBlank();
  }

  @Test
  void theTextIsShownToThoseWhoSortItOutAndEveryLookIsRecorded() throws Exception {
    ProcessInstance message = setAside(Adt.discharge().visit("").name("<script>TESTER^ANNA"));
    String path = "/inbox/messages/" + variable(message, "messageId");

    HttpResponse<String> page = signedIn("coordinator", path);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("&lt;script&gt;TESTER^ANNA", "PV1-19: empty", "waits for a person").doesNotContain("<script>TESTER");
    assertThat(signedIn("admin", path).statusCode()).isEqualTo(200);
    assertThat(signedIn("auditor", path).statusCode()).isEqualTo(200);
    for (String other : List.of("nurse", "physician", "pharmacist", "lead", "integration")) {
      assertThat(signedIn(other, path).statusCode()).as(other).isEqualTo(403);
    }
    assertThat(jdbc.queryForList("select read_by from careloop_inbox_reading where message_id = ? order by reading_id", String.class,
        variable(message, "messageId"))).containsExactly("coordinator", "admin", "auditor");
    assertThat(signedIn("coordinator", "/inbox").body()).contains("ADT^A03").doesNotContain("TESTER");
    assertThat(signedIn("coordinator", "/inbox/messages/none").statusCode()).isEqualTo(404);
  }

  @Test
  void onlyIntegrationsMaySendAndTheDoorsAnswerOverTheWire() {
    assertThat(send(null, "/hl7/v2", "application/hl7-v2", Adt.discharge().text()).statusCode()).isEqualTo(401);
    assertThat(send("coordinator", "/hl7/v2", "application/hl7-v2", Adt.discharge().text()).statusCode()).isEqualTo(403);
    assertThat(send("integration", "/hl7/v2", "application/hl7-v2", "garbage").statusCode()).isEqualTo(400);
    HttpResponse<String> large = send("integration", "/hl7/v2", "application/hl7-v2", Adt.discharge().and("OBX|1|ED|||"
        + "A".repeat(5_000_000)).text());
    assertThat(large.statusCode()).isEqualTo(400);
    assertThat(large.body()).contains("MSA|AR|").contains("OBX: segment 5");
    assertThat(send("integration", "/fhir/Encounter", "application/fhir+json", "{}").statusCode()).isEqualTo(400);
    assertThat(send(null, "/fhir", "application/fhir+json", "{}").statusCode()).isEqualTo(401);
  }

  @Test
  void theSameDischargeFromSixteenConnectionsOpensOneCase() throws Exception {
    String visit = "T" + ThreadLocalRandom.current().nextInt(1_000_000);
    Adt discharge = Adt.discharge().facility("MERCY").patient(sampleNumber() + "^^^MERCY^MR").visit(visit);
    var threads = Executors.newFixedThreadPool(16);
    try {
      List<Future<HttpResponse<String>>> answers = threads.invokeAll(
          IntStream.range(0, 16).<Callable<HttpResponse<String>>>mapToObj(i -> () -> post("/hl7/v2", discharge)).toList());
      String first = answers.get(0).get().body();
      for (Future<HttpResponse<String>> answer : answers) {
        assertThat(answer.get().statusCode()).isEqualTo(200);
        assertThat(answer.get().body()).isEqualTo(first).contains("MSA|AA|");
      }
    } finally {
      threads.shutdown();
    }
    assertThat(runtime.createProcessInstanceQuery().processDefinitionKey("discharge-transition").processInstanceBusinessKey("MERCY:"
        + visit).count())
        .isEqualTo(1);
  }

  private ProcessInstance setAside(Adt message) {
    HttpResponse<String> answer = post("/hl7/v2", message);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("MSA|AA|");
    runDueJobs();
    String messageId = jdbc.queryForList("select message_id from careloop_inbox order by arrival desc", String.class).get(0);
    return runtime.createProcessInstanceQuery().processInstanceBusinessKey(messageId).singleResult();
  }

  /** The record number of some patient of the sandbox. */
  private String sampleNumber() {
    HttpResponse<String> found = send(HttpRequest.newBuilder(address("/sandbox/fhir/Patient?_count=1")).GET(), "coordinator");
    Matcher number = Pattern.compile("\"system\"\\s*:\\s*\"urn:careloop:facility:MERCY:mrn\"\\s*,\\s*\"value\"\\s*:\\s*\"([^\"]+)\"")
        .matcher(found.body());
    assertThat(number.find()).as("a sample patient in %s", found.statusCode()).isTrue();
    return number.group(1);
  }

  private HttpResponse<String> post(String path, Adt message) {
    return send("integration", path, "application/hl7-v2", message.text());
  }

  private HttpResponse<String> send(String user, String path, String type, String content) {
    return send(HttpRequest.newBuilder(address(path)).header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofString(content)),
        user);
  }

  private HttpResponse<String> send(HttpRequest.Builder request, String user) {
    if (user != null) {
      request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8)));
    }
    try {
      return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpResponse<String> signedIn(String user, String path) throws Exception {
    HttpClient browser = HttpClient.newBuilder().cookieHandler(new CookieManager()).followRedirects(HttpClient.Redirect.NORMAL).build();
    Matcher token = TOKEN.matcher(browser.send(HttpRequest.newBuilder(address("/login")).build(), HttpResponse.BodyHandlers.ofString())
        .body());
    assertThat(token.find()).isTrue();
    String form = "username=%s&password=%s&_csrf=%s".formatted(user, user, URLEncoder.encode(token.group(1), StandardCharsets.UTF_8));
    browser.send(HttpRequest.newBuilder(address("/login")).header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString(form)).build(), HttpResponse.BodyHandlers.ofString());
    return browser.send(HttpRequest.newBuilder(address(path)).header("Accept", "text/html").build(), HttpResponse.BodyHandlers.ofString());
  }

  private URI address(String path) {
    return URI.create("http://localhost:" + port + path);
  }
}
