package org.careloop.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.careloop.protocol.vetting.ModelsRefused;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replays the published attacks on the engine against the running program. The marker that would show success is a system property. */
class EngineHolesTest extends WebTest {

  private static final String MARKER = "careloop.test.marker";
  /** What the published attack does, with a harmless effect. */
  private static final String ATTACK = "${''.getClass().forName('java.lang.System').getMethod('setProperty', ''.getClass(), ''.getClass())"
      + ".invoke(null, '" + MARKER + "', 'reached')}";

  @AfterEach
  void theMarkerWasNeverSet() {
    assertThat(System.getProperty(MARKER)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "{\"orQueries\":[{\"assigneeExpression\":\"%s\"}]}",
      "{\"orQueries\":[{\"candidateGroupExpression\":\"%s\",\"name\":\"x\"}]}",
      "{\"orQueries\":[{\"\\u0061ssigneeExpr\\u0065ssion\":\"%s\"}]}",
      "{\"orQueries\":[{\"dueBeforeExpression\":\"%s\"}],\"orQueries\":[]}",
      "{\"orQueries\":[{\"orQueries\":[{\"assigneeExpression\":\"%s\"}]}]}",
      "{\"assigneeExpression\":\"%s\"}"})
  void anExpressionInAQueryIsRefused(String query) {
    String body = query.formatted(ATTACK.replace("\"", "\\\""));
    for (String path : List.of("/engine-rest/task?maxResults=5", "/engine-rest/task/count", "/engine-rest/t%61sk?maxResults=5",
        "/engine-rest/engine/default/task?maxResults=5", "/engine-rest/history/task?maxResults=5")) {
      assertThat(post("admin", path, body).statusCode()).as(path).isEqualTo(403);
      assertThat(post(null, path, body).statusCode()).as(path + " for strangers").isEqualTo(401);
    }
    Session session = signIn("admin");
    session.get("/camunda/app/tasklist/default/");
    assertThat(session.postJson("/camunda/api/engine/engine/default/task?maxResults=5", body).statusCode()).isEqualTo(403);
  }

  @Test
  void anExpressionInAFilterIsRefused() {
    String filter = engine.getFilterService().createTaskFilterQuery().filterName("My work").singleResult().getId();
    String query = "{\"orQueries\":[{\"assigneeExpression\":\"" + ATTACK + "\"}]}";
    String created = "{\"resourceType\":\"Task\",\"name\":\"mine\",\"query\":" + query + "}";
    assertThat(post("admin", "/engine-rest/filter/create", created).statusCode()).isEqualTo(403);
    assertThat(send("admin", "PUT", "/engine-rest/filter/" + filter, created).statusCode()).isEqualTo(403);
    for (String action : List.of("list", "count", "singleResult")) {
      assertThat(post("nurse", "/engine-rest/filter/" + filter + "/" + action, query).statusCode()).as(action).isEqualTo(403);
    }
    assertThat(get("nurse", "/engine-rest/task?maxResults=5&assigneeExpression=" + "%24%7B1%2B1%7D").statusCode()).isEqualTo(403);
  }

  @Test
  void aQueryWithoutExpressionsIsAnswered() {
    assertThat(post("nurse", "/engine-rest/task?maxResults=5", "{\"orQueries\":[{\"name\":\"x\",\"assignee\":\"nurse\"}]}").statusCode())
        .isEqualTo(200);
    assertThat(post("nurse", "/engine-rest/task?maxResults=5", "{not json").statusCode()).isEqualTo(400);
  }

  @Test
  void evenPastTheDoorTheExpressionReachesNothing() {
    var query = engine.getTaskService().createTaskQuery().or().taskAssigneeExpression(ATTACK).endOr();
    assertRefused(query::list);
  }

  @Test
  void nobodyCreatesAnAdministratorThroughTheSetUpPage() {
    List<String> admins = engine.getIdentityService().createUserQuery().memberOfGroup("camunda-admin").list().stream().map(user -> user.getId()).toList();
    admins.forEach(admin -> engine.getIdentityService().deleteMembership(admin, "camunda-admin"));
    try {
      String user = "{\"profile\":{\"id\":\"intruder\",\"firstName\":\"I\",\"lastName\":\"N\",\"email\":\"\"},\"credentials\":{\"password\":\"intruder\"}}";
      for (String path : List.of("/camunda/api/admin/setup/default/user/create", "/camunda/api/admin/setup/default/user/create/",
          "/camunda/api/admin/setup/other/user/create")) {
        assertThat(post(null, path, user).statusCode()).as(path).isEqualTo(403);
        Session session = signIn("nurse");
        assertThat(session.postJson(path, user).statusCode()).as(path + " signed in").isEqualTo(403);
      }
      for (String path : List.of("/camunda/app/admin/default/setup/", "/camunda/app/admin/default/setup")) {
        assertThat(get(null, path).statusCode()).as(path).isEqualTo(403);
      }
      for (String path : List.of("/camunda/api/admin/%73etup/default/user/create", "/camunda/api//admin/setup/default/user/create",
          "/camunda/api/admin;x=1/setup/default/user/create", "/camunda/api/x/../admin/setup/default/user/create")) {
        assertThat(post(null, path, user).statusCode()).as(path).isIn(400, 403);
      }
      assertThat(engine.getIdentityService().createUserQuery().userId("intruder").count()).isZero();
    } finally {
      admins.forEach(admin -> engine.getIdentityService().createMembership(admin, "camunda-admin"));
    }
  }

  @Test
  void nobodyDeploysThroughTheApi() {
    assertThat(post("admin", "/engine-rest/deployment/create", "{}").statusCode()).isEqualTo(403);
    assertThat(post("admin", "/engine-rest/engine/default/deployment/create", "{}").statusCode()).isEqualTo(403);
    Session session = signIn("admin");
    session.get("/camunda/app/cockpit/default/");
    assertThat(session.postJson("/camunda/api/engine/engine/default/deployment/create", "{}").statusCode()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "${''.getClass()}", "${''.class}", "${''['class']}", "${''['getClass']()}", "${name.class.classLoader}", "${map.getClass()}",
      "${execution.processEngineServices.identityService}", "${execution.getProcessEngineServices()}", "${execution.processEngine}",
      "${execution.bpmnModelInstance}", "${execution.setVariable('x', 'y')}", "${execution.engineServices}", "${execution.processDefinition}",
      "${manualStep}", "${environment}", "${dataSource}", "${runtimeService}", "${processEngine}", "${systemProperties}",
      "${calendar.getClass()}", "${calendar.class}", "${retryStep.execute(execution)}", "${retryStep.class}",
      "${(1).getInteger('x')}", "${dateTime().chronology.zone}", "#{''.getClass().forName('java.lang.Runtime')}", "${variableContext.keySet()}"})
  void anExpressionInADiagramReachesNothingButData(String expression) {
    assertRefused(() -> evaluate(expression));
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "${name}", "${name.length()}", "${map.inner.value}", "${map.size()}", "${list[0]}", "${map['class']}", "${number > 3 && name == 'x'}",
      "${execution.processInstanceId}", "${execution.getVariable('name')}", "${execution.processBusinessKey}", "${dateTime().plusDays(1)}", "${now()}",
      "${calendar.now()}", "${calendar.daysAfter('2026-03-10T12:00:00Z', 2)}", "${startOfToday()}"})
  void anExpressionOverDataGoesOnWorking(String expression) {
    assertThatCode(() -> evaluate(expression)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"juel", "javascript", "groovy", "python", "feel"})
  void noScriptRuns(String language) {
    assertRefused(() -> run(Bpmn.createExecutableProcess("attack").camundaHistoryTimeToLive(1).startEvent()
        .scriptTask().scriptFormat(language).scriptText(ATTACK), Map.of()));
  }

  @Test
  void theNameAndDocumentationOfATaskReachNothing() {
    assertRefused(() -> run(Bpmn.createExecutableProcess("attack").camundaHistoryTimeToLive(1).startEvent().userTask().name("N " + ATTACK), Map.of()));
    assertRefused(() -> run(Bpmn.createExecutableProcess("attack").camundaHistoryTimeToLive(1).startEvent()
        .userTask().documentation("D " + ATTACK), Map.of()));
  }

  @Test
  void storedFiltersKnowWhoAsks() {
    engine.getIdentityService().setAuthentication("nurse", List.of("nurses"));
    for (Filter filter : engine.getFilterService().createTaskFilterQuery().listPage(0, 10)) {
      List<Task> found = engine.getFilterService().listPage(filter.getId(), 0, 10);
      assertThat(found).as(filter.getName()).isEmpty();
    }
  }

  private void evaluate(String expression) {
    run(Bpmn.createExecutableProcess("attack").camundaHistoryTimeToLive(1).startEvent().camundaExecutionListenerExpression("end", expression),
        new HashMap<>(Map.of("name", "x", "number", 4, "list", List.of("a"), "map", Map.of("inner", Map.of("value", 1), "class", "c"))));
  }

  private void run(org.camunda.bpm.model.bpmn.builder.AbstractFlowNodeBuilder<?, ?> process, Map<String, Object> variables) {
    String diagram = Bpmn.convertToString(process.userTask("after").done());
    String deployment = PastTheGate.call(engine, () -> deploy(diagram));
    try {
      engine.getRuntimeService().startProcessInstanceByKey("attack", "key", variables);
    } finally {
      takeAway(deployment);
    }
  }

  /** Its cases are ended; their history stays, as all history does. */
  private void takeAway(String deployment) {
    engine.getRuntimeService().createProcessInstanceQuery().deploymentId(deployment).list()
        .forEach(open -> engine.getRuntimeService().deleteProcessInstance(open.getId(), "test over", true, true));
    engine.getRepositoryService().deleteDeployment(deployment, false, true, true);
  }

  private String deploy(String diagram) {
    return engine.getRepositoryService().createDeployment()
        .addInputStream("attack.bpmn", new java.io.ByteArrayInputStream(diagram.getBytes(StandardCharsets.UTF_8))).deploy().getId();
  }

  @Test
  void noUnsafeDiagramPassesTheGate() {
    String diagram = Bpmn.convertToString(Bpmn.createExecutableProcess("attack").camundaHistoryTimeToLive(1).startEvent()
        .scriptTask("steal").name("Steal").scriptFormat("juel").scriptText(ATTACK).endEvent().done());

    assertThatThrownBy(() -> deploy(diagram)).isInstanceOf(ModelsRefused.class)
        .hasMessageContaining("script task \"Steal\" (steal)").hasMessageContaining("A script can do anything");
    assertThat(engine.getRepositoryService().createProcessDefinitionQuery().processDefinitionKey("attack").count()).isZero();
  }

  @Test
  void anUnsafeDiagramThatIsInTheDatabaseAllTheSameIsNotRun() {
    String diagram = Bpmn.convertToString(Bpmn.createExecutableProcess("attack").camundaHistoryTimeToLive(1).startEvent()
        .serviceTask("run").camundaClass("java.lang.Thread").endEvent().done());
    String deployment = PastTheGate.call(engine, () -> deploy(diagram));
    try {
      ((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration()).getDeploymentCache().purgeCache();

      assertThatThrownBy(() -> engine.getRuntimeService().startProcessInstanceByKey("attack")).isInstanceOf(ModelsRefused.class)
          .hasMessageContaining("java.lang.Thread");
    } finally {
      PastTheGate.call(engine, () -> {
        takeAway(deployment);
        return null;
      });
    }
  }

  @Test
  void aSafeDiagramIsLaidDownAsBefore() {
    String diagram = Bpmn.convertToString(Bpmn.createExecutableProcess("harmless").camundaHistoryTimeToLive(1).startEvent()
        .userTask("look").camundaAssignee("${starter}").endEvent().done());
    String deployment = deploy(diagram);

    assertThat(engine.getRepositoryService().createProcessDefinitionQuery().deploymentId(deployment).count()).isEqualTo(1);
    takeAway(deployment);
  }

  private static void assertRefused(ThrowingCallable attack) {
    assertThatThrownBy(attack).isInstanceOf(ProcessEngineException.class).satisfies(refusal -> {
      StringBuilder texts = new StringBuilder();
      for (Throwable cause = refusal; cause != null; cause = cause.getCause()) {
        texts.append(cause.getMessage()).append('\n');
      }
      assertThat(texts.toString()).containsAnyOf("closed to expressions", "Cannot resolve identifier", "scripts are switched off");
    });
  }
}
