package org.careloop.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebSecurityTest extends WebTest {

  @ParameterizedTest
  @ValueSource(strings = {"/login", "/careloop.css", "/careloop.js", "/careloop.svg", "/actuator/health"})
  void strangersSeeTheSignInPageAndTheHealthAnswer(String path) {
    assertThat(get(null, path).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/engine-rest/task", "/engine-rest/engine", "/engine-rest/user", "/engine-rest/version", "/hl7/v2", "/fhir/Encounter",
      "/sandbox/fhir/Patient", "/sandbox/fhir/metadata", "/actuator", "/actuator/prometheus", "/actuator/health/liveness", "/actuator/env",
      "/camunda/api/engine/engine", "/camunda/api/engine/engine/default/task", "/camunda/api/admin/auth/user/default"})
  void strangersGetNoAnswerFromAProgramsDoor(String path) {
    assertThat(get(null, path).statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/camunda", "/camunda/app/tasklist/", "/camunda/app/tasklist/default/", "/camunda/lib/deps.js",
      "/camunda/app/tasklist/scripts/config.js", "/audit", "/protocols", "/dashboard", "/handbook", "/sandbox", "/inbox", "/error", "/h2-console",
      "/nothing", "/index.html", "/templates/start.html", "/about", "/careloop.css/../about"})
  void strangersAreSentToTheSignInPageFromEverywhereElse(String path) {
    var answer = get(null, path);
    assertThat(answer.statusCode()).isIn(302, 400);
    answer.headers().firstValue("Location").ifPresent(location -> assertThat(location).endsWith("/login"));
  }

  @ParameterizedTest
  @CsvSource({
      "nurse, /engine-rest/task?maxResults=5, 200", "integration, /engine-rest/task, 403", "auditor, /engine-rest/history/process-instance?maxResults=5, 200",
      "privacy, /engine-rest/task?maxResults=5, 200", "lead, /engine-rest/task?maxResults=5, 403", "coordinator, /actuator/prometheus, 403", "admin, /actuator, 200", "nurse, /hl7/v2, 403", "nurse, /fhir/Encounter, 403",
      "coordinator, /sandbox/fhir/anything, 404"})
  void programsReachWhatTheirRoleAllows(String user, String path, int status) {
    assertThat(get(user, path).statusCode()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
      "nurse, /, 200", "nurse, /audit, 403", "nurse, /protocols, 403", "nurse, /camunda/app/tasklist/default/, 200",
      "nurse, /camunda/app/cockpit/default/, 403", "nurse, /camunda/app/admin/default/, 403", "auditor, /camunda/app/tasklist/default/, 403",
      "lead, /audit, 403", "auditor, /protocols, 403", "privacy, /audit, 403", "privacy, /inbox, 403",
      "privacy, /camunda/app/tasklist/default/, 200", "privacy, /camunda/app/cockpit/default/, 403", "nurse, /privacy, 403", "lead, /privacy, 403",
      "admin, /privacy, 403", "admin, /camunda/app/cockpit/default/, 200", "nurse, /nothing-known, 403"})
  void peopleReachWhatTheirRoleAllows(String user, String path, int status) {
    assertThat(signIn(user).get(path).statusCode()).isEqualTo(status);
  }

  @Test
  void aPasswordThatIsWrongAndAUserWhoDoesNotExistAreAnsweredAlike() {
    Session wrong = signIn("nurse", "not-hers");
    Session unknown = signIn("nobody", "nobody");
    assertThat(wrong.last().headers().firstValue("Location")).isEqualTo(unknown.last().headers().firstValue("Location"))
        .hasValueSatisfying(location -> assertThat(location).endsWith("/login?refused"));
    assertThat(wrong.get("/login?refused").body()).contains("User name or password is wrong");
    assertThat(send("nurse", "not-hers", "GET", "/engine-rest/task", null).statusCode()).isEqualTo(401);
    engine.getIdentityService().unlockUser("nurse");
  }

  @Test
  void tooManyAttemptsLockAnAccountForAWhile() {
    for (int attempt = 0; attempt < 3; attempt++) {
      send("lead2", "guess" + attempt, "GET", "/engine-rest/task", null);
    }
    assertThat(get("lead2", "/engine-rest/process-definition?maxResults=5").statusCode()).as("right password while locked").isEqualTo(401);
    engine.getIdentityService().unlockUser("lead2");
    var answer = get("lead2", "/engine-rest/process-definition?maxResults=5");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void theSessionCookieIsOutOfReachOfScriptsAndOtherSites() {
    Session session = new Session();
    session.get("/login");
    assertThat(session.setCookies()).anySatisfy(cookie -> assertThat(cookie).startsWith("JSESSIONID").contains("HttpOnly").contains("SameSite=Lax"));
  }

  @Test
  void signingInChangesTheSession() {
    Session session = new Session();
    String page = session.get("/login").body();
    String before = session.setCookies().toString();
    session.post("/login", Map.of("username", "nurse", "password", "nurse", "_csrf", token(page)));
    assertThat(session.setCookies()).isNotEmpty().doesNotHaveToString(before);
  }

  @Test
  void aFormWithoutItsTokenIsRefused() {
    Session session = new Session();
    session.get("/login");
    session.post("/login", Map.of("username", "nurse", "password", "nurse"));
    assertThat(session.last().headers().firstValue("Location")).hasValueSatisfying(to -> assertThat(to).endsWith("/login?expired"));
    assertThat(session.get("/login?expired").body()).contains("open for too long");
    assertThat(session.get("/").statusCode()).isEqualTo(302);
    assertThat(signIn("nurse").post("/logout", Map.of()).statusCode()).isEqualTo(403);
  }

  @Test
  void programsGetNoSession() {
    assertThat(get("nurse", "/engine-rest/task").headers().allValues("Set-Cookie")).isEmpty();
  }

  @Test
  void aPersonsSessionDoesNotOpenTheProgramsDoors() {
    assertThat(signIn("admin").get("/engine-rest/task").statusCode()).isEqualTo(401);
  }

  @Test
  void pagesForbidForeignScriptsAndFrames() {
    var answer = get(null, "/login");
    assertThat(answer.headers().firstValue("Content-Security-Policy")).hasValueSatisfying(
        policy -> assertThat(policy).contains("default-src 'none'").contains("frame-ancestors 'none'").doesNotContain("unsafe"));
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(answer.headers().firstValue("X-Frame-Options")).hasValue("DENY");
    assertThat(answer.headers().firstValue("Cache-Control")).hasValueSatisfying(cache -> assertThat(cache).contains("no-store"));
    var tasklist = signIn("nurse").get("/camunda/app/tasklist/default/");
    assertThat(tasklist.headers().allValues("Content-Security-Policy")).hasSize(1).first().asString()
        .contains("strict-dynamic").doesNotContain("script-src 'unsafe-inline'");
  }

  @Test
  void theSignInPageWarnsOfTheSandboxAndNamesItsUsers() {
    assertThat(get(null, "/login").body()).contains("Sandbox – synthetic patients only", "coordinator", "pharmacist", "socialworker", "integration");
  }

  @Test
  void whoSignsOutIsOut() {
    Session session = signIn("nurse");
    String page = session.get("/").body();
    session.post("/logout", Map.of("_csrf", token(page)));
    assertThat(session.last().headers().firstValue("Location")).hasValueSatisfying(to -> assertThat(to).endsWith("/login?signed-out"));
    assertThat(session.last().headers().firstValue("Clear-Site-Data").orElse("\"storage\"")).contains("storage");
    assertThat(session.get("/").statusCode()).isEqualTo(302);
  }

  @Test
  void tasklistsOwnSignOutEndsTheSession() {
    Session session = signIn("nurse");
    session.get("/camunda/app/tasklist/default/");
    assertThat(session.postJson("/camunda/api/admin/auth/user/default/logout", "").statusCode()).isEqualTo(204);
    assertThat(session.get("/").statusCode()).isEqualTo(302);
  }

  @Test
  void tasklistTakesTheUserFromTheSignIn() {
    Session session = signIn("nurse");
    session.get("/camunda/app/tasklist/default/");
    assertThat(session.get("/camunda/api/admin/auth/user/default").body()).contains("\"userId\":\"nurse\"").contains("tasklist")
        .doesNotContain("cockpit");
  }

  @Test
  void nobodySignsInPastTheSignInPage() {
    Session session = signIn("nurse");
    session.get("/camunda/app/tasklist/default/");
    assertThat(session.post("/camunda/api/admin/auth/user/default/login/tasklist", Map.of("username", "admin", "password", "admin")).statusCode())
        .isEqualTo(403);
  }

  @Test
  void camundasOwnTokenIsAskedFor() {
    String query = "/camunda/api/engine/engine/default/task?maxResults=5";
    Session session = signIn("nurse");
    session.get("/camunda/app/tasklist/default/");
    assertThat(session.postJson(query, "{}").statusCode()).isEqualTo(200);
    assertThat(session.exchange(HttpRequest.newBuilder(address(query)).header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString("{}"))).statusCode()).isEqualTo(403);
  }

  @Test
  void aPageOfAnotherRoleIsRefusedInPlainWords() {
    Session session = signIn("nurse");
    var answer = session.get("/audit");
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("Not for your role").doesNotContain("Whitelabel");
  }

  @Test
  void theStartPageShowsEachRoleItsWays() {
    assertThat(signIn("nurse").get("/").body()).contains("Welcome, Nora", "/camunda/app/tasklist/").doesNotContain("/camunda/app/cockpit/");
    assertThat(signIn("admin").get("/").body()).contains("/camunda/app/cockpit/", "/camunda/app/admin/");
  }
}
