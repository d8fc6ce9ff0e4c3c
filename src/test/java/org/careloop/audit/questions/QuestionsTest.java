package org.careloop.audit.questions;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.careloop.audit.questions.ReportRun.Found;
import org.careloop.engine.CareEvents;
import org.careloop.event.CareEvent;
import org.careloop.event.DischargeCancelled;
import org.careloop.event.PatientDied;
import org.careloop.event.PatientDischarged;
import org.careloop.event.PatientReadmitted;
import org.careloop.protocol.SandboxWires;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Every report on known cases, compared row by row, in a year of its own so that nothing else falls into its periods. The discharge transition is
 * the real one; protocols to come are stood in for by models that record the names which src/docs/auditors-questions.md promises.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class QuestionsTest extends AskingTest {

  private static final String MARIA = "urn:careloop:facility:MERCY:mrn|100234";
  private static final String ROBERT = "urn:careloop:facility:MERCY:mrn|100311";
  private static final String PATRICIA = "urn:careloop:facility:MERCY:mrn|100846";

  /** Friday; the clocks change on Sunday, so the second business day ends at 03:59:59 UTC on Wednesday. */
  private static final Instant FRIDAY = Instant.parse("2028-03-10T20:00:00Z");
  private static final Instant LAST_SECOND_OF_FRIDAY = Instant.parse("2028-03-11T04:59:59Z");
  private static final Instant MONDAY = Instant.parse("2028-03-13T15:00:00Z");
  private static final Instant LIMIT = Instant.parse("2028-03-15T03:59:59Z");

  @LocalServerPort private int port;
  @Autowired private CareEvents events;
  @Autowired private TransactionTemplate transaction;

  private final List<String> stays = new ArrayList<>();

  @Test
  @Order(1)
  void theFourteenQuestionsHaveAReportEachAndEachReportRunsAsItIsPreset() {
    assertThat(reports.questions()).extracting(Reports.Question::number).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
    List<String> problems = new ArrayList<>();
    for (Reports.Question question : reports.questions()) {
      assertThat(question.reports()).as("reports on: " + question.words()).isNotEmpty();
      for (Report report : question.reports()) {
        Map<String, String> form = new HashMap<>(Answers.presets(report, clock, NEW_YORK));
        report.head().parameters().forEach((name, parameter) -> {
          if (parameter.type() == Report.Kind.PATIENT) {
            form.put(name, "nobody-of-this-number");
          } else if (parameter.required() && form.get(name).isEmpty()) {
            form.put(name, "2001-01");
          }
        });
        try {
          Found found = ask(report.id(), form);
          found.rows().forEach(row -> assertThat(row.keySet()).as("columns").containsExactlyInAnyOrderElementsOf(report.head().columns().keySet()));
          assertThat(found.figures().keySet()).as("figures").isEqualTo(report.head().figures().keySet());
          new ReportWords(NEW_YORK).figures(report, found.figures());
        } catch (RuntimeException | AssertionError failed) {
          problems.add(report.id() + ": " + NestedExceptionUtils.getMostSpecificCause(failed).getMessage());
        }
      }
    }
    assertThat(problems).isEmpty();
  }

  @Test
  @Order(3)
  void dischargesWithoutContactInTimeAreThoseThatNobodyReachedOrTriedTwiceByTheEndOfTheSecondBusinessDay() {
    ClockUtil.setCurrentTime(java.util.Date.from(FRIDAY));
    ProcessInstance reachedAtTheLastSecond = discharged("Q401", PATRICIA, LAST_SECOND_OF_FRIDAY, "01");
    ProcessInstance reachedOneSecondLate = discharged("Q402", PATRICIA, FRIDAY, "01");
    ProcessInstance triedTwice = discharged("Q403", MARIA, FRIDAY, "01");
    ProcessInstance triedTooCloseTogether = discharged("Q404", ROBERT, FRIDAY, "01");
    ProcessInstance cancelled = discharged("Q405", MARIA, FRIDAY, "01");
    ProcessInstance notHome = discharged("Q406", MARIA, FRIDAY, "20");
    ProcessInstance onTheNextDay = discharged("Q407", PATRICIA, LAST_SECOND_OF_FRIDAY.plusSeconds(1), "01");
    assertThat(Stream.of(reachedAtTheLastSecond, onTheNextDay).map(one -> variable(one, "contactLimitAt")))
        .containsExactly(LIMIT.toString(), LIMIT.toString());
    assertThat(notHome).isNotNull();
    tell(new DischargeCancelled("m-q405", cancelled.getBusinessKey(), MARIA, "MERCY", FRIDAY));
    runDueJobs();

    timePassesUntil(MONDAY);
    call(triedTwice, notReached("2028-03-13T15:00:00Z"));
    call(triedTwice, notReached("2028-03-13T15:30:00Z"));
    call(triedTooCloseTogether, notReached("2028-03-13T15:00:00Z"));
    call(triedTooCloseTogether, notReached("2028-03-13T15:29:59Z"));
    Map<String, String> friday = Map.of("from", "2028-03-10", "until", "2028-03-10", "pathway", "all", "listed", "all");
    assertThat(lines(ask("04-timely-contact", friday), "case_key", "result", "attempts_in_time")).containsExactly(
        "MERCY:Q402 ?open 0", "MERCY:Q403 attempted 2", "MERCY:Q404 ?open 2", "MERCY:Q405 excluded-cancelled 0", "MERCY:Q406 excluded-pathway 0",
        "MERCY:Q401 ?open 0");

    timePassesUntil(LIMIT.minusSeconds(60));
    call(reachedAtTheLastSecond, reached(LIMIT.toString()));
    ClockUtil.setCurrentTime(java.util.Date.from(LIMIT));
    assertThat(lines(ask("04-timely-contact", friday), "case_key", "result")).as("exactly at due it is not over").contains("MERCY:Q402 ?open");
    timePassesUntil(LIMIT.plusSeconds(1));
    call(reachedOneSecondLate, reached(LIMIT.plusSeconds(1).toString()));
    settleEscalations();

    Found all = ask("04-timely-contact", friday);
    assertThat(lines(all, "case_key", "result", "attempts_in_time", "attempts")).containsExactly(
        "MERCY:Q402 !late 0 1", "MERCY:Q403 attempted 2 2", "MERCY:Q404 !never 2 2", "MERCY:Q405 excluded-cancelled 0 0",
        "MERCY:Q406 excluded-pathway 0 0", "MERCY:Q401 reached 0 1");
    assertThat(numbers(all)).containsExactlyInAnyOrderEntriesOf(figures("eligible", 4, "reached", 1, "attempted", 1, "missing", 2, "late", 1,
        "not_due", 0, "died", 0, "readmitted", 0, "cancelled", 1, "elsewhere", 1));
    Found missing = ask("04-timely-contact", with(friday, "listed", "missing"));
    assertThat(lines(missing, "case_key", "reasons")).containsExactly("MERCY:Q402 staffing", "MERCY:Q404 noAnswer, staffing");
    assertThat(numbers(missing)).isEqualTo(numbers(all));
    assertThat(lines(ask("04-timely-contact", Map.of("from", "2028-03-11", "until", "2028-03-11", "pathway", "all", "listed", "all")), "case_key"))
        .as("midnight of New York parts the days").containsExactly("MERCY:Q407");

    Found attempts = ask("04-contact-attempts", Map.of("from", "2028-03-13", "until", "2028-03-14", "patient", ""));
    assertThat(lines(attempts, "contacted_at", "case_key", "outcome", "reason", "in_record")).containsExactly(
        "2028-03-13T15:00:00Z MERCY:Q403 !notReached noAnswer 1", "2028-03-13T15:00:00Z MERCY:Q404 !notReached noAnswer 1",
        "2028-03-13T15:29:59Z MERCY:Q404 !notReached noAnswer 1", "2028-03-13T15:30:00Z MERCY:Q403 !notReached noAnswer 1",
        "2028-03-15T03:59:59Z MERCY:Q401 reached null 1");
    assertThat(lines(ask("04-contact-attempts", Map.of("from", "2028-03-13", "until", "2028-03-14", "patient", "100846")), "case_key"))
        .containsExactly("MERCY:Q401");
    var decisions = ask("03-decisions", Map.of("patient", "100311", "decision", "lace-index", "from", "2028-03-10", "until", "2028-03-10"));
    assertThat(lines(decisions, "case_key", "decision_key", "version_tag")).containsExactly("MERCY:Q404 lace-index " + repository
        .createDecisionDefinitionQuery().decisionDefinitionKey("lace-index").latestVersion().singleResult().getVersionTag());
    assertThat(lines(decisions, "outputs").get(0)).contains("LACE score: " + variable(triedTooCloseTogether, "laceScore"), "Problems: none");
    assertThat(lines(decisions, "inputs").get(0)).contains("LACE score: " + variable(triedTooCloseTogether, "laceScore")).doesNotContain("a list", "null");
    assertThat(lines(decisions, "rules").get(0)).startsWith("Row ");
    assertThat(numbers(decisions)).containsExactlyInAnyOrderEntriesOf(figures("decisions", 1, "tables", 1, "cases", 1));
    theRestOfTheCareIsNotNeeded();
  }

  @Test
  @Order(4)
  void whoDiedOrWasReadmittedBeforeTheDueIsLeftOutAndSaidSo() {
    Instant monday = Instant.parse("2028-04-03T15:00:00Z");
    ClockUtil.setCurrentTime(java.util.Date.from(monday));
    ProcessInstance readmitted = discharged("Q411", ROBERT, monday, "01");
    tell(new PatientReadmitted((String) variable(readmitted, "patientId"), "MERCY:Q419", Instant.parse("2028-04-04T15:00:00Z"), false, monday));
    runDueJobs();
    ProcessInstance died = discharged("Q412", PATRICIA, monday, "01");
    tell(new PatientDied("m-q412", PATRICIA, Instant.parse("2028-04-04T15:00:00Z"), monday));
    runDueJobs();
    assertThat(died).isNotNull();
    timePassesUntil(Instant.parse("2028-04-07T15:00:00Z"));

    Found found = ask("04-timely-contact", Map.of("from", "2028-04-03", "until", "2028-04-03", "pathway", "all", "listed", "all"));
    assertThat(lines(found, "case_key", "result")).containsExactly("MERCY:Q411 excluded-readmitted", "MERCY:Q412 excluded-died");
    assertThat(numbers(found)).containsEntry("eligible", 0L).containsEntry("died", 1L).containsEntry("readmitted", 1L);
    theRestOfTheCareIsNotNeeded();
  }

  // The data set

  private ProcessInstance discharged(String visit, String patient, Instant at, String disposition) {
    SandboxWires ehr = new SandboxWires(port);
    stays.add(ehr.copyStay(patient, visit));
    tell(new PatientDischarged("message-of-" + visit, "MERCY:" + visit, patient, "MERCY", at.minus(Duration.ofDays(5)), at, disposition, "I", "MED",
        true, at));
    ProcessInstance started = runtime.createProcessInstanceQuery().processInstanceBusinessKey("MERCY:" + visit).singleResult();
    runDueJobs();
    assertThat(failures).isEmpty();
    return started;
  }

  private void tell(CareEvent event) {
    transaction.executeWithoutResult(status -> events.tell(event));
  }

  private void call(ProcessInstance stay, Map<String, Object> answer) {
    List<Task> calls = tasks.createTaskQuery().processInstanceBusinessKey(stay.getBusinessKey()).taskDefinitionKey("callPatient")
        .processVariableValueEquals("callPurpose", "first-contact").list();
    assertThat(calls).as("calls of " + stay.getBusinessKey()).hasSize(1);
    tasks.complete(calls.get(0).getId(), new HashMap<>(answer));
    runDueJobs();
  }

  private static Map<String, Object> reached(String at) {
    return Map.of("contactOutcome", "reached", "contactedAt", at, "contactChannel", "phone", "redFlags", List.of(), "serviceGaps", List.of(),
        "redFlagsAsked", true, "conditionChange", "better", "medicineUse", "asListed", "helpAtHome", "enough", "teachBack", "yes");
  }

  private static Map<String, Object> notReached(String at) {
    return Map.of("contactOutcome", "notReached", "contactedAt", at, "contactChannel", "phone", "contactReason", "noAnswer");
  }

  private void theRestOfTheCareIsNotNeeded() {
    SandboxWires ehr = new SandboxWires(port);
    stays.forEach(ehr::deleteEncounter);
    stays.clear();
  }
}
