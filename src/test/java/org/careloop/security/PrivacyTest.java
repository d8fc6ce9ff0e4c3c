package org.careloop.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** Teams, opened cases, the read log and the minimum necessary, through the doors that people use. */
class PrivacyTest extends WebTest {

  @Autowired private JdbcTemplate jdbc;

  private String patient = "t" + System.nanoTime();

  @AfterEach
  void nobodyIsLeftOutsideTheTeam() {
    ClockUtil.reset();
    jdbc.update("delete from careloop_break_glass");
  }

  /** A nurse's task of a patient of a team. */
  private Task caseOf(String team) {
    Task task = newCase("Doe, Jane · 1950-02-03", 50);
    String instance = task.getProcessInstanceId();
    engine.getRuntimeService().setVariable(instance, "patientId", patient);
    engine.getRuntimeService().setVariable(instance, "patientIdentifier", "urn:test|" + patient);
    engine.getRuntimeService().setVariable(instance, "careTeam", team);
    return task;
  }

  /** Makes it a coordinator's task, for there are coordinators in both teams. */
  private Task coordinatorsCaseOf(String team) {
    Task task = caseOf(team);
    engine.getTaskService().addCandidateGroup(task.getId(), "care-coordinators");
    return task;
  }

  private boolean sees(String person, Task task) {
    boolean one = get(person, "/engine-rest/task/" + task.getId()).statusCode() == 200;
    assertThat(get(person, "/engine-rest/task?maxResults=2000").body().contains(task.getId())).as("list and single task agree").isEqualTo(one);
    return one;
  }

  private List<Map<String, Object>> readsOf(String person) {
    return jdbc.queryForList("select kind, patient_id, case_key, roles, break_glass_id from careloop_read_log where person = ? and patient_id = ?",
        person, patient);
  }

  private Session opens(String person, String reason, String words) {
    Session session = signIn(person);
    String page = session.get("/cases").body();
    Map<String, String> form = new LinkedHashMap<>(Map.of("patientId", patient, "reason", reason, "words", words, "_csrf", token(page)));
    session.post("/cases/open", form);
    return session;
  }

  @Test
  void aPatientsTasksAreThoseOfThePatientsTeam() {
    Task west = coordinatorsCaseOf("team-west");
    assertThat(sees("coordinator2", west)).isTrue();
    assertThat(sees("coordinator", west)).isFalse();
    assertThat(sees("nurse", west)).as("a nurse of the other team").isFalse();
    assertThat(post("coordinator", "/engine-rest/task/" + west.getId() + "/claim", "{\"userId\":\"coordinator\"}").statusCode()).isEqualTo(403);
    assertThat(get("coordinator", "/engine-rest/task/" + west.getId() + "/form-variables").statusCode()).isEqualTo(403);
    assertThat(sees("admin", west)).isTrue();
  }

  @Test
  void aPatientWithoutATeamIsEverybodysOfTheRole() {
    Task task = newCase("Doe, Jane · 1950-02-03", 50);
    engine.getTaskService().addCandidateGroup(task.getId(), "care-coordinators");
    assertThat(sees("coordinator", task)).isTrue();
    assertThat(sees("coordinator2", task)).isTrue();
  }

  @Test
  void tasksFollowThePatientToAnotherTeamAndBackToNone() {
    Task task = coordinatorsCaseOf("team-west");
    assertThat(post("coordinator2", "/engine-rest/task/" + task.getId() + "/claim", "{\"userId\":\"coordinator2\"}").statusCode()).isEqualTo(204);
    engine.getRuntimeService().setVariable(task.getProcessInstanceId(), "careTeam", "team-east");
    assertThat(sees("coordinator2", task)).as("though claimed").isFalse();
    assertThat(sees("coordinator", task)).isTrue();
    assertThat(sees("nurse", task)).isTrue();
    engine.getRuntimeService().setVariable(task.getProcessInstanceId(), "careTeam", null);
    assertThat(sees("coordinator2", task)).isTrue();
    assertThat(sees("coordinator", task)).isTrue();
  }

  @Test
  void aTaskIsHandedOverWithinTheTeamOnly() {
    String task = "/engine-rest/task/" + coordinatorsCaseOf("team-east").getId();
    assertThat(post("coordinator", task + "/assignee", "{\"userId\":\"coordinator2\"}").statusCode()).isEqualTo(403);
    assertThat(post("coordinator", task + "/assignee", "{\"userId\":\"nurse\"}").statusCode()).isEqualTo(204);
  }

  @Test
  void searchingSaysThatThereIsACaseAndWhoseItIsAndNothingElse() {
    coordinatorsCaseOf("team-west");
    Session session = signIn("coordinator");
    String page = session.get("/cases").body();
    var answer = session.post("/cases", Map.of("number", patient, "_csrf", token(page)));
    assertThat(answer.statusCode()).as(answer.headers().map().toString()).isEqualTo(200);
    assertThat(answer.body()).contains("1 open case", "Riverside West", "Open with a reason").doesNotContain("Doe", "1950", "Call the patient", "high");
    assertThat(session.post("/cases", Map.of("number", "%", "_csrf", token(page))).body()).contains("A number has 3 to 64");
    assertThat(session.post("/cases", Map.of("number", "t_%", "_csrf", token(page))).body()).doesNotContain("Riverside");
    assertThat(readsOf("coordinator")).extracting("KIND").containsOnlyOnce("CASE_SEARCH");
    assertThat(session.get("/cases?number=" + patient).body()).as("nothing is searched by an address").doesNotContain("Riverside West");
  }

  @Test
  void aCaseOpenedWithAReasonIsOpenInTasklistForFourHoursAndForTheOwnRoleOnly() {
    Task west = coordinatorsCaseOf("team-west");
    opens("coordinator", "emergency", "Patient stands at my desk in distress.");
    assertThat(sees("coordinator", west)).isTrue();
    assertThat(sees("nurse", west)).as("nobody else").isFalse();
    assertThat(post("coordinator", "/engine-rest/task/" + west.getId() + "/claim", "{\"userId\":\"coordinator\"}").statusCode()).isEqualTo(204);
    assertThat(get("coordinator", "/engine-rest/task/" + west.getId() + "/form-variables").body()).contains("Doe, Jane");
    String glass = jdbc.queryForObject("select break_glass_id from careloop_break_glass where person = 'coordinator'", String.class);
    assertThat(readsOf("coordinator")).filteredOn(row -> glass.equals(row.get("BREAK_GLASS_ID"))).extracting("KIND")
        .contains("TASK", "TASK_LIST", "TASK_FORM", "TASK_WORK");
    assertThat(engine.getTaskService().createTaskQuery().processInstanceBusinessKey(glass).taskCandidateGroup("privacy-officers").count()).isEqualTo(1);
    assertThat(jdbc.queryForList("select text_ from ACT_HI_VARINST v join ACT_HI_PROCINST p on p.proc_inst_id_ = v.proc_inst_id_"
        + " where p.business_key_ = ? and text_ is not null", String.class, glass)).noneMatch(text -> text.contains(patient) || text.contains("distress"));

    // Nobody has swept anything: the time alone closes it.
    ClockUtil.setCurrentTime(java.util.Date.from(Instant.now().plus(Duration.ofHours(4)).plusSeconds(1)));
    assertThat(sees("coordinator", west)).isFalse();
    assertThat(post("coordinator", "/engine-rest/task/" + west.getId() + "/complete", "{}").statusCode()).isEqualTo(403);
  }

  @Test
  void whoeverOpenedACaseMayEndItEarlyAndLosesWhatWasClaimed() {
    Task west = coordinatorsCaseOf("team-west");
    Session session = opens("coordinator", "cover", "The team's coordinator is ill today.");
    post("coordinator", "/engine-rest/task/" + west.getId() + "/claim", "{\"userId\":\"coordinator\"}");
    String glass = jdbc.queryForObject("select break_glass_id from careloop_break_glass where person = 'coordinator'", String.class);
    signIn("coordinator2").post("/cases/end", Map.of("id", glass));
    assertThat(sees("coordinator", west)).as("another person's does not end").isTrue();
    session.post("/cases/end", Map.of("id", glass, "_csrf", token(session.get("/cases").body())));
    assertThat(sees("coordinator", west)).isFalse();
    assertThat(engine.getTaskService().createTaskQuery().taskId(west.getId()).singleResult().getAssignee()).isNull();
    assertThat(engine.getAuthorizationService().createAuthorizationQuery().resourceId(west.getId()).list())
        .noneMatch(row -> row.getGroupId() != null && row.getGroupId().contains("patient."));
  }

  @Test
  void aTaskThatComesWhileACaseIsOpenIsOpenToo() {
    Task west = caseOf("team-west");
    opens("pharmacist", "handover", "The patient moves to our practice.");
    post("nurse", "/engine-rest/task/" + west.getId() + "/complete", "{}");
    engine.getIdentityService().clearAuthentication();
    engine.getTaskService().complete(west.getId(), Map.of("contactOutcome", "notReached"));
    Task review = engine.getTaskService().createTaskQuery().processInstanceId(west.getProcessInstanceId()).singleResult();
    assertThat(sees("pharmacist", review)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense"})
  void withoutAReasonNothingOpens(String reason) {
    Task west = coordinatorsCaseOf("team-west");
    opens("coordinator", reason, "Some words that are long enough");
    opens("coordinator", "emergency", "short");
    assertThat(sees("coordinator", west)).isFalse();
    assertThat(jdbc.queryForObject("select count(*) from careloop_break_glass", Integer.class)).isZero();
  }

  @Test
  void thePrivacyOfficerSeesWhoOpenedWhatAndTheReadLogAndAnAuditorToo() {
    coordinatorsCaseOf("team-west");
    opens("coordinator", "emergency", "Patient stands at my desk in distress.");
    get("coordinator", "/engine-rest/task?maxResults=2000");
    for (String reader : List.of("privacy", "auditor")) {
      Session session = signIn(reader);
      String page = session.get("/privacy").body();
      assertThat(page).contains("coordinator", patient, "Emergency: the patient needs help now", "in distress", "open now").doesNotContain("Doe, Jane");
      var found = session.post("/privacy/reads", Map.of("record", patient, "person", "", "day", "", "_csrf", token(page)));
      assertThat(found.body()).contains("in a task list", "Care coordinators", "opened with a reason");
      assertThat(session.post("/privacy/reads", Map.of("record", "", "person", "", "day", "tomorrow", "_csrf", token(page))).body())
          .contains("does not read as a date");
      assertThat(readsOf(reader)).extracting("KIND").contains("READ_LOG");
    }
    for (String other : List.of("coordinator", "admin", "lead", "integration")) {
      assertThat(signIn(other).get("/privacy").statusCode()).as(other).isEqualTo(403);
    }
    assertThat(signIn("privacy").get("/cases").statusCode()).isEqualTo(403);
  }

  @Test
  void everyWayToReadIsLoggedOnceAQuarterOfAnHour() {
    Task task = caseOf("team-east");
    String instance = task.getProcessInstanceId();
    for (int again = 0; again < 3; again++) {
      get("nurse", "/engine-rest/task?maxResults=2000");
      get("nurse", "/engine-rest/task/" + task.getId());
      get("nurse", "/engine-rest/task/" + task.getId() + "/form-variables");
      get("auditor", "/engine-rest/history/variable-instance?maxResults=100&processInstanceId=" + instance);
      get("admin", "/engine-rest/process-instance/" + instance + "/variables");
      get("admin", "/engine-rest/variable-instance?maxResults=100&processInstanceIdIn=" + instance);
    }
    assertThat(readsOf("nurse")).extracting("KIND").containsExactlyInAnyOrder("TASK_LIST", "TASK", "TASK_FORM");
    assertThat(readsOf("nurse")).allMatch(row -> row.get("ROLES").equals("nurses") && row.get("BREAK_GLASS_ID") == null);
    assertThat(readsOf("auditor")).extracting("KIND").containsExactly("HISTORY");
    assertThat(readsOf("admin")).extracting("KIND").contains("CASE");
    assertThat(readsOf("pharmacist")).as("who saw nothing").isEmpty();
    ClockUtil.setCurrentTime(java.util.Date.from(Instant.now().plus(Duration.ofMinutes(16))));
    get("nurse", "/engine-rest/task/" + task.getId());
    assertThat(readsOf("nurse")).filteredOn(row -> row.get("KIND").equals("TASK")).hasSize(2);
  }

  @Test
  void cockpitsOwnListsAreLoggedToo() {
    Task task = caseOf("team-east");
    Session session = signIn("admin");
    session.get("/camunda/app/cockpit/default/");
    String list = "/camunda/api/cockpit/plugin/base/default/process-instance?firstResult=0&maxResults=50";
    var answer = session.postJson(list, "{\"processDefinitionId\":\"%s\"}".formatted(task.getProcessDefinitionId()));
    assertThat(answer.body()).contains(task.getProcessInstanceId());
    assertThat(readsOf("admin")).extracting("KIND").containsExactly("CASE");
  }

  @Test
  void whatCannotBeRecordedIsNotShown() {
    Task task = caseOf("team-east");
    jdbc.execute("alter table careloop_read_log rename to careloop_read_log_away");
    try {
      var answer = get("nurse", "/engine-rest/task/" + task.getId() + "/form-variables");
      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.body()).doesNotContain("Doe, Jane");
    } finally {
      jdbc.execute("alter table careloop_read_log_away rename to careloop_read_log");
    }
    assertThat(get("nurse", "/engine-rest/task/" + task.getId() + "/form-variables").statusCode()).isEqualTo(200);
    assertThat(readsOf("nurse")).extracting("KIND").contains("TASK_FORM");
  }

  @Test
  void aPersonGetsWhatTheFormAsksForAndNotTheWholeCase() {
    Task task = caseOf("team-east");
    engine.getRuntimeService().setVariable(task.getProcessInstanceId(), "secretFinding", "not for this form");
    String address = "/engine-rest/task/" + task.getId();
    for (String list : List.of("/form-variables", "/form-variables?variableNames=secretFinding,patientLabel")) {
      assertThat(get("nurse", address + list).body()).as(list).contains("Doe, Jane").doesNotContain("secretFinding", "urn:test");
    }
    assertThat(get("nurse", address + "/form-variables?variableNames=secretFinding").body()).doesNotContain("not for this form");
    assertThat(get("nurse", address + "/form-variables").body()).as("choices that the form names").contains("slotOptions");
    assertThat(get("nurse", address + "/variables").statusCode()).isEqualTo(403);
    assertThat(get("nurse", address + "/variables/secretFinding").statusCode()).isEqualTo(403);
    assertThat(get("nurse", address + "/localVariables").body()).doesNotContain("secretFinding");
    assertThat(get("nurse", "/engine-rest/process-instance/" + task.getProcessInstanceId() + "/variables").statusCode()).isEqualTo(403);
    assertThat(get("nurse", "/engine-rest/variable-instance?maxResults=100&variableName=secretFinding").body()).doesNotContain("not for this form");
    assertThat(get("nurse", "/engine-rest/history/variable-instance?maxResults=100&processInstanceId=" + task.getProcessInstanceId()).body())
        .doesNotContain("Doe", "secret");
    assertThat(post("nurse", "/engine-rest/task?maxResults=100", "{\"processVariables\":[{\"name\":\"secretFinding\",\"operator\":\"eq\",\"value\":\"x\"}]}").statusCode())
        .isEqualTo(403);
    assertThat(post("nurse", "/engine-rest/task?maxResults=100",
        "{\"orQueries\":[{\"processVariables\":[{\"name\":\"secretFinding\",\"operator\":\"like\",\"value\":\"n%\"}]}]}").statusCode()).isEqualTo(403);
    assertThat(post("nurse", address + "/complete", "{\"withVariablesInReturn\":true,\"variables\":{\"contactOutcome\":{\"value\":\"notReached\"}}}")
        .statusCode()).isEqualTo(403);
    assertThat(get("admin", address + "/variables").body()).contains("secretFinding");

    // Whatever door may one day lead there.
    engine.getIdentityService().setAuthentication("nurse", List.of("nurses", "team-east"));
    assertThat(engine.getTaskService().getVariables(task.getId())).containsKey("patientLabel").doesNotContainKeys("secretFinding", "patientIdentifier");
    assertThatThrownBy(() -> engine.getTaskService().getVariable(task.getId(), "secretFinding")).isInstanceOf(AuthorizationException.class);
    engine.getIdentityService().clearAuthentication();
  }

  @Test
  void aMessageAboutAPatientOfAnotherTeamIsForThatTeam() {
    Task west = coordinatorsCaseOf("team-west");
    String stay = engine.getRuntimeService().createProcessInstanceQuery().processInstanceId(west.getProcessInstanceId()).singleResult().getBusinessKey();
    String message = "m" + System.nanoTime();
    Timestamp now = Timestamp.from(Instant.now());
    jdbc.update("""
        insert into careloop_inbox (message_id, door, sending_app, sending_facility, control_id, variant, content_hash, message_type,
            message_time, received_at, content, state, encounter_id)
        values (?, 'http', 'TEST', 'MERCY', ?, 'test', 'none', 'ADT', ?, ?, 'MSH|secret', 'applied', ?)""", message, message, now, now, stay);
    var refused = signIn("coordinator").get("/inbox/messages/" + message);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).doesNotContain("MSH|secret");
    assertThat(signIn("coordinator2").get("/inbox/messages/" + message).body()).contains("MSH|secret");
    assertThat(readsOf("coordinator2")).extracting("KIND").contains("MESSAGE");
    assertThat(opens("coordinator", "emergency", "Patient stands at my desk in distress.").get("/inbox/messages/" + message).body())
        .contains("MSH|secret");
  }
}
