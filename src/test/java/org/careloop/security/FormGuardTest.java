package org.careloop.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server's own check of what a person sends with a form, over REST as Tasklist does it. */
class FormGuardTest extends WebTest {

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "{}                                                                        | Contact: required",
      "{'contactOutcome':'perhaps'}                                              | Contact: expected one of the options offered",
      "{'contactOutcome':'reached'}                                              | Weight: required",
      "{'contactOutcome':'reached','weight':1}                                   | Weight: expected a number from 2 to 400 kg",
      "{'contactOutcome':'reached','weight':401}                                 | Weight: expected a number from 2 to 400 kg",
      "{'contactOutcome':'reached','weight':'80'}                                | Weight: expected a number",
      "{'contactOutcome':'reached','weight':80.25}                               | Weight: expected a number with at most 1 decimal digits",
      "{'contactOutcome':'reached','weight':80,'painScore':2.5}                  | Pain: expected a whole number from 0 to 10",
      "{'contactOutcome':'reached','weight':80,'redFlags':['cough']}             | Red flags: expected some of the options offered",
      "{'contactOutcome':'reached','weight':80,'redFlags':['fever','fever']}     | Red flags: expected each option at most once",
      "{'contactOutcome':'reached','weight':80,'redFlags':['fever']}             | Fever since when: required",
      "{'contactOutcome':'reached','weight':80,'redFlags':['fever'],'feverSince':'x'}           | Fever since when: expected at least 2 characters",
      "{'contactOutcome':'reached','weight':80,'redFlags':['fever'],'feverSince':'01234567890'} | Fever since when: expected at most 10 characters",
      "{'contactOutcome':'notReached','slotId':'slot-3'}                         | Free slot: expected one of the options offered",
      "{'contactOutcome':'notReached','visitOn':'2026-02-30'}                    | Date of the visit: expected a date like 2026-03-10",
      "{'contactOutcome':'notReached','visitAt':'2026-03-10T10:00'}              | Visit: expected a date and time like 2026-03-10T14:30Z",
      "{'contactOutcome':'notReached','consent':'yes'}                           | Consent given: expected yes or no",
      "{'contactOutcome':'notReached','code':'abc'}                              | Code: expected the form",
      "{'contactOutcome':'notReached','code':7}                                  | Code: expected text",
      "{'contactOutcome':'notReached','caller':'Mallory'}                        | Caller: expected no change",
      "{'contactOutcome':'notReached','record':'x'}                              | Record: expected no change",
      "{'contactOutcome':'notReached','patientLabel':'Somebody else'}            | patientLabel: this form has no such field",
      "{'contactOutcome':'notReached','taskPriority':99}                         | taskPriority: this form has no such field",
      "{'contactOutcome':'notReached','steps':[]}                                | Steps: expected 1 rows, none added or taken away",
      "{'contactOutcome':'notReached','steps':[{'stepName':'other','stepValue':'1'}]}           | Step: expected no change",
      "{'contactOutcome':'notReached','steps':[{'stepName':'first','stepValue':'123456'}]}      | Value: expected at most 5 characters",
      "{'contactOutcome':'notReached','steps':[{'stepName':'first','other':'1'}]}               | other: this form has no such field"})
  void anAnswerThatTheFormDoesNotAllowIsRefusedWithTheFieldsLabel(String answers, String refusal) {
    Task task = newCase("Doe, Jane · 1950-02-03", 50);
    for (String action : new String[] {"submit-form", "complete", "resolve"}) {
      var answer = post("nurse", "/engine-rest/task/" + task.getId() + "/" + action, variables(answers));
      assertThat(answer.statusCode()).as(action + ": " + answer.body()).isEqualTo(400);
      assertThat(answer.body()).as(action).contains(refusal);
    }
    assertThat(engine.getTaskService().createTaskQuery().taskId(task.getId()).count()).isOne();
    assertThat(variable(task, "contactOutcome")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "{'contactOutcome':'notReached'}",
      "{'contactOutcome':'notReached','weight':null,'redFlags':[],'feverSince':'','consent':false,'slotId':null}",
      "{'contactOutcome':'reached','weight':80.5,'painScore':10,'redFlags':['chestPain']}",
      "{'contactOutcome':'reached','weight':80,'redFlags':['fever','chestPain'],'feverSince':'Monday'}",
      "{'contactOutcome':'notReached','slotId':'slot-2','visitOn':'2026-03-10','visitAt':'2026-03-10T10:00Z','consent':true,'code':'ABC','caller':'Cora'}",
      "{'contactOutcome':'notReached','steps':[{'stepName':'first','stepValue':'12345'}]}"})
  void anAnswerThatTheFormAllowsIsTaken(String answers) {
    for (String action : new String[] {"submit-form", "complete"}) {
      Task task = newCase("Doe, Jane · 1950-02-03", 50);
      var answer = post("nurse", "/engine-rest/task/" + task.getId() + "/" + action, variables(answers));
      assertThat(answer.statusCode()).as(action + ": " + answer.body()).isEqualTo(204);
      assertThat(variable(task, "contactOutcome")).isIn("reached", "notReached");
    }
  }

  /** Tasklist sends a list with the type that its variable had when the form was opened. */
  @Test
  void aListForAVariableThatWasEmptyIsTakenAndCheckedLikeAnyOther() {
    Task task = newCase("Doe, Jane · 1950-02-03", 50);
    engine.getTaskService().setVariable(task.getId(), "redFlags", null);
    String submit = "/engine-rest/task/" + task.getId() + "/submit-form";
    String answers = variables("{'contactOutcome':'reached','weight':80,'redFlags':['%s']}").replace("\"Json\"", "\"Null\"");

    assertThat(post("nurse", submit, answers.formatted("cough")).body()).contains("Red flags: expected some of the options offered");
    assertThat(post("nurse", submit, answers.replace("[", "").replace("]", "")).statusCode()).isEqualTo(400);
    var answer = post("nurse", submit, answers.formatted("chestPain"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    assertThat(variable(task, "redFlags")).hasToString("[\"chestPain\"]");
  }

  @Test
  void theValueIsNotRepeated() {
    Task task = newCase("Doe, Jane · 1950-02-03", 50);
    var answer = post("nurse", "/engine-rest/task/" + task.getId() + "/submit-form",
        variables("{'contactOutcome':'notReached','code':'Jane Doe has a cold','Jane Doe':1}"));
    assertThat(answer.body()).contains("Code: expected").doesNotContain("cold").doesNotContain("Jane Doe");
  }

  @Test
  void tasklistGetsTheSameAnswer() {
    Task task = newCase("Doe, Jane · 1950-02-03", 50);
    Session session = signIn("nurse");
    session.get("/camunda/app/tasklist/default/");
    var answer = session.postJson("/camunda/api/engine/engine/default/task/" + task.getId() + "/submit-form", variables("{}"));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("Contact: required");
  }

  @Test
  void anAdministratorsAnswerIsCheckedToo() {
    Task task = newCase("Doe, Jane · 1950-02-03", 50);
    assertThat(post("admin", "/engine-rest/task/" + task.getId() + "/complete", variables("{}")).statusCode()).isEqualTo(400);
  }

  @Test
  void aTaskWithoutAFormTakesNoAnswers() {
    Task call = newCase("Doe, Jane · 1950-02-03", 50);
    engine.getTaskService().complete(call.getId(), Map.of("contactOutcome", "reached"));
    Task review = engine.getTaskService().createTaskQuery().processInstanceId(call.getProcessInstanceId()).singleResult();
    assertThat(post("pharmacist", "/engine-rest/task/" + review.getId() + "/complete", variables("{'x':1}")).statusCode()).isEqualTo(400);
    assertThat(post("pharmacist", "/engine-rest/task/" + review.getId() + "/complete", "{}").statusCode()).isEqualTo(204);
  }

  @Test
  void aStartFormIsCheckedWhicheverWayTheCaseIsStarted() {
    String start = "/engine-rest/process-definition/key/with-start-form/";
    for (String action : new String[] {"start", "submit-form"}) {
      var missing = post("admin", start + action, variables("{}"));
      assertThat(missing.statusCode()).as(action + ": " + missing.body()).isEqualTo(400);
      assertThat(missing.body()).contains("Purpose: required");
      var unknown = post("admin", start + action, variables("{'purpose':'follow-up','x':1}"));
      assertThat(unknown.statusCode()).as(action).isEqualTo(400);
      assertThat(unknown.body()).contains("x: this form has no such field");
      assertThat(post("admin", start + action, variables("{'purpose':'follow-up'}")).statusCode()).as(action).isEqualTo(200);
      assertThat(post("nurse", start + action, variables("{'purpose':'follow-up'}")).statusCode()).as(action).isEqualTo(403);
    }
  }

  @Test
  void aDiagramIsStartedByTheRoleThatItNamesWithItsFormAndWithoutAKeyOfTheirOwn() {
    String start = "/engine-rest/process-definition/" + withStartForm() + "/submit-form";
    assertThat(post("coordinator", start, variables("{'purpose':'follow-up'}")).statusCode()).isEqualTo(200);
    assertThat(post("coordinator", start, variables("{'purpose':'follow-up','x':1}")).body()).contains("x: this form has no such field");
    assertThat(post("nurse", start, variables("{'purpose':'follow-up'}")).statusCode()).isEqualTo(403);

    var named = post("coordinator", start, variables("{'purpose':'follow-up'}").replaceFirst("\\{", "{\"businessKey\":\"Jane Doe\","));
    assertThat(named.statusCode()).isEqualTo(400);
    assertThat(named.body()).contains("Business key: leave it empty").doesNotContain("Jane");
    assertThat(engine.getRuntimeService().createProcessInstanceQuery().processDefinitionKey("with-start-form").count()).isOne();
  }

  @Test
  void whoMayStartFollowsTheNewestVersionOfTheDiagram() {
    String diagram = """
        <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="test">
          <process id="starters" isExecutable="true" camunda:historyTimeToLive="P1D"%s>
            <startEvent id="asked" camunda:formRef="start-fields" camunda:formRefBinding="latest"/>
          </process>
        </definitions>""";
    for (String starter : List.of("nurses", "care-coordinators, nurses", "care-coordinators", "")) {
      String named = starter.isEmpty() ? "" : " camunda:candidateStarterGroups=\"%s\"".formatted(starter);
      engine.getRepositoryService().createDeployment().addString("starters.bpmn", diagram.formatted(named)).deploy();
      String version = engine.getRepositoryService().createProcessDefinitionQuery().processDefinitionKey("starters").latestVersion().singleResult().getId();
      Map.of("nurse", "nurses", "coordinator", "care-coordinators").forEach((person, group) ->
          assertThat(post(person, "/engine-rest/process-definition/" + version + "/submit-form", variables("{'purpose':'follow-up'}")).statusCode())
              .as("%s, where \"%s\" may start", person, starter).isEqualTo(starter.contains(group) ? 200 : 403));
    }
  }

  private String withStartForm() {
    return engine.getRepositoryService().createProcessDefinitionQuery().processDefinitionKey("with-start-form").latestVersion().singleResult().getId();
  }

  @Test
  void theProgramItselfIsNotAsked() {
    Task task = newCase("Doe, Jane · 1950-02-03", 50);
    engine.getTaskService().complete(task.getId(), Map.of("anything", 1));
    assertThat(variable(task, "anything")).isEqualTo(1);
  }

  /** {@code {'name':value}} as the engine's API wants it, lists and maps as Tasklist sends them. */
  private static String variables(String answers) {
    try {
      var mapper = new com.fasterxml.jackson.databind.ObjectMapper();
      var sent = mapper.createObjectNode();
      mapper.readTree(answers.replace('\'', '"')).fields().forEachRemaining(answer -> {
        var variable = sent.putObject(answer.getKey());
        if (answer.getValue().isContainerNode()) {
          variable.put("type", "Json").put("value", answer.getValue().toString());
        } else {
          variable.set("value", answer.getValue());
        }
      });
      return mapper.writeValueAsString(Map.of("variables", sent));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalArgumentException(answers, e);
    }
  }
}
