package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.management.JobDefinition;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.careloop.WholeProgramTest;
import org.careloop.engine.CareEvents;
import org.careloop.event.CareEvent;
import org.careloop.event.PatientDischarged;
import org.careloop.event.VisitUpdated;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.transaction.support.TransactionTemplate;

/** A hospital says afterwards that the patient left a day later: every date of the case moves with it, however deep it lies. */
class MovedDischargeTest extends WholeProgramTest {

  private static final Instant THURSDAY = Instant.parse("2026-03-05T20:00:00Z");
  private static final Instant FRIDAY_EIGHT = Instant.parse("2026-03-06T13:00:00Z");
  private static final Instant FRIDAY_NINE = Instant.parse("2026-03-06T14:00:00Z");

  @LocalServerPort private int port;
  @Autowired private CareEvents events;
  @Autowired private TransactionTemplate transaction;
  private SandboxWires wires;
  private String stay;

  @BeforeEach
  void itIsThursday() {
    ClockUtil.setCurrentTime(Date.from(THURSDAY));
    wires = new SandboxWires(port);
  }

  @AfterEach
  void forgetTheStay() {
    wires.deleteEncounter(stay);
  }

  @Test
  void everyTimerAndEveryTaskOfAPatientAtHighestRiskMovesByADay() {
    discharged("100234", "D1");
    assertThat(dueOfTasks()).containsAllEntriesOf(Map.of(
        "callPatient", Instant.parse("2026-03-06T17:00:00Z"),
        "receiveDischargeInformation", Instant.parse("2026-03-08T04:59:59Z"),
        "arrangeHomeVisit", Instant.parse("2026-03-06T20:00:00Z")));
    Map<String, Instant> before = dueOfTimers();
    assertThat(before).containsAllEntriesOf(Map.of(
        "callOverdue", Instant.parse("2026-03-06T17:00:00Z"),
        "contactOverdue", Instant.parse("2026-03-10T03:59:59Z"),
        "callDayBegun", Instant.parse("2026-03-08T12:00:00Z"),
        "visitOverdue", Instant.parse("2026-03-13T03:59:59Z"),
        "thirtyDaysOver", Instant.parse("2026-04-05T03:59:59Z")));
    timePassesUntil(FRIDAY_NINE);

    leftOnFriday("D1");

    assertThat(dueOfTasks()).containsAllEntriesOf(Map.of(
        "callPatient", Instant.parse("2026-03-09T16:00:00Z"),
        "receiveDischargeInformation", Instant.parse("2026-03-09T03:59:59Z"),
        "arrangeHomeVisit", Instant.parse("2026-03-07T13:00:00Z")));
    assertThat(dueOfTimers()).containsAllEntriesOf(Map.of(
        "callOverdue", Instant.parse("2026-03-09T16:00:00Z"),
        "contactOverdue", Instant.parse("2026-03-11T03:59:59Z"),
        "callDayBegun", Instant.parse("2026-03-09T12:00:00Z"),
        "visitOverdue", Instant.parse("2026-03-14T03:59:59Z"),
        "arrangingOverdue", Instant.parse("2026-03-07T13:00:00Z"),
        "thirtyDaysOver", Instant.parse("2026-04-06T03:59:59Z")));
    assertThat(dueOfTimers()).as("what counts from when the booking was opened stays").containsEntry("bookingOverdue", before.get("bookingOverdue"));
    assertThat(failures).isEmpty();
  }

  @Test
  void aPatientNobodyCalledIsEscalatedAtTheMovedTimeAndNotAtTheOldOne() {
    discharged("100234", "D2");
    timePassesUntil(FRIDAY_NINE);
    leftOnFriday("D2");

    timePassesUntil(Instant.parse("2026-03-06T18:00:00Z"));
    assertThat(openTasks()).doesNotContain("decideOnDeadline");
    timePassesUntil(Instant.parse("2026-03-09T16:00:01Z"));
    assertThat(tasks.createTaskQuery().taskDefinitionKey("decideOnDeadline").list().stream()
        .map(task -> tasks.getVariable(task.getId(), "deadlineName")).toList()).contains("Contact with the patient");
  }

  @Test
  void theCallAfterTheFirstOneOpensOnTheMovedDay() {
    discharged("100234", "D3");
    timePassesUntil(FRIDAY_NINE);
    leftOnFriday("D3");
    complete("callPatient", Map.of("contactOutcome", "reached", "contactChannel", "phone", "contactedAt", "2026-03-06T14:00Z",
        "redFlags", ticked(), "serviceGaps", ticked()));

    timePassesUntil(Instant.parse("2026-03-09T11:59:00Z"));
    assertThat(openTasks()).doesNotContain("callPatient");
    timePassesUntil(Instant.parse("2026-03-09T12:01:00Z"));
    assertThat(task("callPatient").getDueDate().toInstant()).as("the same day").isEqualTo(Instant.parse("2026-03-10T03:59:59Z"));
  }

  @Test
  void theComparisonOfMedicinesOfAPatientAtLowRiskMovesAndSoDoesTheDayThatItsFormShows() {
    discharged("100311", "D4");
    assertThat(dueOfTasks()).containsEntry("compareMedicines", Instant.parse("2026-03-13T03:59:59Z"));
    timePassesUntil(FRIDAY_NINE);

    leftOnFriday("D4");

    assertThat(dueOfTasks()).containsEntry("compareMedicines", Instant.parse("2026-03-14T03:59:59Z"));
    assertThat(dueOfTimers()).containsEntry("comparisonOverdue", Instant.parse("2026-03-14T03:59:59Z"));
    assertThat(tasks.getVariable(task("compareMedicines").getId(), "dueOn")).isEqualTo("2026-03-13");
    assertThat(tasks.getVariable(task("receiveDischargeInformation").getId(), "dueOn")).isEqualTo("2026-03-08");
  }

  @Test
  void aCorrectionInTheSameMomentAsTheDischargeIsWhatThePlanIsMadeFrom() {
    String patient = "urn:careloop:facility:MERCY:mrn|100311";
    stay = wires.copyStay(patient, "D5");
    tell(new PatientDischarged("m1", "MERCY:D5", patient, "MERCY", Instant.parse("2026-03-01T20:00:00Z"), THURSDAY, "50", "I", "MED", true, THURSDAY));
    ProcessInstance robert = runtime.createProcessInstanceQuery().processInstanceBusinessKey("MERCY:D5").rootProcessInstances().singleResult();
    tell(new VisitUpdated("m2", "MERCY:D5", null, "MERCY", null, THURSDAY.minusSeconds(86400), "01", null, null, null, THURSDAY));
    runDueJobs();

    assertThat(failures).isEmpty();
    assertThat(variable(robert, "pathway")).isEqualTo("tcm");
    assertThat(variable(robert, "dischargeDate")).isEqualTo("2026-03-04");
    assertThat(openTasks()).contains("callPatient").doesNotContain("arrangePathway");
    assertThat(dueOfTimers()).containsEntry("thirtyDaysOver", Instant.parse("2026-04-04T03:59:59Z"));
    assertThat(history.createHistoricActivityInstanceQuery().processInstanceId(robert.getId()).activityId("careThroughTransition").count()).isEqualTo(1);
  }

  private void tell(CareEvent news) {
    transaction.executeWithoutResult(status -> events.tell(news));
  }

  private void discharged(String record, String visit) {
    String patient = "urn:careloop:facility:MERCY:mrn|" + record;
    stay = wires.copyStay(patient, visit);
    tell(new PatientDischarged("m1", "MERCY:" + visit, patient, "MERCY", Instant.parse("2026-03-01T20:00:00Z"), THURSDAY, "01", "I", "MED", true,
        THURSDAY));
    runDueJobs();
  }

  private void leftOnFriday(String visit) {
    tell(new VisitUpdated("m2", "MERCY:" + visit, null, "MERCY", null, FRIDAY_EIGHT, null, null, null, null, FRIDAY_NINE));
    runDueJobs();
  }

  private Map<String, Instant> dueOfTasks() {
    Map<String, Instant> due = new HashMap<>();
    for (Task open : tasks.createTaskQuery().list()) {
      due.put(open.getTaskDefinitionKey(), open.getDueDate().toInstant());
    }
    return due;
  }

  /** Of each timer that waits, anywhere in the case, by the event it belongs to. */
  private Map<String, Instant> dueOfTimers() {
    List<JobDefinition> definitions = management.createJobDefinitionQuery().list();
    Map<String, Instant> due = new HashMap<>();
    for (Job timer : management.createJobQuery().timers().list()) {
      definitions.stream().filter(definition -> definition.getId().equals(timer.getJobDefinitionId())).map(JobDefinition::getActivityId)
          .forEach(event -> due.put(event, timer.getDuedate().toInstant()));
    }
    return due;
  }
}
