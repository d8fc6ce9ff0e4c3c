package org.careloop.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.ProcessInstancePermissions;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskRightsTest extends WebTest {

  private static final String NOT_REACHED = "{\"variables\":{\"contactOutcome\":{\"value\":\"notReached\"}}}";

  @Test
  void aNurseWorksOnANursesTaskOnly() {
    Task call = newCase("Doe, Jane · 1950-02-03", 50);
    assertThat(get("nurse", "/engine-rest/task/" + call.getId()).statusCode()).isEqualTo(200);
    assertThat(get("pharmacist", "/engine-rest/task/" + call.getId()).statusCode()).isEqualTo(404);
    assertThat(get("coordinator", "/engine-rest/task?maxResults=50").body()).doesNotContain(call.getId());
    assertThat(post("pharmacist", "/engine-rest/task/" + call.getId() + "/complete", NOT_REACHED).statusCode()).isEqualTo(403);
    assertThat(post("pharmacist", "/engine-rest/task/" + call.getId() + "/submit-form", NOT_REACHED).statusCode()).isEqualTo(403);
    assertThat(post("nurse", "/engine-rest/task/" + call.getId() + "/claim", "{\"userId\":\"nurse\"}").statusCode()).isEqualTo(204);
    assertThat(post("nurse", "/engine-rest/task/" + call.getId() + "/complete", NOT_REACHED).statusCode()).isEqualTo(204);

    Task review = engine.getTaskService().createTaskQuery().processInstanceId(call.getProcessInstanceId()).singleResult();
    for (String action : List.of("complete", "submit-form", "resolve", "claim", "unclaim", "assignee")) {
      assertThat(post("nurse", "/engine-rest/task/" + review.getId() + "/" + action, action.startsWith("c") ? "{\"userId\":\"nurse\"}" : "{}")
          .statusCode()).as(action).isIn(400, 403);
    }
    assertThat(post("nurse", "/engine-rest/task/" + review.getId() + "/complete", "{}").statusCode()).isEqualTo(403);
    assertThat(post("pharmacist", "/engine-rest/task/" + review.getId() + "/complete", "{}").statusCode()).isEqualTo(204);
  }

  @Test
  void aTaskIsHandedBackOrToAColleagueAndToNobodyElse() {
    String task = "/engine-rest/task/" + newCase("Doe, Jane · 1950-02-03", 50).getId();
    assertThat(post("nurse", task + "/claim", "{\"userId\":\"nurse\"}").statusCode()).isEqualTo(204);
    assertThat(post("nurse", task + "/unclaim", "{}").statusCode()).isEqualTo(204);
    assertThat(post("nurse", task + "/assignee", "{\"userId\":\"pharmacist\"}").statusCode()).isEqualTo(403);
    assertThat(post("nurse", task + "/claim", "{\"userId\":\"pharmacist\"}").statusCode()).isEqualTo(403);
    assertThat(post("nurse", task + "/assignee", "{\"userId\":\"nurse\"}").statusCode()).isEqualTo(204);
    assertThat(post("nurse", task + "/delegate", "{\"userId\":\"pharmacist\"}").statusCode()).isEqualTo(403);
    assertThat(post("nurse", task + "/identity-links", "{\"groupId\":\"pharmacists\",\"type\":\"candidate\"}").statusCode()).isEqualTo(403);
    assertThat(post("nurse", task + "/identity-links/delete", "{\"groupId\":\"nurses\",\"type\":\"candidate\"}").statusCode()).isEqualTo(403);
    assertThat(send("nurse", "PUT", task, "{\"name\":\"x\",\"due\":null}").statusCode()).isEqualTo(403);
    assertThat(send("nurse", "DELETE", task, null).statusCode()).isGreaterThanOrEqualTo(400);
    assertThat(get("nurse", task).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "PUT | task/{task}/variables/contactOutcome | {\"value\":\"reached\"}", "DELETE | task/{task}/variables/patientLabel | ",
      "POST | task/{task}/variables | {\"modifications\":{\"x\":{\"value\":1}}}", "PUT | task/{task}/localVariables/x | {\"value\":1}",
      "POST | task/{task}/localVariables | {\"modifications\":{\"x\":{\"value\":1}}}", "PUT | process-instance/{instance}/variables/x | {\"value\":1}",
      "POST | process-instance/{instance}/variables | {\"modifications\":{\"x\":{\"value\":1}}}", "PUT | execution/{instance}/localVariables/x | {\"value\":1}",
      "POST | process-instance/{instance}/modification | {\"instructions\":[{\"type\":\"cancel\",\"activityId\":\"callPatient\"}]}",
      "POST | task/{task}/bpmnError | {\"errorCode\":\"x\"}", "POST | task/{task}/bpmnEscalation | {\"escalationCode\":\"x\"}",
      "POST | task/{task}/comment/create | {\"message\":\"x\"}", "GET | task/{task}/comment | ", "GET | task/{task}/attachment | ",
      "POST | message | {\"messageName\":\"PatientDischarged\",\"processInstanceId\":\"{instance}\"}",
      "POST | process-definition/key/two-tasks/start | {}", "DELETE | process-instance/{instance} | ", "POST | task/create | {\"name\":\"x\"}",
      "POST | filter/create | {\"resourceType\":\"Task\",\"name\":\"x\",\"query\":{}}"})
  void nothingIsChangedPastTheForm(String method, String path, String body) {
    Task task = newCase("Doe, Jane · 1950-02-03", 50);
    String address = "/engine-rest/" + path.replace("{task}", task.getId()).replace("{instance}", task.getProcessInstanceId());
    String json = body == null ? null : body.replace("{instance}", task.getProcessInstanceId());
    // Where nobody waits for a message the engine says so (400) before it asks for rights.
    assertThat(send("nurse", method, address, json).statusCode()).as(address).isIn(403, path.equals("message") ? 400 : 403);
    assertThat(engine.getTaskService().createTaskQuery().taskId(task.getId()).singleResult().getName()).isEqualTo("Call the patient");
    assertThat(engine.getRuntimeService().getVariable(task.getProcessInstanceId(), "x")).isNull();
  }

  @Test
  void anAdministratorRepairsACase() {
    Task task = newCase("Doe, Jane · 1950-02-03", 50);
    assertThat(send("admin", "PUT", "/engine-rest/process-instance/" + task.getProcessInstanceId() + "/variables/dueNote", "{\"value\":\"x\"}")
        .statusCode()).isEqualTo(204);
    assertThat(send("admin", "PUT", "/engine-rest/task/" + task.getId() + "/variables/dueNote", "{\"value\":\"y\"}").statusCode()).isEqualTo(204);
  }

  @Test
  void noGroupOfTheCareTeamHasARightOnAllTasks() {
    for (Role role : Role.careTeamRoles()) {
      for (Authorization grant : engine.getAuthorizationService().createAuthorizationQuery().groupIdIn(role.group()).list()) {
        assertThat(grant.getResourceType()).isNotEqualTo(Resources.TASK.resourceType());
        if (grant.getResourceType() == Resources.PROCESS_INSTANCE.resourceType()) {
          // What the engine asks for beside the right to start one diagram.
          assertThat(Arrays.asList(grant.getPermissions(ProcessInstancePermissions.values()))).containsOnly(ProcessInstancePermissions.CREATE,
              ProcessInstancePermissions.NONE);
        }
        if (grant.getResourceType() == Resources.PROCESS_DEFINITION.resourceType()) {
          assertThat(Arrays.asList(grant.getPermissions(Permissions.values()))).doesNotContain(Permissions.READ_TASK, Permissions.UPDATE_TASK,
              Permissions.UPDATE, Permissions.READ_INSTANCE);
          assertThat(grant.getResourceId().equals(Authorization.ANY) && grant.isPermissionGranted(Permissions.CREATE_INSTANCE))
              .as("the right to start every diagram").isFalse();
        }
      }
    }
  }

  @Test
  void startingAgainCreatesNothingTwice() {
    long grants = engine.getAuthorizationService().createAuthorizationQuery().count();
    long filters = engine.getFilterService().createTaskFilterQuery().count();
    new RolesAtStart().apply(engine);
    new FiltersAtStart().apply(engine);
    assertThat(engine.getAuthorizationService().createAuthorizationQuery().count()).isEqualTo(grants);
    assertThat(engine.getFilterService().createTaskFilterQuery().count()).isEqualTo(filters).isEqualTo(5);
  }
}
