package org.careloop.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.history.HistoricTaskInstance;
import org.camunda.bpm.engine.history.HistoricVariableUpdate;
import org.camunda.bpm.engine.management.JobDefinition;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.careloop.WholeProgramTest;
import org.careloop.engine.internal.CaseClocks;
import org.careloop.event.PlanActionRequested;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

/** A case on hold: its clocks stand still however deep they lie, and go on by what was left. It is Friday, 15:00 in New York. */
class CaseClocksTest extends WholeProgramTest {

  private static final Instant THURSDAY_TEN = Instant.parse("2026-03-12T14:00:00Z");

  @Autowired private CareEvents events;
  @Autowired private TransactionTemplate transaction;
  private ProcessInstance held;

  @BeforeAll
  void layDown() {
    repository.createDeployment().addClasspathResource("engine/clocks.bpmn").deploy();
  }

  @BeforeEach
  void aCaseIsOpen() {
    held = runtime.startProcessInstanceByKey("clocks", Map.of("patientId", "p-clocks", "begunAt", START.toString()));
  }

  @Test
  void nothingFiresOrIsDueWhileTheCaseIsOnHoldAndEachGoesOnByWhatWasLeftOfIt() {
    assertThat(dueOfTimers()).containsKeys("businessDaysOver", "inTwoHours", "deepOver", "urgentOver");
    hold();
    assertThat(dueOfTasks()).containsOnlyKeys("urgent");
    assertThat(dueOfTimers()).containsOnlyKeys("urgentOver");

    timePassesUntil(THURSDAY_TEN);
    assertThat(openTasks()).as("what is marked goes on").contains("urgentLate").doesNotContain("late");
    assertThat(passed(held, "inTwoHours")).isZero();

    resume();

    assertThat(dueOfTasks()).containsAllEntriesOf(Map.of(
        "inBusinessDays", Instant.parse("2026-03-17T03:59:59Z"),
        "inAWeek", Instant.parse("2026-03-20T03:59:59Z"),
        "deep", Instant.parse("2026-03-14T03:59:59Z"),
        "urgent", START.plus(Duration.ofHours(1))));
    assertThat(dueOfTimers()).containsAllEntriesOf(Map.of(
        "businessDaysOver", Instant.parse("2026-03-17T03:59:59Z"),
        "inTwoHours", THURSDAY_TEN.plus(Duration.ofHours(2)),
        "deepOver", Instant.parse("2026-03-14T03:59:59Z")));
    timePassesUntil(THURSDAY_TEN.plus(Duration.ofHours(2)).plusSeconds(1));
    assertThat(passed(held, "inTwoHours")).isEqualTo(1);
    timePassesUntil(Instant.parse("2026-03-17T04:00:00Z"));
    assertThat(openTasks()).contains("late");
    assertThat(failures).isEmpty();
  }

  @Test
  void aTaskThatOpensDuringTheHoldIsNotDueBeforeItIsOver() {
    hold();
    complete("inAWeek", Map.of());
    assertThat(task("afterwards").getDueDate()).isNull();
    timePassesUntil(THURSDAY_TEN);
    assertThat(openTasks()).doesNotContain("late");

    resume();

    assertThat(dueOfTasks()).containsEntry("afterwards", Instant.parse("2026-03-18T03:59:59Z"));
    assertThat(dueOfTimers()).containsEntry("afterwardsOver", Instant.parse("2026-03-18T03:59:59Z"));
  }

  @Test
  void ofTwoHoldsTheLastOneLetsTheClocksGoOnAndNothingIsCountedTwice() {
    hold();
    timePasses(Duration.ofDays(1));
    hold();
    timePasses(Duration.ofDays(1));
    resume();
    assertThat(dueOfTasks()).containsOnlyKeys("urgent");
    timePassesUntil(THURSDAY_TEN);

    resume();

    assertThat(dueOfTasks()).containsEntry("inBusinessDays", Instant.parse("2026-03-17T03:59:59Z"));
    assertThat(dueOfTimers()).containsEntry("inTwoHours", THURSDAY_TEN.plus(Duration.ofHours(2)));
  }

  @Test
  void aTaskThatIsLateStaysAsLateAsItWas() {
    timePasses(Duration.ofDays(10));
    Duration late = Duration.between(dueOfTasks().get("inAWeek"), Instant.parse("2026-03-16T20:00:00Z"));
    hold();
    timePassesUntil(Instant.parse("2026-03-30T20:00:00Z"));
    resume();

    assertThat(dueOfTasks()).containsEntry("inAWeek", Instant.parse("2026-03-30T20:00:00Z").minus(late));
  }

  @Test
  void aDueDateThatAPersonSetDuringTheHoldCounts() {
    hold();
    Task chosen = task("inAWeek");
    chosen.setDueDate(java.util.Date.from(THURSDAY_TEN));
    tasks.saveTask(chosen);
    resume();

    assertThat(dueOfTasks()).containsEntry("inAWeek", THURSDAY_TEN);
  }

  @Test
  void theHistoryHasWhatWasStoppedAndWhenItWasDueAgain() {
    hold();
    assertThat(variable(held, CaseClocks.STOPPED_AT)).isEqualTo(START.toString());
    assertThat(variable(held, "stoppedClocks").toString()).contains("inBusinessDays", "BUSINESS_DAYS", "deepOver", "2026-03-11T03:59:59Z");
    assertThat(historic("inBusinessDays").getDueDate()).isNull();
    timePassesUntil(THURSDAY_TEN);
    resume();

    assertThat(variable(held, CaseClocks.STOPPED_AT)).isNull();
    assertThat(historic("inBusinessDays").getDueDate().toInstant()).isEqualTo("2026-03-17T03:59:59Z");
    assertThat(history.createHistoricDetailQuery().variableUpdates().orderPartiallyByOccurrence().asc().list().stream()
        .map(HistoricVariableUpdate.class::cast).filter(update -> update.getVariableName().equals("stoppedTimers") && sameCase(update))
        .map(HistoricVariableUpdate::getValue)).as("the step that ran twice").containsExactly(3, 0);
  }

  private boolean sameCase(HistoricVariableUpdate update) {
    return held.getId().equals(history.createHistoricProcessInstanceQuery().processInstanceId(update.getProcessInstanceId()).singleResult()
        .getRootProcessInstanceId());
  }

  private HistoricTaskInstance historic(String task) {
    return history.createHistoricTaskInstanceQuery().processInstanceId(held.getId()).taskDefinitionKey(task).singleResult();
  }

  private void hold() {
    transaction.executeWithoutResult(status ->
        events.tell(new PlanActionRequested("p-clocks", "hold", "coordinator", START)));
    runDueJobs();
  }

  /** Ends one of the holds. */
  private void resume() {
    List<String> waiting = runtime.createExecutionQuery().processDefinitionKey("clocks-hold").messageEventSubscriptionName("PlanResumed").list()
        .stream().map(execution -> execution.getId()).toList();
    runtime.messageEventReceived("PlanResumed", waiting.get(0));
    runDueJobs();
  }

  private Map<String, Instant> dueOfTasks() {
    Map<String, Instant> due = new HashMap<>();
    tasks.createTaskQuery().list().stream().filter(task -> task.getDueDate() != null)
        .forEach(task -> due.put(task.getTaskDefinitionKey(), task.getDueDate().toInstant()));
    return due;
  }

  private Map<String, Instant> dueOfTimers() {
    Map<String, Instant> due = new HashMap<>();
    for (Job timer : management.createJobQuery().timers().active().list()) {
      management.createJobDefinitionQuery().jobDefinitionId(timer.getJobDefinitionId()).list().stream().map(JobDefinition::getActivityId)
          .forEach(event -> due.put(event, timer.getDuedate().toInstant()));
    }
    return due;
  }
}
