package org.careloop.security.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Somebody knows the session that a person is going to sign in with, or goes on with one that has ended. */
class FixationTest extends Attack {

  private static final String KIND = "session fixation";

  @Test
  void aSessionThatWasPlantedIsNotTheOneAfterSigningIn() {
    for (String planted : List.of("0123456789ABCDEF0123456789ABCDEF", "x", "../../x", "A".repeat(400))) {
      HttpResponse<String> page = request(null, "GET", "/login", null, "Cookie", "JSESSIONID=" + planted);
      attempt(KIND, "a session of the attacker's choice", page.headers().allValues("Set-Cookie").stream().anyMatch(cookie -> cookie.startsWith("JSESSIONID=" + planted + ";")));
      attempt(KIND, "use of it", signedIn("JSESSIONID=" + planted));
    }
  }

  @Test
  void theSessionBeforeSigningInIsWorthNothingAfterwards() {
    for (String user : List.of("nurse", "coordinator", "lead", "admin")) {
      Session victim = stranger();
      String page = victim.get("/login").body();
      String before = victim.cookie("JSESSIONID");
      victim.post("/login", Map.of("username", user, "password", user, "_csrf", token(page)));
      assertThat(victim.get("/").statusCode()).isEqualTo(200);
      attempt(KIND, "the session keeps its name", before.equals(victim.cookie("JSESSIONID")));
      attempt(KIND, "the old session is signed in", signedIn("JSESSIONID=" + before));
      attempt(KIND, "the old token is good", victim.post("/logout", Map.of("_csrf", token(page))).statusCode() != 403);
    }
  }

  @Test
  void aSessionThatEndedStaysEnded() {
    for (String way : List.of("/logout", "/camunda/api/admin/auth/user/default/logout")) {
      Session person = signIn("nurse");
      String token = token(person.get("/").body());
      person.get("/camunda/app/tasklist/default/");
      String session = person.cookie("JSESSIONID");
      if (way.equals("/logout")) {
        person.post(way, Map.of("_csrf", token));
      } else {
        person.postJson(way, "");
      }
      attempt(KIND, "going on after " + way, signedIn("JSESSIONID=" + session));
    }
  }

  @Test
  void noAddressCarriesASession() {
    Session person = signIn("nurse");
    String session = person.cookie("JSESSIONID");
    for (String path : List.of("/;jsessionid=" + session, "/inbox;jsessionid=" + session, "/camunda/app/tasklist/default/;jsessionid=" + session,
        "/?jsessionid=" + session, "/?JSESSIONID=" + session)) {
      HttpResponse<String> answer = request(null, "GET", path, null);
      attempt(KIND, path, answer.statusCode() == 200);
    }
    String page = stranger().get("/login").body();
    attempt(KIND, "the sign-in page writes sessions into its links", page.toLowerCase().contains("jsessionid"));
  }

  private boolean signedIn(String cookie) {
    return send(HttpRequest.newBuilder(address("/")).header("Cookie", cookie).GET()).statusCode() == 200;
  }
}
