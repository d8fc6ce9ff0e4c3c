package org.careloop.security.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.Test;

/** Answers that no form offers: other fields, types, values, other people's tasks. The marker is the case itself, which must stay as it was. */
class TamperingTest extends Attack {

  private static final String KIND = "form tampering";
  private static final String PATIENT = "Doe, Jane · 1950-02-03";

  /** Each beside an answer that would be right by itself. */
  private static final List<String> ANSWERS = List.of(
      "\"patientLabel\":{\"value\":\"Somebody else\"}", "\"taskPriority\":{\"value\":0}", "\"dueAt\":{\"value\":\"2099-01-01T00:00:00.000+0000\",\"type\":\"Date\"}",
      "\"intensity\":{\"value\":\"low\"}", "\"slotOptions\":{\"value\":\"[]\",\"type\":\"Json\"}", "\"unknown\":{\"value\":1}", "\"__proto__\":{\"value\":1}",
      "\"execution\":{\"value\":1}", "\"calendar\":{\"value\":\"x\"}", "\"\":{\"value\":1}",
      "\"contactOutcome\":{\"value\":\"perhaps\"}", "\"contactOutcome\":{\"value\":1}", "\"contactOutcome\":{\"value\":true}",
      "\"contactOutcome\":{\"value\":null}", "\"contactOutcome\":{\"value\":\"\"}", "\"contactOutcome\":{\"value\":\"[\\\"reached\\\"]\",\"type\":\"Json\"}",
      "\"contactOutcome\":{\"value\":\"cmVhY2hlZA==\",\"type\":\"Bytes\"}",
      "\"contactOutcome\":{\"value\":\"cmVhY2hlZA==\",\"type\":\"File\",\"valueInfo\":{\"filename\":\"x\"}}",
      "\"caller\":{\"value\":\"Mallory\"}", "\"record\":{\"value\":\"x\"}", "\"steps\":{\"value\":\"[]\",\"type\":\"Json\"}",
      "\"steps\":{\"value\":\"[{\\\"stepName\\\":\\\"other\\\",\\\"stepValue\\\":\\\"1\\\"}]\",\"type\":\"Json\"}",
      "\"slotId\":{\"value\":\"slot-99\"}", "\"visitOn\":{\"value\":\"2026-02-30\"}", "\"consent\":{\"value\":\"true\"}",
      "\"code\":{\"value\":\"ABC\\nDEF\"}", "\"code\":{\"value\":\"<script>\"}");
  private static final List<String> REACHED = List.of(
      "\"weight\":{\"value\":-1}", "\"weight\":{\"value\":1e400}", "\"weight\":{\"value\":\"80\"}", "\"weight\":{\"value\":80.123}",
      "\"painScore\":{\"value\":11},\"weight\":{\"value\":80}", "\"redFlags\":{\"value\":\"[\\\"cough\\\"]\",\"type\":\"Json\"},\"weight\":{\"value\":80}",
      "\"redFlags\":{\"value\":\"fever\"},\"weight\":{\"value\":80}");

  @Test
  void noAnswerPastTheFormIsTaken() {
    Task task = newCase(PATIENT, 50);
    Session nurse = signIn("nurse");
    nurse.get("/camunda/app/tasklist/default/");
    for (String answer : ANSWERS) {
      boolean itself = answer.startsWith("\"contactOutcome\"");
      tryAll(task, nurse, itself ? answer : "\"contactOutcome\":{\"value\":\"notReached\"}," + answer);
    }
    for (String answer : REACHED) {
      tryAll(task, nurse, "\"contactOutcome\":{\"value\":\"reached\"}," + answer);
    }
    for (String action : List.of("complete", "submit-form", "resolve")) {
      for (String body : List.of("{}", "", "null", "[]", "{\"variables\":null}", "{\"variables\":[]}", "{\"variables\":{\"contactOutcome\":\"notReached\"}}",
          "{\"variables\":{\"contactOutcome\":{}}}")) {
        refused(KIND, action + " " + body, post("nurse", "/engine-rest/task/" + task.getId() + "/" + action, body), 400, 500);
      }
    }
    unchanged(task);
  }

  @Test
  void nobodyAnswersForAnotherGroup() {
    for (String user : List.of("pharmacist", "coordinator", "physician", "socialworker", "lead", "auditor", "privacy", "integration")) {
      Task task = newCase(PATIENT, 50);
      for (String action : List.of("complete", "submit-form", "resolve", "claim", "unclaim", "assignee")) {
        String body = List.of("claim", "assignee").contains(action) ? "{\"userId\":\"" + user + "\"}"
            : "{\"variables\":{\"contactOutcome\":{\"value\":\"notReached\"}},\"withVariablesInReturn\":true}";
        HttpResponse<String> answer = post(user, "/engine-rest/task/" + task.getId() + "/" + action, body);
        refused(KIND, user + " " + action, answer, 403);
        assertThat(answer.body()).doesNotContain("Doe");
      }
      for (String look : List.of("", "/form", "/form-variables", "/deployed-form", "/rendered-form", "/identity-links", "/variables", "/comment")) {
        HttpResponse<String> answer = get(user, "/engine-rest/task/" + task.getId() + look);
        refused(KIND, user + " looks at " + look, answer, 400, 403, 404);
        assertThat(answer.body()).doesNotContain("Doe");
      }
      unchanged(task);
    }
  }

  @Test
  void whatSomebodyElseHasClaimedOrDoneIsNotDoneAgain() {
    Task task = newCase(PATIENT, 50);
    engine.getTaskService().complete(task.getId(), Map.of("contactOutcome", "notReached"));
    for (String action : List.of("complete", "submit-form", "claim", "unclaim")) {
      refused(KIND, action + " of a task that is done", post("nurse", "/engine-rest/task/" + task.getId() + "/" + action,
          "{\"userId\":\"nurse\",\"variables\":{\"contactOutcome\":{\"value\":\"reached\"}}}"), 400, 403, 404, 500);
    }
    assertThat(variable(task, "contactOutcome")).isEqualTo("notReached");
  }

  @Test
  void noCaseIsStartedPastItsFormOrByAnybody() {
    long before = engine.getRuntimeService().createProcessInstanceQuery().count();
    for (String user : List.of("nurse", "coordinator", "lead", "auditor", "privacy", "integration")) {
      for (String path : List.of("/process-definition/key/with-start-form/start", "/process-definition/key/with-start-form/submit-form",
          "/process-definition/key/discharge-transition/start", "/message", "/signal", "/condition")) {
        refused(KIND, user + " starts by " + path, post(user, "/engine-rest" + path,
            "{\"messageName\":\"PatientDischarged\",\"name\":\"x\",\"variables\":{\"purpose\":{\"value\":\"follow-up\"}}}"), 403);
      }
    }
    for (String answer : List.of("{}", "{\"variables\":{}}", "{\"variables\":{\"purpose\":{\"value\":1}}}",
        "{\"variables\":{\"purpose\":{\"value\":\"follow-up\"},\"x\":{\"value\":1}}}")) {
      for (String action : List.of("start", "submit-form")) {
        refused(KIND, "administrator " + answer, post("admin", "/engine-rest/process-definition/key/with-start-form/" + action, answer), 400);
      }
    }
    assertThat(engine.getRuntimeService().createProcessInstanceQuery().count()).isEqualTo(before);
  }

  private void tryAll(Task task, Session nurse, String answers) {
    String body = "{\"variables\":{" + answers + "}}";
    for (String action : List.of("complete", "submit-form", "resolve")) {
      refused(KIND, action + " " + answers, post("nurse", "/engine-rest/task/" + task.getId() + "/" + action, body), 400);
    }
    refused(KIND, "Tasklist " + answers, nurse.postJson("/camunda/api/engine/engine/default/task/" + task.getId() + "/submit-form", body), 400);
  }

  private void unchanged(Task task) {
    Task now = engine.getTaskService().createTaskQuery().taskId(task.getId()).singleResult();
    assertThat(now).as("the task is still there").isNotNull();
    assertThat(now.getAssignee()).isNull();
    assertThat(engine.getRuntimeService().getVariable(task.getProcessInstanceId(), "patientLabel")).isEqualTo(PATIENT);
    assertThat(engine.getRuntimeService().getVariable(task.getProcessInstanceId(), "caller")).isEqualTo("Cora");
    assertThat(engine.getRuntimeService().getVariable(task.getProcessInstanceId(), "contactOutcome")).isNull();
  }
}
