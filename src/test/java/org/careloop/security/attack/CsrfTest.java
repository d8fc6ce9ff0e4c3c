package org.careloop.security.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Another site's page makes a signed-in person's browser ask for a change. */
class CsrfTest extends Attack {

  private static final String KIND = "csrf";
  private static final String DONE = "{\"variables\":{\"contactOutcome\":{\"value\":\"notReached\"}}}";
  /** Doors for programs: no session opens them, see {@link #aPasswordThatTheBrowserRemembersIsNoUseToAnotherSite()}. */
  private static final Set<String> PROGRAMS = Set.of("/hl7/v2", "/fhir", "/fhir/{type}", "/fhir/{type}/{id}");

  @Autowired @Qualifier("requestMappingHandlerMapping") private RequestMappingHandlerMapping pages;

  /** Every page that takes a form, whoever writes it. */
  private List<String> changes() {
    return pages.getHandlerMethods().keySet().stream()
        .filter(mapping -> mapping.getMethodsCondition().getMethods().stream().anyMatch(method -> method != RequestMethod.GET))
        .flatMap(mapping -> mapping.getPatternValues().stream()).filter(path -> !PROGRAMS.contains(path))
        .map(path -> path.replaceAll("\\{[^}]+}", "1")).distinct().toList();
  }

  @Test
  void noPageTakesAFormWithoutItsTokenOrWithAnothersToken() {
    String foreign = token(signIn("pharmacist").get("/").body());
    for (String user : List.of("coordinator", "lead", "admin")) {
      Session victim = signIn(user);
      for (String path : changes()) {
        refused(KIND, path + " without a token", victim.post(path, Map.of("by", "P1D")), 403);
        refused(KIND, path + " with another's token", victim.post(path, Map.of("by", "P1D", "_csrf", foreign)), 403);
        refused(KIND, path + " as JSON", victim.exchange(HttpRequest.newBuilder(address(path)).header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{}"))), 403);
        refused(KIND, path + " as plain text", victim.exchange(HttpRequest.newBuilder(address(path)).header("Content-Type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString("by=P1D"))), 403);
      }
      refused(KIND, "signing out", victim.post("/logout", Map.of()), 403);
      assertThat(victim.get("/").statusCode()).as("still signed in").isEqualTo(200);
    }
    assertThat(changes()).hasSizeGreaterThan(5);
  }

  @Test
  void nobodyIsSignedInAsSomebodyElse() {
    Session victim = stranger();
    victim.get("/login");
    HttpResponse<String> answer = victim.post("/login", Map.of("username", "nurse", "password", "nurse"));
    attempt(KIND, "signing in without a token", answer.statusCode() != 302 || victim.get("/").statusCode() == 200);
    answer = victim.post("/login", Map.of("username", "nurse", "password", "nurse", "_csrf", token(stranger().get("/login").body())));
    attempt(KIND, "signing in with another session's token", answer.statusCode() != 302 || victim.get("/").statusCode() == 200);
  }

  @Test
  void theWebApplicationsApiAsksForItsToken() {
    Task task = newCase("Doe, Jane · 1950-02-03", 50);
    String api = "/camunda/api/engine/engine/default";
    for (String path : List.of("/task/" + task.getId() + "/claim", "/task/" + task.getId() + "/complete", "/task/" + task.getId() + "/submit-form",
        "/task/" + task.getId() + "/assignee")) {
      for (String type : List.of("application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x")) {
        Session nurse = signIn("nurse"); // A wrong token ends the session.
        nurse.get("/camunda/app/tasklist/default/");
        refused(KIND, path + " as " + type, nurse.exchange(HttpRequest.newBuilder(address(api + path)).header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(DONE))), 403);
        refused(KIND, path + " as " + type + " with a made-up token", nurse.exchange(HttpRequest.newBuilder(address(api + path))
            .header("Content-Type", type).header("X-XSRF-TOKEN", "0123456789ABCDEF").POST(HttpRequest.BodyPublishers.ofString(DONE))), 401, 403);
      }
    }
    Session admin = signIn("admin");
    admin.get("/camunda/app/admin/default/");
    String user = "{\"profile\":{\"id\":\"intruder\",\"firstName\":\"I\",\"lastName\":\"N\"},\"credentials\":{\"password\":\"Intruder-12345!\"}}";
    refused(KIND, "an account through the administrator", admin.exchange(HttpRequest.newBuilder(address(api + "/user/create"))
        .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(user))), 403);
    stillThere(task);
  }

  @Test
  void aPasswordThatTheBrowserRemembersIsNoUseToAnotherSite() {
    Task task = newCase("Doe, Jane · 1950-02-03", 50);
    List<String[]> signs = List.of(new String[] {"Origin", "https://evil.example"}, new String[] {"Origin", "null"},
        new String[] {"Sec-Fetch-Site", "cross-site"}, new String[] {"Sec-Fetch-Site", "same-site", "Origin", "http://other.localhost"});
    for (String[] sign : signs) {
      refused(KIND, "complete with " + sign[1],
          request("nurse", "POST", "/engine-rest/task/" + task.getId() + "/complete", DONE, with(sign, "Content-Type", "application/json")), 403);
      refused(KIND, "an account with " + sign[1], request("admin", "POST", "/engine-rest/user/create",
          "{\"profile\":{\"id\":\"intruder\"},\"credentials\":{\"password\":\"Intruder-12345!\"}}", with(sign, "Content-Type", "application/json")), 403);
      refused(KIND, "a message with " + sign[1],
          request("integration", "POST", "/hl7/v2", "MSH|^~\\&|", with(sign, "Content-Type", "text/plain")), 403);
      refused(KIND, "ending a case with " + sign[1],
          request("admin", "DELETE", "/engine-rest/process-instance/" + task.getProcessInstanceId(), null, sign), 403);
    }
    // What a form of another site can send without asking first: none of it is taken for JSON.
    for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x")) {
      refused(KIND, "complete as " + type,
          request("nurse", "POST", "/engine-rest/task/" + task.getId() + "/complete", DONE, "Content-Type", type), 400, 411, 415);
    }
    stillThere(task);
  }

  @Test
  void aLinkChangesNothing() {
    Task task = newCase("Doe, Jane · 1950-02-03", 50);
    Session nurse = signIn("nurse");
    nurse.get("/camunda/app/tasklist/default/");
    for (String path : List.of("/logout", "/camunda/api/admin/auth/user/default/logout", "/sandbox/clock?by=P1D", "/sandbox/heal",
        "/camunda/api/engine/engine/default/task/" + task.getId() + "/complete",
        "/camunda/api/engine/engine/default/task/" + task.getId() + "/claim?userId=nurse")) {
      HttpResponse<String> answer = nurse.get(path);
      attempt(KIND, "GET " + path + " " + answer.statusCode(), answer.statusCode() < 400 && !path.equals("/logout"));
    }
    for (String[] override : List.of(new String[] {"X-HTTP-Method-Override", "DELETE"}, new String[] {"X-Method-Override", "POST"},
        new String[] {"X-HTTP-Method", "PUT"})) {
      HttpResponse<String> answer = request("admin", "GET", "/engine-rest/process-instance/" + task.getProcessInstanceId() + "?_method=DELETE", null,
          override);
      attempt(KIND, "GET with " + override[0], answer.statusCode() != 200);
    }
    assertThat(nurse.get("/").statusCode()).as("still signed in").isEqualTo(200);
    stillThere(task);
  }

  private void stillThere(Task task) {
    Task now = engine.getTaskService().createTaskQuery().taskId(task.getId()).singleResult();
    assertThat(now).isNotNull();
    assertThat(now.getAssignee()).isNull();
  }

  private static String[] with(String[] some, String... more) {
    String[] all = java.util.Arrays.copyOf(some, some.length + more.length);
    System.arraycopy(more, 0, all, some.length, more.length);
    return all;
  }
}
