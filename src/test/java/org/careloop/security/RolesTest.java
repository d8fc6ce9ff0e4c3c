package org.careloop.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.camunda.bpm.engine.task.Task;
import org.careloop.portal.HomePages;
import org.careloop.sandbox.Sink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;

/** The README's table of who may do what, cell by cell, through HTTP. The table is the data, so that it cannot lie. */
class RolesTest extends WebTest {

  private static final String STRANGERS = "Strangers";
  private static final String OWN = "own";
  private static final Pattern ADDRESS = Pattern.compile("`([A-Z]+) ([^`]+)`");
  private static final String PASSWORD = "Str0ng-and-l0ng!";

  @Autowired private Sink sink;

  /** A browser for each person, for all cells. */
  private static final Map<String, Session> SESSIONS = new HashMap<>();
  /** Who stands for a column. */
  private static final Map<String, Role> ROLES = roles();
  /** Whose API calls also go through the web applications. */
  private static final Set<Role> AT_WEB_APPLICATIONS = webApplicationRoles();

  /** What is sent; nothing else is said than that it is JSON where an address is not named here. */
  private static final Map<String, String> BODIES = Map.ofEntries(
      Map.entry("/task/{task}/claim", "{\"userId\":\"{self}\"}"),
      Map.entry("/task/{task}/complete", "{\"variables\":{\"contactOutcome\":{\"value\":\"notReached\"}}}"),
      Map.entry("/task/{task}/submit-form", "{\"variables\":{\"contactOutcome\":{\"value\":\"notReached\"}}}"),
      Map.entry("/task/{task}/delegate", "{\"userId\":\"nurse\"}"),
      Map.entry("/task/{task}/identity-links", "{\"groupId\":\"physicians\",\"type\":\"candidate\"}"),
      Map.entry("/task/{task}/comment/create", "{\"message\":\"x\"}"),
      Map.entry("/task/{task}", "{\"name\":\"Changed\"}"),
      Map.entry("/task/{task}/variables/x", "{\"value\":1}"),
      Map.entry("/process-instance/{case}/variables/x", "{\"value\":1}"),
      Map.entry("/execution/{case}/localVariables/x", "{\"value\":1}"),
      Map.entry("/filter/create", "{\"resourceType\":\"Task\",\"name\":\"Mine {unique}\",\"query\":{}}"),
      Map.entry("/filter/{filter}", "{\"resourceType\":\"Task\",\"name\":\"Mine {unique}\",\"query\":{}}"),
      Map.entry("/process-instance/{case}/modification", "{\"instructions\":[{\"type\":\"startBeforeActivity\",\"activityId\":\"callPatient\"}]}"),
      Map.entry("/migration/generate", "{\"sourceProcessDefinitionId\":\"{definition}\",\"targetProcessDefinitionId\":\"{definition}\"}"),
      Map.entry("/process-instance/suspended-async", "{\"suspended\":false,\"processInstanceIds\":[\"{case}\"]}"),
      Map.entry("/process-definition/key/two-tasks/start",
          "{\"variables\":{\"taskPriority\":{\"value\":50},\"dueAt\":{\"value\":\"2026-03-10T12:00:00.000+0000\",\"type\":\"Date\"}}}"),
      Map.entry("/process-definition/{startable}/submit-form", "{\"variables\":{\"purpose\":{\"value\":\"follow-up\"}}}"),
      Map.entry("/job/retries", "{\"retries\":3,\"jobIds\":[\"none\"]}"),
      Map.entry("/message", "{\"messageName\":\"NobodyWaits\",\"all\":true}"),
      Map.entry("/signal", "{\"name\":\"nobody-waits\"}"),
      Map.entry("/user/create", "{\"profile\":{\"id\":\"new{unique}\",\"firstName\":\"N\",\"lastName\":\"N\"},\"credentials\":{\"password\":\"" + PASSWORD + "\"}}"),
      Map.entry("/tenant/create", "{\"id\":\"t{unique}\",\"name\":\"T\"}"));

  @AfterEach
  void whatOperatorsMadeIsTakenAway() {
    engine.getIdentityService().clearAuthentication();
    engine.getFilterService().createTaskFilterQuery().filterNameLike("Mine%").list()
        .forEach(filter -> engine.getFilterService().deleteFilter(filter.getId()));
    engine.getIdentityService().createUserQuery().userFirstName("N").list().forEach(user -> engine.getIdentityService().deleteUser(user.getId()));
    engine.getIdentityService().createTenantQuery().list().forEach(tenant -> engine.getIdentityService().deleteTenant(tenant.getId()));
    engine.getManagementService().createBatchQuery().list().forEach(batch -> engine.getManagementService().deleteBatch(batch.getId(), false));
  }

  @BeforeAll
  @AfterAll
  static void everybodyComesAnew() {
    SESSIONS.clear();
  }

  static Stream<Arguments> cells() throws IOException {
    List<String> lines = table();
    List<String> columns = split(lines.get(0));
    return lines.stream().skip(2).map(RolesTest::split).flatMap(row -> IntStream.range(2, columns.size())
        .mapToObj(column -> Arguments.of(columns.get(column), row.get(column).isEmpty() ? "no" : row.get(column), row.get(0), row.get(1))));
  }

  @Test
  void everyRoleHasItsColumn() throws IOException {
    List<String> columns = split(table().get(0));
    assertThat(columns.subList(3, columns.size())).hasSize(Role.values().length);
    assertThat(columns.subList(3, columns.size())).allSatisfy(column -> assertThat(ROLES).containsKey(column));
    assertThat(columns.get(2)).isEqualTo(STRANGERS);
  }

  @ParameterizedTest(name = "{0}, {2}: {1}")
  @MethodSource("cells")
  void aRoleMayDoWhatTheTableSaysAndNothingElse(String column, String mark, String what, String addresses) {
    assertThat(mark).isIn("no", "✓", OWN);
    Role role = ROLES.get(column);
    var address = ADDRESS.matcher(addresses);
    while (address.find()) {
      String method = address.group(1);
      String path = address.group(2).startsWith("/") ? address.group(2) : "/engine-rest/" + address.group(2);
      if (!mark.equals(OWN)) {
        check(role, method, path, mark.equals("✓"), null);
      } else {
        check(role, method, path, true, role);
        check(role, method, path, false, role == Role.NURSES ? Role.PHARMACISTS : Role.NURSES);
      }
    }
  }

  /** Tries at each way in; the task, where one is named, is one of the given role's. */
  private void check(Role role, String method, String path, boolean may, Role owner) {
    tryOut(role, method, path, may, owner == null ? Role.NURSES : owner);
    if (path.startsWith("/engine-rest/")) {
      tryOut(role, method, path.replace("/engine-rest/", "/camunda/api/engine/engine/default/"), may && AT_WEB_APPLICATIONS.contains(role),
          owner == null ? Role.NURSES : owner);
    }
  }

  private void tryOut(Role role, String method, String path, boolean may, Role owner) {
    Map<String, String> values = values(path, role, owner);
    String address = fill(path, values);
    String call = path.replaceFirst("^/(engine-rest|camunda/api/engine/engine/default)(?=/)", "");
    boolean withoutForm = owner == Role.PHARMACISTS && (call.endsWith("/complete") || call.endsWith("/submit-form"));
    String body = method.equals("GET") || method.equals("DELETE") ? null
        : withoutForm ? "{}" : fill(BODIES.getOrDefault(call, "{}"), values);
    // A list is asked for with its length; the engine wants that.
    boolean list = method.equals("GET") && !path.contains("{");
    HttpResponse<String> answer = send(role, method, list ? address + "?maxResults=5" : address, body);
    String told = "%s %s for %s: %d %s".formatted(method, address, role, answer.statusCode(), answer.body());
    if (may && path.equals("/engine-rest/deployment/create")) {
      assertThat(answer.statusCode()).as(told).isEqualTo(400);
    } else if (may) {
      assertThat(answer.statusCode()).as(told).isBetween(200, 299);
    } else if (role == null) {
      assertThat(answer.statusCode()).as(told).isIn(302, 401, 403);
      answer.headers().firstValue("Location").ifPresent(to -> assertThat(to).as(told).isEqualTo("/login"));
    } else {
      // What somebody may not see does not exist for them.
      assertThat(answer.statusCode()).as(told).isIn(method.equals("GET") && path.contains("/task/{task}") ? List.of(403, 404) : List.of(403));
    }
  }

  private HttpResponse<String> send(Role role, String method, String address, String body) {
    String user = role == null ? null : user(role);
    if (address.equals("/engine-rest/deployment/create")) {
      return propose(user, address);
    }
    if (address.equals("/hl7/v2") || address.equals("/fhir")) {
      return deliver(user, address);
    }
    if (address.startsWith("/engine-rest/") || address.startsWith("/actuator")) {
      return send(user, method, address, body);
    }
    Session session = SESSIONS.computeIfAbsent(String.valueOf(user), anybody -> user == null ? stranger() : signIn(user));
    if (session.cookie("XSRF-TOKEN") == null) {
      session.get("/camunda/app/tasklist/default/");
    }
    return session.sendJson(method, address, body);
  }

  /** As Modeler does it, but without a diagram: the door is open, and nothing stays behind. */
  private HttpResponse<String> propose(String user, String address) {
    String body = "--x\r\nContent-Disposition: form-data; name=\"deployment-name\"\r\n\r\nTried\r\n--x--\r\n";
    HttpRequest.Builder request = HttpRequest.newBuilder(address(address)).header("Content-Type", "multipart/form-data; boundary=x")
        .POST(HttpRequest.BodyPublishers.ofString(body));
    return send(user == null ? request : request.header("Authorization", basic(user)));
  }

  private HttpResponse<String> deliver(String user, String door) {
    boolean hl7 = door.equals("/hl7/v2");
    String message = get("coordinator", "/sandbox/messages/" + (hl7 ? "A04?patient=100234" : "encounter-admit?patient=100234")).body();
    HttpRequest.Builder request = HttpRequest.newBuilder(address(door))
        .header("Content-Type", hl7 ? "application/hl7-v2" : "application/fhir+json").POST(HttpRequest.BodyPublishers.ofString(message));
    return send(user == null ? request : request.header("Authorization", basic(user)));
  }

  private Map<String, String> values(String path, Role role, Role owner) {
    Map<String, String> values = new HashMap<>();
    values.put("unique", String.valueOf(System.nanoTime()));
    values.put("self", role == null ? "nurse" : user(role));
    if (path.contains("{filter}")) {
      values.put("filter", engine.getFilterService().saveFilter(engine.getFilterService().newTaskFilter("Mine")).getId());
    }
    var definition = engine.getRepositoryService().createProcessDefinitionQuery().processDefinitionKey("two-tasks").latestVersion().singleResult();
    values.put("definition", definition.getId());
    values.put("deployment", definition.getDeploymentId());
    if (path.contains("{startable}")) {
      values.put("startable", engine.getRepositoryService().createProcessDefinitionQuery().processDefinitionKey("with-start-form").latestVersion()
          .singleResult().getId());
    }
    if (path.contains("{decision}")) {
      var decided = engine.getRuntimeService().startProcessInstanceByKey("transition-pathway", new HashMap<>(Map.of("patientId", "roles-1")));
      values.put("decision", engine.getHistoryService().createHistoricDecisionInstanceQuery().processInstanceId(decided.getId())
          .rootDecisionInstancesOnly().list().get(0).getId());
    }
    if (path.contains("{link}")) {
      HomePages.deploy(engine);
      values.put("link", HomePages.send(engine, sink, HomePages.start(engine, HomePages.ROBERT), "screening", "email", "en", null));
    }
    if (path.contains("{task}") || path.contains("{case}") || path.contains("suspended-async") || path.contains("{ended}")) {
      Task task = taskOf(owner);
      values.put("task", task.getId());
      values.put("case", task.getProcessInstanceId());
      if (path.contains("{ended}")) {
        values.put("ended", task.getProcessInstanceId());
        engine.getRuntimeService().deleteProcessInstance(task.getProcessInstanceId(), "ended");
      }
    }
    return values;
  }

  private Task taskOf(Role owner) {
    Task task = newCase("Doe, Jane · 1950-02-03", 50);
    if (owner == Role.PHARMACISTS) {
      engine.getTaskService().complete(task.getId(), Map.of("contactOutcome", "notReached"));
      return engine.getTaskService().createTaskQuery().processInstanceId(task.getProcessInstanceId()).singleResult();
    }
    if (owner != Role.NURSES) {
      engine.getTaskService().addCandidateGroup(task.getId(), owner.group());
    }
    return task;
  }

  private static String basic(String user) {
    return "Basic " + Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8));
  }

  private static String fill(String text, Map<String, String> values) {
    String filled = text;
    for (Map.Entry<String, String> value : values.entrySet()) {
      filled = filled.replace("{" + value.getKey() + "}", value.getValue());
    }
    return filled;
  }

  private static String user(Role role) {
    return SandboxAccounts.all().stream().filter(account -> account.groups().contains(role.group())).findFirst().orElseThrow().id();
  }

  private static Map<String, Role> roles() {
    Map<String, Role> roles = new LinkedHashMap<>(Arrays.stream(Role.values()).collect(Collectors.toMap(Role::label, role -> role)));
    roles.put("Operators", roles.remove(Role.ADMINISTRATORS.label()));
    return roles;
  }

  private static Set<Role> webApplicationRoles() {
    Set<Role> roles = java.util.EnumSet.copyOf(Role.taskRoles());
    roles.add(Role.ADMINISTRATORS);
    return roles;
  }

  private static List<String> table() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("README.md"));
    return lines.stream().skip(lines.indexOf("### Who may do what") + 1L).dropWhile(line -> !line.startsWith("|"))
        .takeWhile(line -> line.startsWith("|")).toList();
  }

  private static List<String> split(String line) {
    return Arrays.stream(line.substring(1, line.lastIndexOf('|')).split("\\|", -1)).map(String::trim).toList();
  }
}
