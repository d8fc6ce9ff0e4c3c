package org.careloop.audit.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.task.Task;
import org.careloop.security.WebTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** The auditor's pages as a browser asks for them, over a small protocol. */
class AuditPagesTest extends WebTest {

  @Autowired private JdbcTemplate jdbc;

  @Test
  void aCaseIsFoundByPartOfTheNameAndThePatientStandsInNoAddress() {
    Task task = newCase("Quill, Harriet · born 1950-02-03 · MRN 900001", 50);
    HttpResponse<String> found = search(Map.of("patient", "quill"));
    assertThat(found.statusCode()).isEqualTo(200);
    assertThat(found.body()).contains("Quill, Harriet", "/audit/cases/" + task.getProcessInstanceId(), ">Open<");
    assertThat(found.uri().toString()).doesNotContainIgnoringCase("quill");
    assertThat(search(Map.of("patient", "nobody of this name")).body()).contains("No case fits");
    assertThat(search(Map.of("patient", "900001", "businessKey", task(task).getBusinessKey())).body()).contains("Quill, Harriet");
    assertThat(search(Map.of("patient", "Quill%")).body()).contains("No case fits");
  }

  @Test
  void whoWorkedOnACaseAndWhatTheyEnteredIsTold() {
    Task task = newCase("Quill, Walter", 50);
    engine.getIdentityService().setAuthentication("nurse", List.of("nurses"));
    engine.getTaskService().claim(task.getId(), "nurse");
    engine.getTaskService().complete(task.getId(), new HashMap<>(Map.of("contactOutcome", "notReached")));
    engine.getIdentityService().clearAuthentication();
    assertThat(search(Map.of("person", "nurse", "patient", "Quill, Walter")).body()).contains(task.getProcessInstanceId());
    assertThat(search(Map.of("person", "pharmacist", "patient", "Quill, Walter")).body()).contains("No case fits");
    String page = caseOf(task).body();
    assertThat(page).contains("Took the task: " + task.getName(), "Done: " + task.getName(), "by nurse (Nurses)", "The case began");
    assertThat(Pattern.compile("class=\"entered\">").matcher(page).find()).isTrue();
  }

  @Test
  void whatAnOperatorChangedIsToldWithTheReasonOrThatNoneWasGiven() {
    Task task = newCase("Quill, Ada", 50);
    engine.getIdentityService().setAuthentication("admin", List.of("camunda-admin"));
    engine.getRuntimeService().setVariable(task.getProcessInstanceId(), "taskPriority", 80);
    engine.getRuntimeService().suspendProcessInstanceById(task.getProcessInstanceId());
    String held = engine.getHistoryService().createUserOperationLogQuery().processInstanceId(task.getProcessInstanceId()).operationType("Suspend")
        .listPage(0, 1).get(0).getOperationId();
    engine.getHistoryService().setAnnotationForOperationLogById(held, "Asked for by the privacy officer");
    engine.getRuntimeService().activateProcessInstanceById(task.getProcessInstanceId());
    engine.getIdentityService().clearAuthentication();
    assertThat(caseOf(task).body()).contains("Held the case", "Reason: Asked for by the privacy officer", "Let the case go on", "No reason given.",
        "Set values of the case", "past the protocol");
    assertThat(search(Map.of("patient", "Quill, Ada", "overridden", "true")).body()).contains(task.getProcessInstanceId());
    assertThat(search(Map.of("patient", "Quill, Ada", "incident", "true")).body()).contains("No case fits");
  }

  @Test
  void whoIsNoAuditorSeesNothing() {
    Task task = newCase("Quill, Job", 50);
    for (String person : List.of("nurse", "coordinator", "lead", "privacy", "admin")) {
      assertThat(signIn(person).get("/audit").statusCode()).as(person).isEqualTo(403);
      assertThat(signIn(person).get("/audit/cases/" + task.getProcessInstanceId()).statusCode()).as(person).isEqualTo(403);
      assertThat(signIn(person).get("/audit/models/diagrams/" + task.getProcessDefinitionId()).statusCode()).as(person).isEqualTo(403);
    }
  }

  @Test
  void everyLookIsInTheReadLogBeforeThePageGoesOut() {
    Task task = newCase("Quill, Ruth", 50);
    String key = task(task).getBusinessKey();
    search(Map.of("businessKey", key));
    caseOf(task);
    assertThat(jdbc.queryForList("select kind from careloop_read_log where case_key = ? and person = 'auditor' order by read_id", String.class, key))
        .containsExactly("CASE_SEARCH", "AUDIT");
  }

  @Test
  void pagesOfASearchFollowEachOtherWithoutGapsOrRepeats() {
    for (int number = 0; number < 30; number++) {
      newCase("Many, Patient " + number, 50);
    }
    Session auditor = signIn("auditor");
    String first = auditor.post("/audit", asked(auditor, Map.of("patient", "Many, Patient"))).body();
    var after = Pattern.compile("name=\"after\" value=\"([^\"]+)\"").matcher(first);
    assertThat(after.find()).isTrue();
    String second = auditor.post("/audit", asked(auditor, Map.of("patient", "Many, Patient", "after", after.group(1)))).body();
    List<String> ids = new java.util.ArrayList<>(ids(first));
    ids.addAll(ids(second));
    assertThat(ids(first)).hasSize(25);
    assertThat(ids).hasSize(30).doesNotHaveDuplicates();
    assertThat(second).doesNotContain("name=\"after\"");
  }

  @Test
  void aModelIsHandedOutAsItWasDeployed() {
    Task task = newCase("Quill, Eve", 50);
    HttpResponse<String> model = signIn("auditor").get("/audit/models/diagrams/" + task.getProcessDefinitionId());
    assertThat(model.statusCode()).isEqualTo(200);
    assertThat(model.headers().firstValue("Content-Type")).hasValueSatisfying(type -> assertThat(type).startsWith("application/xml"));
    assertThat(model.body()).contains("bpmn").contains("two-tasks");
    assertThat(signIn("auditor").get("/audit/models/diagrams/two-tasks:99:nothing").statusCode()).isEqualTo(404);
    assertThat(signIn("auditor").get("/audit/cases/nothing").statusCode()).isEqualTo(404);
  }

  private static List<String> ids(String page) {
    return Pattern.compile("/audit/cases/([0-9a-f-]+)\"").matcher(page).results().map(match -> match.group(1)).toList();
  }

  private org.camunda.bpm.engine.history.HistoricProcessInstance task(Task task) {
    return engine.getHistoryService().createHistoricProcessInstanceQuery().processInstanceId(task.getProcessInstanceId()).singleResult();
  }

  private HttpResponse<String> caseOf(Task task) {
    HttpResponse<String> page = signIn("auditor").get("/audit/cases/" + task.getProcessInstanceId());
    assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
    return page;
  }

  private HttpResponse<String> search(Map<String, String> criteria) {
    Session auditor = signIn("auditor");
    return auditor.post("/audit", asked(auditor, criteria));
  }

  private static Map<String, String> asked(Session auditor, Map<String, String> criteria) {
    Map<String, String> form = new HashMap<>(criteria);
    form.put("_csrf", token(auditor.get("/audit").body()));
    return form;
  }
}
