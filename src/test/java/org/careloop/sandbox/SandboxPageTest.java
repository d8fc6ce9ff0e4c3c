package org.careloop.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.careloop.engine.EngineClock;
import org.careloop.security.WebTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** The page {@code /sandbox} as a coordinator uses it, and the sample messages as a reader of the README pipes them. */
class SandboxPageTest extends WebTest {

  @Autowired private Partners partners;
  @Autowired private EngineClock clock;
  @Autowired private Sink sink;
  @Autowired private Wire wire;

  private Session browser;

  @BeforeEach
  void signIn() {
    ClockUtil.reset();
    browser = signIn("coordinator");
  }

  @AfterEach
  void everybodyIsWellAgain() {
    partners.heal();
    ClockUtil.reset();
  }

  @Test
  void thePageShowsClockPatientsAndPartners() {
    String page = browser.get("/sandbox").body();

    assertThat(page).contains("Rivera, Maria", "MRN 100234", "in hospital", "America/New_York", "Next business day", "Mail server",
        "synthetic patients only");
    assertThat(browser.last().statusCode()).isEqualTo(200);
  }

  @Test
  void nobodySeesItWithoutSigningInAndNothingIsDoneWithoutAToken() {
    assertThat(get(null, "/sandbox").statusCode()).isIn(302, 401);
    assertThat(get(null, "/sandbox/messages/A03?patient=100234").statusCode()).isEqualTo(401);
    assertThat(post(null, "/sandbox/sms", "{}").statusCode()).isIn(401, 403);
    assertThat(browser.post("/sandbox/clock", Map.of("by", "PT1H")).statusCode()).isEqualTo(403);
    assertThat(Duration.between(Instant.now(), clock.instant()).abs()).isLessThan(Duration.ofMinutes(1));
  }

  @Test
  void aDischargeIsARealMessageAndIsShownWithItsAnswer() {
    assertThat(press("/sandbox/patients/100518/discharge", Map.of())).contains("A03 Discharged: 100518 – Careloop took the message.");
    assertThat(wire.exchanges().get(0)).satisfies(exchange -> {
      assertThat(exchange.status()).isEqualTo(200);
      assertThat(exchange.message()).contains("ADT^A03^ADT_A03", "100518^^^MERCY^MR", "V1004^^^MERCY^VN");
      assertThat(exchange.answer()).contains("MSA|AA|");
    });

    String answer = wire.exchanges().get(0).answer();
    assertThat(press("/sandbox/sent/%d/again".formatted(wire.exchanges().get(0).number()), Map.of())).contains("took the message");
    assertThat(wire.exchanges().get(0).answer()).as("the same answer to the same message").contains(answer.split("MSA")[1]);
    assertThat(press("/sandbox/sent/99999/again", Map.of())).contains("Message 99999 is not kept any more.");

    assertThat(press("/sandbox/patients/100518/correct-date", Map.of())).contains("A08 Discharge dated back: 100518 – Careloop took");
    assertThat(press("/sandbox/patients/100518/cancel-discharge", Map.of())).contains("A13 Discharge cancelled: 100518 – Careloop took");
    assertThat(press("/sandbox/patients/100518/discharge", Map.of("by", "fhir"))).contains("Discharged: 100518 – Careloop took");
    assertThat(wire.exchanges().get(0).message()).contains("\"status\": \"finished\"");
    assertThat(press("/sandbox/patients/100518/discharge", Map.of())).contains("100518 is not in hospital now.");
  }

  @Test
  void anAdmissionCanBeTakenBackRecordsCanBeMergedAndPeopleDie() {
    assertThat(press("/sandbox/patients/100402/discharge", Map.of())).contains("took the message");
    assertThat(press("/sandbox/patients/100402/admit", Map.of())).contains("A01 Admitted: 100402 – Careloop took");
    assertThat(press("/sandbox/patients/100402/cancel-admission", Map.of())).contains("A11 Admission cancelled: 100402 – Careloop took");
    assertThat(press("/sandbox/patients/100402/death", Map.of())).contains("A08 Died: 100402 – Careloop took");
    assertThat(press("/sandbox/patients/100627/death", Map.of())).contains("A03 Died in hospital: 100627 – Careloop took");
    assertThat(press("/sandbox/patients/101299/merge", Map.of("into", "100518"))).contains("101299 into 100518 – Careloop took");
    assertThat(press("/sandbox/patients/nobody/discharge", Map.of())).contains("There is no patient with record number");
    assertThat(press("/sandbox/patients/100402/dance", Map.of())).contains("There is nothing called");
  }

  @Test
  void somebodyUnknownCanBeDischarged() {
    assertThat(press("/sandbox/stranger", Map.of())).contains("unknown to the EHR");
    assertThat(wire.exchanges().get(0).answer()).contains("MSA|AA|");
  }

  @ParameterizedTest
  @CsvSource({"A01", "A02", "A03", "A04", "A05", "A06", "A07", "A08", "A11", "A13", "A28", "A40", "REF", "service-request", "A03-died", "A08-died", "encounter-admit",
      "encounter-transfer", "encounter-discharge"})
  void everySampleMessageIsTakenWhenItIsPipedIn(String name) {
    HttpResponse<String> sample = get("coordinator", "/sandbox/messages/%s?patient=100846&merged=101299".formatted(name));
    assertThat(sample.statusCode()).isEqualTo(200);
    assertThat(sample.body()).doesNotContain("${");

    HttpResponse<String> answer = pipe(sample);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    if (sample.body().startsWith("MSH")) {
      assertThat(answer.body()).contains("MSA|AA|");
    }
  }

  @Test
  void sampleMessagesAreAlsoForPatientsNobodyKnows() {
    HttpResponse<String> sample = get("coordinator", "/sandbox/messages/A03?patient=424242");
    assertThat(sample.body()).contains("424242^^^MERCY^MR");
    assertThat(pipe(sample).body()).contains("MSA|AA|");
    assertThat(get("coordinator", "/sandbox/messages/A99?patient=100846").body()).contains("There is no sample message", "A03");
    assertThat(get("coordinator", "/sandbox/messages/A40?patient=100846").body()).contains("needs mergedMrn");
    assertThat(get("coordinator", "/sandbox/messages/A03?patient=a%7Cb").statusCode()).isEqualTo(400);
    assertThat(get("coordinator", "/sandbox/messages").body()).contains("A40", "encounter-discharge");
  }

  @Test
  void theClockMovesForwardAndTheEngineWithIt() {
    Instant before = clock.instant();
    assertThat(press("/sandbox/clock", Map.of("by", "P1D"))).contains("It is").contains("1 d 0 h");
    assertThat(Duration.between(before, clock.instant())).isBetween(Duration.ofDays(1), Duration.ofDays(1).plusMinutes(5));
    press("/sandbox/clock", Map.of("amount", "2", "unit", "HOURS"));
    assertThat(Duration.between(before, clock.instant())).isBetween(Duration.ofHours(26), Duration.ofHours(26).plusMinutes(5));
    Instant engineTime = ClockUtil.getCurrentTime().toInstant();
    assertThat(Duration.between(engineTime, clock.instant()).abs()).isLessThan(Duration.ofSeconds(5));

    press("/sandbox/clock", Map.of("by", "next-business-day"));
    assertThat(clock.instant().atZone(java.time.ZoneId.of("America/New_York")).getHour()).isEqualTo(9);
    assertThat(press("/sandbox/clock", Map.of("by", "-P1D"))).contains("The clock cannot be moved");
    assertThat(press("/sandbox/clock", Map.of("by", "soon"))).contains("Expected a duration");
  }

  @Test
  void aPartnerIsPutInABadMoodAndHealed() {
    assertThat(press("/sandbox/partners/scheduling", Map.of("mode", "DOWN"))).contains("Scheduling is down (503) now.");
    assertThat(get("integration", "/sandbox/scheduling/Slot?status=free").statusCode()).isEqualTo(503);
    assertThat(press("/sandbox/partners/scheduling", Map.of("mode", "SLOW", "seconds", "500"))).contains("delay");
    assertThat(press("/sandbox/heal", Map.of())).contains("All partners work again.");
    assertThat(get("integration", "/sandbox/scheduling/Slot?status=free").statusCode()).isEqualTo(200);
  }

  @Test
  void theTextGatewayKeepsEachKeyOnceAndRefusesWhatIsNoText() {
    String text = "{\"to\": \"+12025550134\", \"text\": \"Hello\"}";
    HttpResponse<String> first = text("key-1", text);
    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(text("key-1", text).body()).isEqualTo(first.body());
    assertThat(sink.texts().stream().filter(one -> one.text().equals("Hello"))).hasSize(1);
    assertThat(text("", text).statusCode()).isEqualTo(400);
    assertThat(text("key-2", "{\"to\": \"x\", \"text\": \"Hello\"}").statusCode()).isEqualTo(400);
    assertThat(text("key-2", "{\"to\": \"+12025550134\"}").statusCode()).isEqualTo(400);
    assertThat(browser.get("/sandbox").body()).contains("Hello");
  }

  private HttpResponse<String> text(String key, String json) {
    return send(HttpRequest.newBuilder(address("/sandbox/sms")).header("Authorization", basic("integration"))
        .header("Content-Type", "application/json").header("Idempotency-Key", key.isEmpty() ? " " : key)
        .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  private HttpResponse<String> pipe(HttpResponse<String> sample) {
    boolean hl7 = sample.body().startsWith("MSH");
    return send(HttpRequest.newBuilder(address(hl7 ? "/hl7/v2" : "/fhir")).header("Authorization", basic("integration"))
        .header("Content-Type", hl7 ? "application/hl7-v2" : "application/fhir+json").POST(
            HttpRequest.BodyPublishers.ofString(sample.body())));
  }

  private static String basic(String user) {
    return "Basic " + Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8));
  }

  /** Presses a button of the page and returns the page that follows. */
  private String press(String path, Map<String, String> fields) {
    Map<String, String> form = new HashMap<>(fields);
    form.put("_csrf", token(browser.get("/sandbox").body()));
    HttpResponse<String> answer = browser.post(path, form);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
    Matcher address = Pattern.compile("https?://[^/]+(/[^#]*).*").matcher(answer.headers().firstValue("Location").orElseThrow());
    return browser.get(address.matches() ? address.group(1) : "/sandbox").body().replace("&#39;", "'");
  }
}
