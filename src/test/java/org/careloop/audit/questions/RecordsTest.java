package org.careloop.audit.questions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.careloop.audit.story.CaseHead;
import org.careloop.audit.story.CaseSearch;
import org.careloop.audit.story.Criteria;
import org.careloop.engine.CareEvents;
import org.careloop.event.StepFailed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

/** Reports on what Careloop itself records - reads, changes, releases, accounts, messages, failed steps - in years in which nothing else happened. */
class RecordsTest extends AskingTest {

  @Autowired private IdentityService identities;
  @Autowired private CareEvents events;
  @Autowired private AuditReviews reviews;
  @Autowired private CaseSearch search;
  @Autowired private TransactionTemplate transaction;

  @BeforeAll
  void theModelIsThere() {
    if (repository.createProcessDefinitionQuery().processDefinitionKey("questions-override").count() == 0) {
      repository.createDeployment().name("model of the questions").addClasspathResource("questions/override.bpmn").deploy();
    }
  }

  @AfterEach
  void whatWasPutInByHandIsTakenOut() {
    identities.clearAuthentication();
    jdbc.update("delete from careloop_hold where hold_id like 'q12-%'");
    jdbc.update("delete from careloop_removal where case_id like 'q12-%' or removed_by = 'q12'");
    jdbc.update("delete from careloop_erasure_case where erasure_id like 'q12-%'");
    jdbc.update("delete from careloop_erasure where erasure_id like 'q12-%'");
    jdbc.update("delete from careloop_read_log where patient_id like 'q-%'");
    jdbc.update("delete from careloop_break_glass where patient_id like 'q-%'");
    jdbc.update("delete from careloop_sign_in where account_id like 'q9%' or address = 'questions'");
    jdbc.update("delete from careloop_inbox where sending_app = 'QUESTIONS'");
    jdbc.update("delete from careloop_release_file where release_id in (select release_id from careloop_release where deployment_id like 'questions-%')");
    jdbc.update("update careloop_release set proposal_id = null where deployment_id like 'questions-%'");
    jdbc.update("delete from careloop_proposal where title like 'Questions:%'");
    jdbc.update("delete from careloop_release where deployment_id like 'questions-%'");
  }

  @Test
  void everyReadAndChangeOfAPatientIsListedAndNoneOfAnother() {
    at("2030-03-05T12:00:00Z");
    completedBy("admin", runtime.startProcessInstanceByKey("questions-override", "Q-CASE-1",
        Map.of("patientId", "q-1", "patientIdentifier", "urn:mrn|777001", "patientLabel", "Q One")), Map.of("overriddenTo", "4"));
    read("nurse", "q-1", "2030-03-01T05:00:00Z", null);
    read("nurse", "q-1", "2030-03-01T04:59:59Z", null);
    read("coordinator2", "q-1", "2030-03-02T05:00:00Z", "g1");
    read("nurse", "q-2", "2030-03-02T06:00:00Z", null);
    jdbc.update("insert into careloop_break_glass (break_glass_id, person, patient_id, record_number, care_team, reason, reason_text, opened_at, expires_at)"
        + " values ('g1', 'coordinator2', 'q-1', '777001', 'team-east', 'emergency', 'asked by the nurse', ?, ?)",
        time("2030-03-02T04:00:00Z"), time("2030-03-02T08:00:00Z"));

    Map<String, String> form = Map.of("patient", "777001", "from", "2030-03-01", "until", "2030-03-05", "what", "people");
    var found = ask("01-reads-and-changes", form);
    assertThat(lines(found, "happened_at", "person", "what", "outside")).containsExactly(
        "2030-03-05T12:00:00Z admin completed 0", "2030-03-02T05:00:00Z coordinator2 CASE 1", "2030-03-02T04:00:00Z coordinator2 opened 1",
        "2030-03-01T05:00:00Z nurse CASE 0");
    assertThat(numbers(found)).containsExactlyInAnyOrderEntriesOf(figures("reads", 3, "changes", 1, "outside_team", 2, "people", 3));
    assertThat(lines(ask("01-reads-and-changes", with(form, "what", "reads")), "what")).containsExactly("CASE", "opened", "CASE");
    assertThat(lines(ask("01-reads-and-changes", with(form, "what", "all")), "detail")).contains("overriddenTo = 4");
    assertThat(ask("01-reads-and-changes", with(form, "patient", "777002")).rows()).isEmpty();
  }

  @Test
  void anOverrideIsListedWithItsReasonAndOneWithoutIsSaidToHaveNone() {
    at("2030-04-05T12:00:00Z");
    override("Q-OV-1", Map.of("overriddenDecision", "care-tier", "overriddenFrom", "3", "overriddenTo", "4", "overrideReason", "lives alone"));
    override("Q-OV-2", Map.of("overriddenDecision", "lace-index", "overriddenFrom", "8", "overriddenTo", "12"));
    as("admin");
    ProcessInstance changed = runtime.startProcessInstanceByKey("questions-override", "Q-OV-3", Map.of("patientId", "q-3"));
    runtime.setVariable(changed.getId(), "tier", "2");

    Map<String, String> form = Map.of("from", "2030-04-05", "until", "2030-04-05", "patient", "");
    assertThat(lines(ask("03-overrides", form), "case_key", "person", "was", "became", "explained")).contains(
        "Q-OV-1 admin 3 4 yes", "Q-OV-2 admin 8 12 !no").anyMatch(line -> line.startsWith("Q-OV-3 admin") && line.endsWith("!no"));
    assertThat(lines(ask("03-overrides", with(form, "patient", "q-Q-OV-1")), "case_key", "reason")).containsExactly("Q-OV-1 lives alone");
  }

  @Test
  void markSearchAndReportFollowOneRuleOfWhatIsPastTheProtocol() throws IOException {
    at("2032-04-05T12:00:00Z");
    override("Q-RULE-recorded", Map.of("overriddenDecision", "care-tier", "overriddenFrom", "3", "overriddenTo", "4", "overrideReason", "lives alone"));
    ProcessInstance moved = begun("Q-RULE-moved");
    String model = Files.readString(Path.of("src/test/resources/questions/override.bpmn")).replace("0.1.0", "0.2.0");
    repository.createDeployment().name("model of the questions").addString("questions/override.bpmn", model).deploy();
    String later = repository.createProcessDefinitionQuery().processDefinitionKey("questions-override").latestVersion().singleResult().getId();
    at("2032-04-05T12:00:01Z");
    as("admin");
    runtime.setVariable(begun("Q-RULE-value").getId(), "tier", "2");
    runtime.deleteProcessInstance(begun("Q-RULE-ended").getId(), "asked for");
    runtime.suspendProcessInstanceById(begun("Q-RULE-held").getId());
    runtime.newMigration(runtime.createMigrationPlan(moved.getProcessDefinitionId(), later).mapEqualActivities().build()).processInstanceIds(moved.getId()).execute();
    as(null);
    begun("Q-RULE-untouched");

    var found = ask("03-overrides", Map.of("from", "2032-04-05", "until", "2032-04-05", "patient", ""));
    assertThat(lines(found, "case_key")).containsExactlyInAnyOrder("Q-RULE-recorded", "Q-RULE-moved", "Q-RULE-value", "Q-RULE-ended");
    assertThat(lines(found, "case_key", "was", "became")).contains("Q-RULE-moved 0.1.0 0.2.0");
    assertThat(cases(true)).containsExactlyInAnyOrder("Q-RULE-recorded", "Q-RULE-moved", "Q-RULE-value", "Q-RULE-ended");
    assertThat(search.find(period(false), null, 50).cases()).allSatisfy(head ->
        assertThat(head.overridden()).as(head.businessKey()).isEqualTo(cases(true).contains(head.businessKey())));
    assertThat(cases(false)).contains("Q-RULE-held", "Q-RULE-untouched");
    jdbc.queryForList("select PROC_INST_ID_ from ACT_HI_PROCINST where BUSINESS_KEY_ in ('Q-RULE-held', 'Q-RULE-untouched', 'Q-RULE-moved', 'Q-RULE-value')",
        String.class).forEach(id -> runtime.deleteProcessInstance(id, "end of the test"));
  }

  private List<String> cases(boolean overridden) {
    return search.find(period(overridden), null, 50).cases().stream().map(CaseHead::businessKey).toList();
  }

  private static Criteria period(boolean overridden) {
    return new Criteria(null, null, null, "questions-override", null, Instant.parse("2032-04-05T11:59:59Z"), Instant.parse("2032-04-05T12:01:00Z"), null, false,
        overridden, false);
  }

  private ProcessInstance begun(String key) {
    return runtime.startProcessInstanceByKey("questions-override", key, Map.of("patientId", "q-" + key));
  }

  @Test
  void aReleaseIsInForceFromItsOwnInstantAndAFileSinceItLastChanged() {
    long first = release("questions-1", "program", null, "2001-01-01T12:00:00Z", "careloop", Map.of("processes/a.bpmn", "a1", "forms/b.form", "b1"));
    long four = proposal("Questions: four eyes", first, "lead", "lead2");
    long second = release("questions-2", "proposal", four, "2001-02-01T12:00:00Z", "lead2", Map.of("processes/a.bpmn", "a2", "forms/b.form", "b1"));
    long alone = proposal("Questions: alone", second, "lead", "lead");
    release("questions-3", "proposal", alone, "2001-03-01T12:00:00Z", "lead", Map.of("processes/a.bpmn", "a1", "forms/b.form", "b1"));

    assertThat(lines(ask("02-models-in-force", Map.of("at", "2001-02-01T06:59:59", "kind", "all")), "path", "since", "released_by", "four_eyes"))
        .containsExactly("forms/b.form 2001-01-01T12:00:00Z careloop program", "processes/a.bpmn 2001-01-01T12:00:00Z careloop program");
    assertThat(lines(ask("02-models-in-force", Map.of("at", "2001-02-01T07:00", "kind", "all")), "path", "sha256", "since", "proposed_by", "four_eyes"))
        .containsExactly("forms/b.form b1 2001-01-01T12:00:00Z null program", "processes/a.bpmn a2 2001-02-01T12:00:00Z lead yes");
    var last = ask("02-models-in-force", Map.of("at", "2001-03-01T07:00", "kind", "processes"));
    assertThat(lines(last, "path", "since", "four_eyes")).as("back to what it was, but anew").containsExactly("processes/a.bpmn 2001-03-01T12:00:00Z !no");
    assertThat(numbers(last)).containsEntry("models", 1L).containsEntry("same_person", 1L);
    assertThat(ask("02-models-in-force", Map.of("at", "2000-12-31T00:00", "kind", "all")).rows()).isEmpty();
    assertThat(lines(ask("09-editor-and-approver", Map.of("from", "2001-01-01", "until", "2001-12-31")), "title", "persons"))
        .containsExactly("Questions: alone !no", "Questions: four eyes yes");
  }

  @Test
  void anAccountSleepsAfterItsDaysAndWhoMadeItAndTookItsRolesIsListed() {
    at("2030-06-01T12:00:00Z");
    as("admin");
    identities.saveGroup(identities.newGroup("q9-role"));
    for (String user : List.of("q9a", "q9b", "q9c")) {
      var account = identities.newUser(user);
      account.setPassword("Long-Enough-17-words");
      identities.saveUser(account);
      identities.createMembership(user, "q9-role");
    }
    signIn("q9a", "SIGNED_IN", "2030-03-03T12:00:00Z");
    signIn("q9b", "SIGNED_IN", "2030-03-03T11:59:59Z");
    signIn("q9b", "REFUSED", "2030-03-04T11:59:59Z");
    signIn(null, "REFUSED", "2030-03-04T12:00:00Z");

    Map<String, String> form = Map.of("role", "q9-role", "days", "90", "listed", "all");
    var users = ask("09-users-by-role", form);
    assertThat(lines(users, "account", "roles", "refused", "state")).containsExactly("q9a q9-role 0 active", "q9b q9-role 1 ?dormant", "q9c q9-role 0 ?never");
    assertThat(numbers(users)).containsEntry("accounts", 3L).containsEntry("dormant", 2L);
    assertThat(lines(ask("09-users-by-role", with(form, "listed", "dormant")), "account")).containsExactly("q9b", "q9c");
    var signIns = ask("09-sign-ins", Map.of("from", "2030-03-03", "until", "2030-03-04", "account", "", "what", "all"));
    assertThat(lines(signIns, "account", "event")).containsExactly("no such account !REFUSED", "q9b !REFUSED", "q9a SIGNED_IN", "q9b SIGNED_IN");
    assertThat(numbers(signIns)).containsExactlyInAnyOrderEntriesOf(figures("sign_ins", 2, "refused", 2, "of_nobody", 1, "locked", 0, "people", 2));

    at("2030-06-02T12:00:00Z");
    for (String user : List.of("q9a", "q9b", "q9c")) {
      identities.deleteMembership(user, "q9-role");
      identities.deleteUser(user);
    }
    identities.deleteGroup("q9-role");
    var people = ask("09-joiners-and-leavers", Map.of("from", "2030-06-01", "until", "2030-06-01"));
    assertThat(lines(people, "person", "what", "account")).contains("admin Create User q9a", "admin Create Group membership q9a");
    assertThat(numbers(people)).containsEntry("joined", 3L).containsEntry("left_careloop", 0L).containsEntry("given", 3L);
    assertThat(numbers(ask("09-joiners-and-leavers", Map.of("from", "2030-06-02", "until", "2030-06-02")))).containsEntry("left_careloop", 3L)
        .containsEntry("taken", 3L);
  }

  @Test
  void aMessageIsLateAfterItsMinutesAndOneThatWaitsForAPersonIsListed() {
    message("m1", "2030-07-01T12:00:00Z", "2030-07-01T13:00:00Z", "applied");
    message("m2", "2030-07-01T12:00:00Z", "2030-07-01T13:00:01Z", "applied");
    message("m3", "2030-07-01T13:05:00Z", "2030-07-01T13:05:01Z", "set-aside");
    Map<String, String> form = Map.of("from", "2030-07-01", "until", "2030-07-01", "minutes", "60", "listed", "both");
    var found = ask("13-late-messages", form);
    assertThat(lines(found, "stay", "delay", "state")).containsExactly("m2 60.02 applied", "m3 0.02 !set-aside");
    assertThat(numbers(found)).containsEntry("messages", 3L).containsEntry("late", 1L).containsEntry("aside", 1L).containsEntry("waiting", 1L);
    assertThat(lines(ask("13-late-messages", with(form, "listed", "late")), "stay")).containsExactly("m2");
  }

  @Test
  void aStepThatFailedIsReconciledWhenAPersonHasSettledIt() {
    at("2030-08-01T12:00:00Z");
    as(null);
    for (String job : List.of("q13-a", "q13-b")) {
      transaction.executeWithoutResult(status -> events.tell(new StepFailed(job, "Home visit", "Book visit", "no answer", "q-13", "Q Thirteen", job,
          null, "high", 50, List.of(), clock.instant())));
    }
    runDueJobs();
    at("2030-08-01T12:10:00Z");
    tasks.createTaskQuery().taskDefinitionKey("handleFailedStep").processVariableValueEquals("jobId", "q13-a").list().forEach(
        task -> tasks.complete(task.getId(), new HashMap<>(Map.of("stepDecision", "tryAgain"))));
    runDueJobs();
    Map<String, String> form = Map.of("from", "2030-08-01", "until", "2030-08-01", "listed", "all");
    var found = ask("13-steps-by-hand", form);
    assertThat(lines(found, "case_key", "protocol", "step", "result", "took")).containsExactlyInAnyOrder(
        "q13-a Home visit Book visit tryAgain 10", "q13-b Home visit Book visit !open null");
    assertThat(numbers(found)).containsExactlyInAnyOrderEntriesOf(figures("failed", 2, "by_hand", 0, "again", 1, "elsewhere", 0, "open", 1));
    assertThat(lines(ask("13-steps-by-hand", with(form, "listed", "open")), "case_key")).containsExactly("q13-b");
  }

  @Test
  void aHoldIsListedWithWhoSetItAndWhoLiftedIt() {
    hold("q12-a", "case", "no-case-of-this-id", "2019-01-05T15:00:00Z", null);
    hold("q12-b", "patient", "q-12", "2019-01-06T15:00:00Z", "2019-01-20T15:00:00Z");
    hold("q12-c", "protocol", "questions-override", "2019-01-07T15:00:00Z", "2019-01-09T05:00:00Z");
    jdbc.update("insert into careloop_hold (hold_id, scope, from_day, to_day, reason, reference, placed_at, placed_by) values ('q12-d', 'period', ?, ?,"
        + " 'A review of spring', 'Ref d', ?, 'privacy')", java.sql.Date.valueOf("2030-03-01"), java.sql.Date.valueOf("2030-03-31"), time("2019-01-08T15:00:00Z"));

    Map<String, String> form = Map.of("from", "2019-01-01", "until", "2019-01-31", "listed", "all");
    var found = ask("12-holds", form);
    assertThat(lines(found, "scope", "subject", "case_id", "patient_id", "placed_by", "state", "lifted_by")).contains(
        "period 2030-03-01 to 2030-03-31 null null privacy ?active null", "protocol Override, for the questions null null privacy lifted privacy2",
        "patient null null q-12 privacy lifted privacy2", "case null no-case-of-this-id null privacy ?active null");
    assertThat(lines(ask("12-holds", with(form, "listed", "lifted")), "reference")).containsExactly("Ref q12-c", "Ref q12-b");
    assertThat(numbers(ask("12-holds", with(form, "listed", "lifted")))).containsExactlyInAnyOrderEntriesOf(
        figures("holds", 2, "active", 0, "lifted", 2, "by_one", 0));
    assertThat(lines(ask("12-holds", with(with(form, "from", "2019-01-09"), "listed", "lifted")), "reference")).as("lifted in the day's first instant")
        .containsExactly("Ref q12-c", "Ref q12-b");
    assertThat(lines(ask("12-holds", with(with(form, "from", "2019-01-10"), "listed", "lifted")), "reference")).containsExactly("Ref q12-b");
  }

  @Test
  void whatWasRemovedBeforeItsTimeOrInSpiteOfAHoldIsSaid() {
    removed("q12-1", "2025-01-01T12:00:00Z", 2192, "2031-01-02T12:00:00Z");
    removed("q12-2", "2025-01-01T12:00:00Z", 2192, "2031-01-02T11:59:59Z");
    removed("q12-3", "2025-01-01T12:00:00Z", 30, "2031-01-03T12:00:00Z");
    hold("q12-h", "case", "q12-4", "2031-01-04T12:00:00Z", "2031-01-05T12:00:00Z");
    removed("q12-4", "2025-01-01T12:00:00Z", 2192, "2031-01-04T12:00:00Z");
    jdbc.update("update careloop_hold set lifted_at = ? where hold_id = 'q12-h'", time("2031-01-04T12:00:01Z"));
    removed("q12-5", "2025-01-01T12:00:00Z", 2192, "2031-01-05T12:00:00Z");
    jdbc.update("insert into careloop_removal (what, rule_days, rows_removed, removed_at, removed_by) values ('reads', 3653, 200, ?, 'q12')",
        time("2031-01-06T12:00:00Z"));

    Map<String, String> form = Map.of("from", "2031-01-02", "until", "2031-01-06", "what", "all", "listed", "all");
    var found = ask("12-removed", form);
    assertThat(lines(found, "what", "case_id", "kept_days", "rows_removed", "removed_by", "result")).containsExactly("reads null null 200 q12 fine",
        "case q12-5 2195 7 the program fine", "case q12-4 2194 7 the program !held", "case q12-3 2193 7 the program !short",
        "case q12-1 2192 7 the program fine", "case q12-2 2192 7 the program !early");
    assertThat(numbers(found)).containsExactlyInAnyOrderEntriesOf(figures("removals", 6, "cases", 5, "rows_removed", 235, "wrong", 3));
    assertThat(lines(ask("12-removed", with(with(form, "what", "cases"), "listed", "problems")), "case_id")).containsExactly("q12-4", "q12-3", "q12-2");
    assertThat(lines(ask("12-removed", with(form, "what", "records")), "what")).containsExactly("reads");
  }

  @Test
  void anErasureIsListedWithItsLawAndWhetherTwoPersonsDecided() {
    erasure("q12-e1", "q-12", "asked", "2031-02-01T15:00:00Z", null, null);
    erasure("q12-e2", null, "done", "2031-02-02T15:00:00Z", "privacy2", "2031-02-03T15:00:00Z");
    erasure("q12-e3", null, "done", "2031-02-03T15:00:00Z", "privacy", "2031-02-03T15:00:01Z");
    erasure("q12-e4", "q-13", "confirmed", "2031-02-04T15:00:00Z", "privacy2", null);
    erasure("q12-e5", null, "withdrawn", "2031-02-05T15:00:00Z", "privacy", null);
    jdbc.update("insert into careloop_erasure_case (erasure_id, case_id, erased_at, value_count) values ('q12-e2', 'q12-x', ?, 12)", time("2031-02-03T15:00:00Z"));

    Map<String, String> form = Map.of("from", "2031-02-01", "until", "2031-02-05", "listed", "all");
    var found = ask("12-erased", form);
    assertThat(lines(found, "patient_id", "reason", "decided_by", "state", "persons", "value_count")).containsExactly("null gdpr privacy withdrawn yes null",
        "q-13 gdpr privacy2 !confirmed yes null", "null gdpr privacy done !no 12", "null gdpr privacy2 done yes 12", "q-12 gdpr null ?asked ?open null");
    assertThat(numbers(found)).containsExactlyInAnyOrderEntriesOf(figures("requests", 5, "erased", 2, "unfinished", 1, "alone", 1, "cases", 1));
    assertThat(lines(ask("12-erased", with(form, "listed", "open")), "patient_id")).containsExactly("q-13", "q-12");
    assertThat(ask("12-erased", with(form, "listed", "problems")).rows()).hasSize(1);
  }

  @Test
  void aReviewOfTheLogIsNotedAndAClockThatIsApartIsSaid() {
    at("2030-09-01T12:00:00Z");
    reviews.note("auditor", "log", LocalDate.parse("2030-08-01"), LocalDate.parse("2030-08-31"), "clean", "Read log and sign-ins.");
    reviews.note("auditor", "restore", LocalDate.parse("2030-08-31"), LocalDate.parse("2030-08-31"), "followed-up", "Backup of August restored.");
    var found = ask("10-log-reviews", Map.of("from", "2030-09-01", "until", "2030-09-01"));
    assertThat(lines(found, "noted_by", "kind", "result")).containsExactlyInAnyOrder("auditor log clean", "auditor restore !followed-up");
    assertThat(numbers(found)).containsEntry("reviews", 1L).containsEntry("restores", 1L);
    assertThat(lines(ask("10-clock", Map.of("seconds", "5")), "record", "result")).as("the program's clock is years ahead")
        .startsWith("Clock of the database !apart");
  }

  private static void at(String now) {
    ClockUtil.setCurrentTime(Date.from(Instant.parse(now)));
  }

  private void as(String user) {
    if (user == null) {
      identities.clearAuthentication();
    } else {
      identities.setAuthentication(user, List.of("camunda-admin"));
    }
  }

  private static Timestamp time(String instant) {
    return Timestamp.from(Instant.parse(instant));
  }

  private void hold(String id, String scope, String subject, String placed, String lifted) {
    jdbc.update("insert into careloop_hold (hold_id, scope, subject, reason, reference, placed_at, placed_by, lifted_at, lifted_by, lift_reason)"
        + " values (?, ?, ?, 'Counsel asks for it', ?, ?, 'privacy', ?, ?, ?)", id, scope, subject, "Ref " + id, time(placed), lifted == null ? null : time(lifted),
        lifted == null ? null : "privacy2", lifted == null ? null : "Settled");
  }

  private void removed(String caseId, String ended, int days, String at) {
    jdbc.update("insert into careloop_removal (what, case_id, protocol, version_tag, ended_at, rule_days, rows_removed, removed_at, removed_by)"
        + " values ('case', ?, 'questions-override', '0.1.0', ?, ?, 7, ?, 'careloop')", caseId, time(ended), days, time(at));
  }

  private void erasure(String id, String patient, String state, String asked, String decidedBy, String finished) {
    jdbc.update("insert into careloop_erasure (erasure_id, patient_id, reason, basis, words, state, asked_at, asked_by, decided_at, decided_by, finished_at,"
        + " cases, messages, openings, value_count) values (?, ?, 'gdpr', 'Article 17', 'Letter of the first', ?, ?, 'privacy', ?, ?, ?, ?, ?, ?, ?)", id, patient,
        state, time(asked), decidedBy == null ? null : time(asked), decidedBy, finished == null ? null : time(finished), finished == null ? null : 1,
        finished == null ? null : 0, finished == null ? null : 0, finished == null ? null : 12);
  }

  private void override(String key, Map<String, Object> form) {
    completedBy("admin", runtime.startProcessInstanceByKey("questions-override", key, Map.of("patientId", "q-" + key)), form);
  }

  private void completedBy(String user, ProcessInstance instance, Map<String, Object> form) {
    String task = tasks.createTaskQuery().processInstanceId(instance.getId()).singleResult().getId();
    as(user);
    tasks.complete(task, new HashMap<>(form));
    as(null);
  }

  private void read(String person, String patient, String at, String glass) {
    jdbc.update("insert into careloop_read_log (person, roles, patient_id, kind, break_glass_id, read_at) values (?, 'nurses', ?, 'CASE', ?, ?)", person,
        patient, glass, time(at));
  }

  private void signIn(String account, String event, String at) {
    jdbc.update("insert into careloop_sign_in (happened_at, account_id, event, way, address) values (?, ?, ?, 'FORM', 'questions')", time(at), account, event);
  }

  private void message(String id, String made, String received, String state) {
    jdbc.update("insert into careloop_inbox (message_id, door, sending_app, sending_facility, control_id, variant, content_hash, message_type, message_time,"
        + " received_at, content, state, encounter_id) values (?, 'hl7', 'QUESTIONS', 'MERCY', ?, '', 'x', 'ADT^A08', ?, ?, '', ?, ?)", id, id, time(made),
        time(received), state, id);
  }

  private long release(String deployment, String origin, Long proposal, String at, String by, Map<String, String> files) {
    jdbc.update("insert into careloop_release (deployment_id, origin, proposal_id, released_at, released_by, set_sha256) values (?, ?, ?, ?, ?, 'x')",
        deployment, origin, proposal, time(at), by);
    long number = jdbc.queryForObject("select release_id from careloop_release where deployment_id = ?", Long.class, deployment);
    files.forEach((path, sum) -> jdbc.update("insert into careloop_release_file (release_id, path, sha256) values (?, ?, ?)", number, path, sum));
    return number;
  }

  private long proposal(String title, long base, String by, String decidedBy) {
    jdbc.update("insert into careloop_proposal (title, remark, proposed_at, proposed_by, base_release, state, decided_at, decided_by)"
        + " values (?, '', ?, ?, ?, 'released', ?, ?)", title, time("2001-01-15T12:00:00Z"), by, base, time("2001-01-16T12:00:00Z"), decidedBy);
    return jdbc.queryForObject("select proposal_id from careloop_proposal where title = ?", Long.class, title);
  }
}
