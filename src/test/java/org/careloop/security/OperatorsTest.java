package org.careloop.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashSet;
import java.util.Set;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.Test;

/** Operators may do everything in the engine, and each change is written down with who made it, for auditors to read. */
class OperatorsTest extends WebTest {

  @Test
  void whatAnOperatorChangesIsWrittenDown() throws Exception {
    Task task = newCase("Doe, Jane · 1950-02-03", 50);
    String instance = "/engine-rest/process-instance/" + task.getProcessInstanceId();
    ok(send("admin", "PUT", instance + "/variables/note", "{\"value\":1}").statusCode());
    ok(send("admin", "PUT", "/engine-rest/task/" + task.getId(), "{\"name\":\"Call again\"}").statusCode());
    ok(post("admin", "/engine-rest/task/" + task.getId() + "/claim", "{\"userId\":\"nurse\"}").statusCode());
    ok(send("admin", "PUT", instance + "/suspended", "{\"suspended\":true}").statusCode());
    ok(send("admin", "PUT", instance + "/suspended", "{\"suspended\":false}").statusCode());
    ok(post("admin", instance + "/modification", "{\"instructions\":[{\"type\":\"startBeforeActivity\",\"activityId\":\"callPatient\"}]}").statusCode());
    ok(send("admin", "DELETE", instance, null).statusCode());

    Session admin = signIn("admin");
    admin.get("/camunda/app/admin/default/");
    String api = "/camunda/api/engine/engine/default";
    ok(admin.postJson(api + "/user/create",
        "{\"profile\":{\"id\":\"newcomer\",\"firstName\":\"N\",\"lastName\":\"N\"},\"credentials\":{\"password\":\"Str0ng-and-l0ng!\"}}").statusCode());
    ok(admin.sendJson("PUT", api + "/group/nurses/members/newcomer", "{}").statusCode());
    ok(admin.postJson(api + "/authorization/create",
        "{\"type\":1,\"permissions\":[\"READ\"],\"userId\":\"newcomer\",\"resourceType\":6,\"resourceId\":\"*\"}").statusCode());
    ok(admin.sendJson("DELETE", api + "/user/newcomer", null).statusCode());

    Set<String> changes = new LinkedHashSet<>();
    JsonNode log = new ObjectMapper().readTree(get("auditor", "/engine-rest/history/user-operation?userId=admin&maxResults=500&sortBy=timestamp&sortOrder=asc").body());
    log.forEach(change -> changes.add(change.path("entityType").asText() + " " + change.path("operationType").asText()));
    assertThat(changes).contains("Variable SetVariable", "Task Update", "Task Claim", "ProcessInstance Suspend", "ProcessInstance Activate",
        "ProcessInstance ModifyProcessInstance", "ProcessInstance Delete", "User Create", "Group membership Create", "Authorization Create", "User Delete");
  }

  @Test
  void nobodyButTheOperatorsAndAuditorsReadsThatLogAndAuditorsDoNotChangeIt() {
    assertThat(get("nurse", "/engine-rest/history/user-operation?maxResults=5").statusCode()).isEqualTo(403);
    assertThat(get("lead", "/engine-rest/history/user-operation?maxResults=5").statusCode()).isEqualTo(403);
    assertThat(send("auditor", "PUT", "/engine-rest/history/user-operation/none/set-annotation", "{\"annotation\":\"x\"}").statusCode()).isEqualTo(403);
  }

  private static void ok(int status) {
    assertThat(status).isBetween(200, 299);
  }
}
