package org.careloop.security.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every call that the engine's REST API describes of itself, by method and path, tried by those who may not make it. The rules are said
 * here a second time and the other way round: what a role can reach at all.
 */
class EveryEngineCallTest extends Attack {

  private record Call(String method, String path) {

    boolean changes() {
      return !method.equals("GET") && !method.equals("OPTIONS");
    }

    boolean is(String pattern) {
      return Pattern.matches(pattern, method + " " + path);
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  private static final String QUERY_OF_HISTORY =
      "POST /history/(process-instance|activity-instance|task|variable-instance|detail|job-log)(/count)?";
  private static final String OWN_ACCOUNT = "(GET|POST) /identity/password-policy|GET /engine";
  private static final String MODELS = "GET /process-definition(/count|/[^/]+|/[^/]+/(xml|diagram)|/key/[^/]+|/key/[^/]+/(xml|diagram))?";
  private static final String TASKS = "(GET|POST) /task(/count)?|GET /task/[^/]+(/(form|deployed-form|rendered-form|form-variables|identity-links))?"
      + "|POST /task/[^/]+/(claim|unclaim|assignee|complete|submit-form|resolve)"
      + "|(GET|OPTIONS) /filter(/count|/[^/]+)?|(GET|POST) /filter/[^/]+/(list|count|singleResult)|POST /group|GET /group/count";
  private static final String STARTS = "GET /process-definition/[^/]+/(startForm|deployed-start-form|form-variables)|POST /process-definition/[^/]+/submit-form";
  private static final String RELEASES = "GET /(decision-definition|decision-requirements-definition|deployment|process-definition)(/.*)?";

  private static final List<Call> CALLS = new ArrayList<>();

  @BeforeAll
  static void read() throws IOException {
    CALLS.clear();
    try (InputStream description = EveryEngineCallTest.class.getResourceAsStream("/openapi.json")) {
      JsonNode paths = new ObjectMapper().readTree(description).path("paths");
      paths.fields().forEachRemaining(path -> path.getValue().fieldNames().forEachRemaining(
          method -> CALLS.add(new Call(method.toUpperCase(Locale.ROOT), path.getKey().replaceAll("\\{[^}]+}", "none")))));
    }
    // What the description leaves out.
    for (String path : List.of("/case-definition", "/case-instance", "/case-execution", "/history/case-instance", "/history/case-activity-instance")) {
      CALLS.add(new Call("GET", path));
      CALLS.add(new Call("POST", path));
    }
    assertThat(CALLS).hasSizeGreaterThan(390);
  }

  @Test
  void strangersAreAnsweredByNone() {
    assertThat(reachedBy(null, "/engine-rest", call -> false)).isEmpty();
    assertThat(reachedBy(null, "/camunda/api/engine/engine/default", call -> false)).isEmpty();
  }

  @Test
  void integrationsAreAnsweredByNone() {
    assertThat(reachedBy("integration", "/engine-rest", call -> false)).isEmpty();
  }

  @Test
  void auditorsChangeNothing() {
    assertThat(reachedBy("auditor", "/engine-rest",
        call -> !call.changes() && (call.is("GET /history/.*") || call.is(RELEASES)) || call.is(QUERY_OF_HISTORY) || call.is(OWN_ACCOUNT))).isEmpty();
  }

  @Test
  void clinicalLeadsReadModels() {
    assertThat(reachedBy("lead", "/engine-rest", call -> call.is(RELEASES) || call.is(OWN_ACCOUNT) || call.is("GET /version")
        || call.is("POST /deployment/create"))).isEmpty();
  }

  @Test
  void theCareTeamReachesTasksAndNothingElse() {
    assertThat(reachedBy("nurse", "/engine-rest", call -> call.is(TASKS) || call.is(STARTS) || call.is(MODELS) || call.is(OWN_ACCOUNT))).isEmpty();
  }

  @Test
  void theCareTeamReachesNoMoreThroughTheWebApplications() {
    Session nurse = signIn("nurse");
    nurse.get("/camunda/app/tasklist/default/");
    List<String> reached = CALLS.stream().filter(call -> !(call.is(TASKS) || call.is(STARTS) || call.is(MODELS) || call.is(OWN_ACCOUNT))).filter(call -> {
      String body = call.changes() ? "{}" : null;
      return count("cross-role calls", nurse.sendJson(call.method(), "/camunda/api/engine/engine/default" + call.path(), body).statusCode() != 403);
    }).map(Call::toString).toList();
    assertThat(reached).isEmpty();
  }

  @Test
  void nobodyReachesWhatIsNotNamed() {
    for (String path : List.of("/engine-rest/nothing", "/engine-rest", "/engine-rest/", "/engine-rest/engine/default/nothing", "/engine-rest/task/x/y/z",
        "/engine-rest/task/", "/engine-rest/engine/other/metrics", "/camunda/api/engine/engine/default/nothing")) {
      assertThat(get(null, path).statusCode()).as(path).isEqualTo(401);
      assertThat(path.startsWith("/camunda") ? signIn("nurse").get(path).statusCode() : get("nurse", path).statusCode()).as(path).isEqualTo(403);
    }
  }

  /** Calls that were let through though the rule does not allow them, or refused though it does. */
  private List<String> reachedBy(String user, String root, Predicate<Call> allowed) {
    List<String> wrong = new ArrayList<>();
    for (Call call : CALLS) {
      int status = send(user, call.method(), root + call.path(), call.changes() ? "{}" : null).statusCode();
      boolean refused = user == null && status == 401 || status == 403;
      if (!allowed.test(call)) {
        count(user == null ? "unauthenticated calls" : "cross-role calls", !refused);
        if (!refused) {
          wrong.add(call + " " + status);
        }
      }
    }
    return wrong;
  }
}
