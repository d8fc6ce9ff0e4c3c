package org.careloop.security.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.careloop.portal.HomePages;
import org.careloop.sandbox.Sink;
import org.careloop.security.PatientAtHome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** Attempts to get in by somebody else's link, to answer for somebody else, and to send what no page asks for. */
class LinksTest extends Attack {

  private static final String KIND = "patients' links";

  @Autowired private Sink sink;
  @Autowired private JdbcTemplate jdbc;

  private ProcessInstance maria;
  private ProcessInstance robert;

  @BeforeEach
  void pagesAtHome() {
    ClockUtil.reset();
    HomePages.deploy(engine);
    maria = HomePages.start(engine, HomePages.MARIA);
    robert = HomePages.start(engine, HomePages.ROBERT);
  }

  @Test
  void aLinkThatWasChangedInOneCharacterOpensNothingAndTellsNothing() {
    String token = link(maria, "screening");
    for (int at = 0; at < token.length(); at += 3) {
      String altered = token.substring(0, at) + (token.charAt(at) == 'x' ? 'y' : 'x') + token.substring(at + 1);
      HttpResponse<String> never = stranger().get("/p/" + "A".repeat(43));
      HttpResponse<String> answer = stranger().get("/p/" + altered);
      refused(KIND, "altered at " + at, answer, 404, 429);
      if (answer.statusCode() == never.statusCode()) {
        assertThat(answer.body()).as("an altered link and one that never was are answered alike").isEqualTo(never.body());
      }
    }
    for (String odd : List.of(token + "A", token.substring(1), token.substring(0, 42), "x", "%00", "a%20b", "..", "page%2F", token.toLowerCase(), "é", token + "=")) {
      refused(KIND, odd, stranger().get("/p/" + odd), 302, 400, 403, 404, 429);
    }
  }

  @Test
  void whatARowSaysIsSignedSoThatMovingALinkInTheDatabaseBreaksIt() {
    for (String change : List.of("patient_id = 'p100311'", "case_id = '" + robert.getId() + "'", "purpose = 'plan'",
        "expires_at = expires_at + interval '1' day")) {
      String token = link(maria, "screening");
      jdbc.update("update careloop_patient_link set " + change + " where case_id = ? and state = 'open'", maria.getId());
      refused(KIND, change, stranger().get("/p/" + token), 404, 429);
      jdbc.update("update careloop_patient_link set state = 'revoked' where state = 'open'");
    }
  }

  @Test
  void aPatientCannotAnswerForAnotherOrForAnotherPurpose() {
    PatientAtHome home = opened(maria, "consent", 1948, 3, 2);
    for (Task foreign : List.of(task(robert, "askConsent"), task(robert, "askMood"), task(maria, "askMood"), task(maria, "askForLink"))) {
      home.page();
      String token = token(home.body());
      home.raw("/p/page", List.of("task", foreign.getId(), "do", "send", "a.phq1", "0", "a.phq9Item9", "0", "a.consentGiven", "yes", "a.understood", "yes",
          "seen", "consentGiven", "seen", "understood", "seen", "phq1", "seen", "phq9Item9", "_csrf", token));
      attempt(KIND, "the task " + foreign.getTaskDefinitionKey() + " of another",
          engine.getTaskService().createTaskQuery().taskId(foreign.getId()).count() == 0);
      home.raw("/p/page", List.of("task", foreign.getId(), "do", "person", "_csrf", token));
      attempt(KIND, "a remark at " + foreign.getTaskDefinitionKey(),
          engine.getTaskService().createTaskQuery().taskId(foreign.getId()).singleResult().getDescription() != null);
    }
  }

  @Test
  void whatThePageDoesNotAskForIsNotTaken() {
    PatientAtHome home = opened(maria, "screening", 1948, 3, 2);
    for (String name : List.of("patientLabel", "patientId", "careTeam", "tier", "askedHow", "phq1.x", "_csrf", "class.name", "performedBy", "answeredBy")) {
      HttpResponse<String> answer = home.send("phq1", "0", "phq9Item9", "0", name, "x");
      attempt(KIND, "the field " + name, answer.statusCode() != 200 || task(maria, "askMood") == null);
    }
    for (String value : List.of("4", "-1", "1e0", "null", "true", "<script>alert(1)</script>", "${1+1}", "0,1")) {
      home.send("phq1", value, "phq9Item9", "0");
      attempt(KIND, "the answer " + value, task(maria, "askMood") == null);
      assertThat(home.body()).doesNotContain("<script>alert");
    }
    assertThat(variable(task(maria, "askMood"), "answeredBy")).isNull();
    home.page();
    home.send("phq1", "0", "phq9Item9", "0");
    String xss = "\"><img src=x onerror=alert(1)><script>alert(1)</script>";
    HttpResponse<String> answer = home.send("callMe", xss, "weight", xss, "livesWith", xss);
    attempt(KIND, "markup in an answer", answer.body().contains("<img src=x") || answer.body().contains("<script>alert"));
    home.page();
    home.send("callMe", "\u0000x\u0007y", "livesWith", "alone");
    assertThat(variable(task(maria, "askMood") == null ? task(maria, "askForLink") : task(maria, "askMood"), "callMe")).isEqualTo("xy");
  }

  @Test
  void aFormOfAnotherSiteChangesNothing() {
    String link = link(maria, "screening");
    PatientAtHome home = new PatientAtHome(this, stranger());
    home.knock(link);
    refused(KIND, "the door without a token", home.raw("/p/" + link, List.of("year", "1948", "month", "3", "day", "2")), 403);
    assertThat(home.body()).contains("(202) 555-0100");
    refused(KIND, "the door with a made-up token", home.raw("/p/" + link, List.of("year", "1948", "month", "3", "day", "2", "_csrf", "abc")), 403);
    home.open(link, 1948, 3, 2);
    String task = task(maria, "askMood").getId();
    List<String> answers = List.of("task", task, "do", "send", "a.phq1", "0", "a.phq9Item9", "0", "seen", "phq1", "seen", "phq9Item9");
    refused(KIND, "answers without a token", home.raw("/p/page", answers), 403);
    List<String> withOthers = new ArrayList<>(answers);
    withOthers.addAll(List.of("_csrf", "AAAA"));
    refused(KIND, "answers with a made-up token", home.raw("/p/page", withOthers), 403);
    for (String[] sign : List.of(new String[] {"Origin", "https://evil.example"}, new String[] {"Sec-Fetch-Site", "cross-site"})) {
      refused(KIND, sign[1], home.browser().exchange(HttpRequest.newBuilder(address("/p/page")).header("Content-Type", "application/x-www-form-urlencoded")
          .header(sign[0], sign[1]).POST(HttpRequest.BodyPublishers.ofString("do=send&task=" + task))), 403);
    }
    assertThat(task(maria, "askMood")).isNotNull();
  }

  @Test
  void aLinkIsNoWayIntoTheRestAndTheRestIsNoWayIntoALink() {
    PatientAtHome home = opened(maria, "screening", 1948, 3, 2);
    for (String path : List.of("/", "/audit", "/cases", "/camunda/app/tasklist/default/", "/engine-rest/task", "/camunda/api/engine/engine/default/task", "/account",
        "/p/page/x", "/p/", "/p")) {
      HttpResponse<String> answer = home.browser().get(path);
      attempt(KIND, path + " with a patient's cookie: " + answer.statusCode(), answer.statusCode() < 300);
    }
    Session nurse = signIn("nurse");
    attempt(KIND, "a patient's page with a nurse's session", nurse.get("/p/page").statusCode() == 200);
    for (String method : List.of("PUT", "DELETE", "PATCH")) {
      refused(KIND, method, send(HttpRequest.newBuilder(address("/p/page")).method(method, HttpRequest.BodyPublishers.noBody())), 403, 404, 405);
    }
    HttpResponse<String> large = home.raw("/p/page", List.of("a.callMe", "x".repeat(300_000)));
    refused(KIND, "an answer that is too large", large, 413);
    refused(KIND, "a made-up session", stranger().exchange(HttpRequest.newBuilder(address("/p/page")).header("Cookie", "patient=" + "0".repeat(32)).GET()), 404);
  }

  @Test
  void whatWasAnsweredCannotBeSentAgain() {
    PatientAtHome home = opened(maria, "consent", 1948, 3, 2);
    home.page();
    String token = token(home.body());
    String task = task(maria, "askConsent").getId();
    List<String> no = List.of("task", task, "do", "send", "a.consentGiven", "no", "a.understood", "yes", "seen", "consentGiven", "seen", "understood", "_csrf", token);
    List<String> yes = new ArrayList<>(no);
    yes.set(5, "yes");
    home.raw("/p/page", no);
    assertThat(task(maria, "askConsent")).isNull();
    HttpResponse<String> again = home.raw("/p/page", yes);
    attempt(KIND, "the same page again: " + again.statusCode(), !"no".equals(variable(task(maria, "askMood"), "consentGiven")));
  }

  @Test
  void whoTriesManyLinksHasToWait() {
    boolean waits = false;
    for (int knock = 0; knock < 40 && !waits; knock++) {
      HttpResponse<String> answer = send(HttpRequest.newBuilder(address("/p/" + "B".repeat(40) + (100 + knock)))
          .header("X-Forwarded-For", "203.0.113." + knock).GET());
      waits = answer.statusCode() == 429;
      assertThat(answer.statusCode()).isIn(404, 429);
    }
    attempt(KIND, "guessing without end", !waits);
    String link = link(maria, "screening");
    assertThat(stranger().get("/p/" + link).statusCode()).as("a patient at the same address who has a good link").isEqualTo(200);
  }

  private PatientAtHome opened(ProcessInstance instance, String purpose, int year, int month, int day) {
    PatientAtHome home = new PatientAtHome(this, stranger());
    home.open(link(instance, purpose), year, month, day);
    return home;
  }

  private String link(ProcessInstance instance, String purpose) {
    return HomePages.send(engine, sink, instance, purpose, "email", "en", null);
  }

  private Task task(ProcessInstance instance, String id) {
    return engine.getTaskService().createTaskQuery().processInstanceId(instance.getId()).taskDefinitionKey(id).singleResult();
  }
}
