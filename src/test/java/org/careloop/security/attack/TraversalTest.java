package org.careloop.security.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Addresses that try to leave the place they begin at: dots as they are, encoded once and twice, with semicolons and backslashes. */
class TraversalTest extends Attack {

  private static final String KIND = "path traversal";

  private static final List<String> UP = List.of("../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%252f", "%252e%252e%252f", "..\\", "..%5c", "%2e%2e%5c",
      "..;/", ".%2e/", "..%c0%af", "..%00/", "..//", "....//", "%u002e%u002e/");
  private static final List<String> FROM = List.of("/", "/careloop.css/", "/camunda/lib/", "/camunda/app/tasklist/scripts/",
      "/camunda/api/tasklist/plugin/tasklistPlugins/static/", "/camunda/api/cockpit/plugin/cockpitPlugins/static/", "/sandbox/messages/", "/inbox/",
      "/engine-rest/deployment/x/resources/", "/sandbox/fhir/Patient/", "/actuator/health/");
  private static final List<String> GOAL = List.of("etc/passwd", "application.yaml", "WEB-INF/web.xml", "engine-rest/user");
  /** What would show that a file, a setting or another's answer came back. */
  private static final List<String> LOOT = List.of("root:x:0", "datasource:", "<web-app", "\"firstName\"", "careloop.security");

  @Test
  void noAddressLeadsOutOfItsPlace() {
    String admin = signIn("admin").cookie("JSESSIONID");
    for (String from : FROM) {
      for (String up : UP) {
        for (String goal : GOAL) {
          String path = from + up.repeat(4) + goal;
          String answer = raw("GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: JSESSIONID=%s\r\n\r\n".formatted(path, admin));
          attempt(KIND, path + "\n" + answer, LOOT.stream().anyMatch(answer::contains) || answer.startsWith("HTTP/1.1 200"));
          tellsNothing(path, answer);
        }
      }
    }
  }

  @Test
  void aNameIsNoPath() {
    List<String> paths = new ArrayList<>();
    for (String up : List.of("..%2f", "%2e%2e%2f", "..%5c", "..%252f", "%2fetc%2fpasswd", "file:%2f%2f%2fetc%2fpasswd", "classpath:application.yaml",
        "..%00", "A03%00.txt")) {
      paths.add("/sandbox/messages/" + up + "?patient=100234");
      paths.add("/engine-rest/deployment/" + up + "/resources");
      paths.add("/engine-rest/process-definition/key/" + up + "/xml");
      paths.add("/inbox/" + up);
      paths.add("/engine-rest/history/variable-instance/" + up + "/data");
    }
    for (String path : paths) {
      String answer = raw("GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: %s\r\n\r\n".formatted(path, basic("admin")));
      attempt(KIND, path + "\n" + answer, LOOT.stream().anyMatch(answer::contains) || answer.startsWith("HTTP/1.1 200"));
      tellsNothing(path, answer);
    }
  }

  @Test
  void aRuleIsNotLeftByWritingTheAddressInAnotherWay() {
    for (String path : List.of("/engine-rest;x/user", "/ENGINE-REST/user", "/engine-rest//user", "/engine-rest/./user", "/engine-rest/task/../user",
        "/engine-rest/task/..;/user", "/engine-rest/us%65r/", "/engine-rest/%75ser", "/engine-rest%2fuser", "/engine-rest/user;.css", "/engine-rest/user/",
        "/engine-rest/user.json", "/login/../engine-rest/user", "/login;/../engine-rest/user", "/actuator/health/../prometheus",
        "/actuator/health;/../../engine-rest/user", "//engine-rest/user", "/\\engine-rest/user", "/engine-rest/engine/default/user",
        "/engine-rest/engine/./default/user", "/camunda/api/engine/engine/default/user", "/camunda/api/engine/engine/default/%75ser",
        "/camunda/api/engine/engine/default/task/../user", "http://localhost/engine-rest/user")) {
      for (String user : new String[] {null, "nurse", "integration"}) {
        String signed = user == null ? "" : "Authorization: " + basic(user) + "\r\n";
        String answer = raw("GET %s?maxResults=5 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s\r\n".formatted(path, signed));
        attempt(KIND, path + " for " + user + "\n" + answer, !answer.matches("(?s)HTTP/1.1 (400|401|403|404|302) .*") || answer.contains("firstName"));
      }
    }
    assertThat(get("admin", "/engine-rest/user?maxResults=5").body()).contains("firstName");
  }
}
