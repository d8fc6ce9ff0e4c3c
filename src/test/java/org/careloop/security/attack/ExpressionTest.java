package org.careloop.security.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Expressions smuggled into what the engine evaluates: task queries, filters, sub-queries, parameters, names and values. */
class ExpressionTest extends Attack {

  private static final String KIND = "expression injection";

  private static final List<String> KEYS = List.of("assigneeExpression", "assigneeLikeExpression", "ownerExpression", "candidateUserExpression",
      "candidateGroupExpression", "candidateGroupsExpression", "involvedUserExpression", "dueDateExpression", "dueBeforeExpression",
      "dueAfterExpression", "followUpDateExpression", "followUpBeforeExpression", "followUpBeforeOrNotExistentExpression", "followUpAfterExpression",
      "createdOnExpression", "createdBeforeExpression", "createdAfterExpression", "updatedAfterExpression", "processInstanceBusinessKeyExpression",
      "processInstanceBusinessKeyLikeExpression", "assigneeInExpression");
  private static final List<String> SHAPES = List.of(
      "{\"%1$s\":\"%2$s\"}",
      "{\"orQueries\":[{\"%1$s\":\"%2$s\"}]}",
      "{\"orQueries\":[{\"name\":\"x\",\"%1$s\":\"%2$s\"},{\"name\":\"y\"}]}",
      "{\"orQueries\":[{\"orQueries\":[{\"%1$s\":\"%2$s\"}]}]}",
      "{\"orQueries\":[{\"%1$s\":\"%2$s\"}],\"orQueries\":[]}",
      "{\"%1$s\":null,\"%1$s\":\"%2$s\"}",
      "\uFEFF{\"orQueries\":[{\"%1$s\":\"%2$s\"}]}",
      "{\"orQueries\":[{\"%3$s\":\"%2$s\"}]}");
  private static final String TEXT = EXPRESSION.replace("\"", "\\\"");

  @Test
  void noTaskQueryEvaluatesWhatItIsGiven() {
    Session nurse = signIn("nurse");
    nurse.get("/camunda/app/tasklist/default/");
    for (String key : KEYS) {
      String escaped = "\\u00%02x%s".formatted((int) key.charAt(0), key.substring(1).replace("x", "\\u0078"));
      for (String shape : SHAPES) {
        String body = shape.formatted(key, TEXT, escaped);
        refused(KIND, body, post("nurse", "/engine-rest/task?maxResults=5", body), 400, 403);
        refused(KIND, body, nurse.postJson("/camunda/api/engine/engine/default/task/count", body), 400, 403);
      }
      refused(KIND, key, get("nurse", "/engine-rest/task?maxResults=5&" + key + "=" + encoded(EXPRESSION)), 400, 403);
      refused(KIND, key, get("admin", "/engine-rest/engine/default/task/count?" + key + "=" + encoded(EXPRESSION)), 400, 403);
    }
  }

  @Test
  void noFilterIsMadeOrAskedWithOne() {
    String filter = engine.getFilterService().createTaskFilterQuery().filterName("My team").singleResult().getId();
    for (String key : KEYS) {
      String query = "{\"orQueries\":[{\"%s\":\"%s\"}]}".formatted(key, TEXT);
      String made = "{\"resourceType\":\"Task\",\"name\":\"attack\",\"query\":" + query + "}";
      refused(KIND, made, post("admin", "/engine-rest/filter/create", made), 403);
      refused(KIND, made, send("admin", "PUT", "/engine-rest/filter/" + filter, made), 403);
      for (String action : List.of("list", "count", "singleResult")) {
        refused(KIND, action, post("nurse", "/engine-rest/filter/" + filter + "/" + action, query), 403);
        refused(KIND, action, post("admin", "/engine-rest/engine/default/filter/" + filter + "/" + action, query), 403);
      }
    }
    assertThat(engine.getFilterService().createTaskFilterQuery().filterName("attack").count()).isZero();
  }

  @Test
  void whatIsNotCalledExpressionIsTakenAsItStands() {
    String value = TEXT;
    for (String body : List.of("{\"assignee\":\"%s\"}", "{\"candidateGroup\":\"%s\"}", "{\"nameLike\":\"%s\"}", "{\"processVariables\":[{\"name\":\"x\","
        + "\"operator\":\"eq\",\"value\":\"%s\"}]}", "{\"taskVariables\":[{\"name\":\"%s\",\"operator\":\"like\",\"value\":\"%%\"}]}",
        "{\"orQueries\":[{\"assignee\":\"%s\"}]}", "{\"sorting\":[{\"sortBy\":\"processVariable\",\"sortOrder\":\"asc\",\"parameters\":"
        + "{\"variable\":\"%s\",\"type\":\"String\"}}]}", "{\"sorting\":[{\"sortBy\":\"%s\",\"sortOrder\":\"asc\"}]}")) {
      notEvaluated(body, post("admin", "/engine-rest/task?maxResults=5", body.formatted(value)));
      notEvaluated(body, post("nurse", "/engine-rest/task?maxResults=5", body.formatted(value)));
    }
    for (String parameter : List.of("sortBy", "sortOrder", "assignee", "processVariables", "candidateGroup", "dueBefore")) {
      notEvaluated(parameter, get("admin", "/engine-rest/task?maxResults=5&sortOrder=asc&" + parameter + "=" + encoded(EXPRESSION)));
    }
  }

  @Test
  void noOtherQueryEvaluatesOneEither() {
    String process = newCase("Doe, Jane · 1950-02-03", 50).getProcessInstanceId();
    String definition = engine.getRepositoryService().createProcessDefinitionQuery().processDefinitionKey("two-tasks").latestVersion().singleResult().getId();
    String query = "{\"businessKey\":\"%1$s\",\"assigneeExpression\":\"%1$s\",\"orQueries\":[{\"businessKeyExpression\":\"%1$s\",\"assigneeExpression\":\"%1$s\","
        + "\"variables\":[{\"name\":\"x\",\"operator\":\"eq\",\"value\":\"%1$s\"}]}]}";
    String inner = query.formatted(TEXT);
    String plan = "{\"sourceProcessDefinitionId\":\"%1$s\",\"targetProcessDefinitionId\":\"%1$s\",\"instructions\":[]}".formatted(definition);
    for (String path : List.of("/history/task", "/history/process-instance", "/history/activity-instance", "/history/variable-instance", "/history/detail",
        "/process-instance", "/execution", "/variable-instance", "/job", "/external-task", "/history/job-log")) {
      notEvaluated(path, post("admin", "/engine-rest" + path + "?maxResults=5", inner));
      notEvaluated(path, post("auditor", "/engine-rest" + path + "?maxResults=5", inner));
    }
    for (String[] batch : new String[][] {
        {"/migration/execute", "{\"migrationPlan\":" + plan + ",\"processInstanceQuery\":" + inner + "}"},
        {"/migration/executeAsync", "{\"migrationPlan\":" + plan + ",\"processInstanceQuery\":" + inner + "}"},
        {"/modification/executeAsync", "{\"processDefinitionId\":\"" + definition + "\",\"instructions\":[{\"type\":\"cancel\",\"activityId\":\"callPatient\"}],"
            + "\"processInstanceQuery\":" + inner + "}"},
        {"/process-instance/delete", "{\"deleteReason\":\"" + TEXT + "\",\"processInstanceQuery\":" + inner + "}"},
        {"/process-instance/delete-historic-query-based", "{\"historicProcessInstanceQuery\":" + inner + "}"},
        {"/process-instance/suspended-async", "{\"suspended\":false,\"processInstanceQuery\":" + inner + "}"},
        {"/process-instance/suspended-async", "{\"suspended\":false,\"historicProcessInstanceQuery\":" + inner + "}"},
        {"/process-instance/message-async", "{\"messageName\":\"" + TEXT + "\",\"processInstanceQuery\":" + inner + "}"},
        {"/process-instance/job-retries", "{\"retries\":1,\"processInstanceQuery\":" + inner + "}"},
        {"/history/process-instance/delete", "{\"historicProcessInstanceQuery\":" + inner + "}"},
        {"/history/process-instance/set-removal-time", "{\"clearedRemovalTime\":true,\"historicProcessInstanceQuery\":" + inner + "}"},
        {"/process-definition/" + definition + "/restart", "{\"instructions\":[],\"historicProcessInstanceQuery\":" + inner + "}"},
        {"/external-task/retries-async", "{\"retries\":1,\"externalTaskQuery\":" + inner + "}"},
        {"/job/retries", "{\"retries\":1,\"jobQuery\":" + inner + "}"}}) {
      notEvaluated(batch[0], post("admin", "/engine-rest" + batch[0], batch[1]));
    }
    assertThat(engine.getRuntimeService().createProcessInstanceQuery().processInstanceId(process).count()).as("the case goes on").isOne();
  }

  @Test
  void noValueThatAPersonGivesIsEvaluated() {
    for (String user : List.of("nurse", "admin")) {
      String task = newCase(EXPRESSION, 50).getId();
      notEvaluated("look", get(user, "/engine-rest/task/" + task));
      notEvaluated("form", get(user, "/engine-rest/task/" + task + "/deployed-form"));
      notEvaluated("variables", get(user, "/engine-rest/task/" + task + "/form-variables"));
      notEvaluated("answer", post(user, "/engine-rest/task/" + task + "/complete",
          "{\"variables\":{\"contactOutcome\":{\"value\":\"notReached\"},\"feverSince\":{\"value\":\"" + TEXT + "\"}}}"));
      notEvaluated("claim", post(user, "/engine-rest/task/" + task + "/claim", "{\"userId\":\"" + TEXT + "\"}"));
    }
    notEvaluated("start", post("admin", "/engine-rest/process-definition/key/two-tasks/start",
        "{\"businessKey\":\"" + TEXT + "\",\"variables\":{\"taskPriority\":{\"value\":50},\"patientLabel\":{\"value\":\"" + TEXT + "\"}}}"));
    notEvaluated("priority", post("admin", "/engine-rest/process-definition/key/two-tasks/start",
        "{\"variables\":{\"taskPriority\":{\"value\":\"" + TEXT + "\"},\"dueAt\":{\"value\":\"" + TEXT + "\"}}}"));
    notEvaluated("message", post("admin", "/engine-rest/message", "{\"messageName\":\"" + TEXT + "\",\"businessKey\":\"" + TEXT + "\"}"));
    notEvaluated("signal", post("admin", "/engine-rest/signal", "{\"name\":\"" + TEXT + "\"}"));
    notEvaluated("condition", post("admin", "/engine-rest/condition", "{\"variables\":{\"x\":{\"value\":\"" + TEXT + "\"}}}"));
    notEvaluated("name", post("admin", "/engine-rest/task/create", "{\"name\":\"" + TEXT + "\",\"description\":\"" + TEXT + "\"}"));
    engine.getTaskService().createTaskQuery().taskName(EXPRESSION).list().forEach(made -> engine.getTaskService().deleteTask(made.getId()));
  }

  /** Refused or answered, but never carried out. */
  private void notEvaluated(String what, HttpResponse<String> answer) {
    attempt(KIND, what + ": " + answer.statusCode() + " " + answer.body(), System.getProperty(MARKER) != null);
    tellsNothing(what, answer.body().replace(EXPRESSION, ""));
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
