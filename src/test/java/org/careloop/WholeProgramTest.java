package org.careloop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.history.HistoricActivityInstance;
import org.camunda.bpm.engine.history.HistoricVariableInstance;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.camunda.spin.plugin.variable.SpinValues;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The whole program with the sandbox's partners. Time stands still on Friday 2026-03-06 at 15:00 in New York until the test lets it pass; jobs
 * run when the test says so, so that every step can be looked at.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = {
    "camunda.bpm.job-execution.enabled=false", "careloop.sandbox.journal=", "careloop.hl7.mllp.port=0"})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class WholeProgramTest {

  /** A Friday; Sunday 2026-03-08 the clocks change. */
  protected static final Instant START = Instant.parse("2026-03-06T20:00:00Z");

  static {
    ClockUtil.setCurrentTime(Date.from(START));
  }

  @Autowired protected ProcessEngine engine;
  @Autowired protected RuntimeService runtime;
  @Autowired protected TaskService tasks;
  @Autowired protected ManagementService management;
  @Autowired protected HistoryService history;
  @Autowired protected RepositoryService repository;

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry registry) {
    TestDatabase.configure(registry, "protocols");
  }

  @AfterAll
  void timeGoesOn() {
    ClockUtil.reset();
  }

  @BeforeEach
  void timeStandsStill() {
    ClockUtil.setCurrentTime(Date.from(START));
  }

  @AfterEach
  void noCaseIsLeftOver() {
    for (ProcessInstance open : runtime.createProcessInstanceQuery().rootProcessInstances().list()) {
      runtime.deleteProcessInstanceIfExists(open.getId(), "test over", true, true, false, false);
    }
  }

  /** Starts a called process on its own, with business key {@code encounterId} where one is given. */
  protected ProcessInstance start(String processId, Map<String, Object> variables) {
    Object key = variables.get("encounterId");
    return runtime.startProcessInstanceByKey(processId, key == null ? null : key.toString(), new HashMap<>(variables));
  }

  /** Runs every job that is due, and what comes of it, until nothing is due any more. A job that fails is tried again as often as it may. */
  protected void runDueJobs() {
    List<Job> due = dueJobs();
    for (int round = 0; !due.isEmpty(); round++) {
      assertThat(round).as("jobs keep coming: %s", due).isLessThan(500);
      for (Job job : due) {
        if (management.createJobQuery().jobId(job.getId()).count() > 0) {
          try {
            management.executeJob(job.getId());
          } catch (RuntimeException failed) {
            failures.add(failed);
          }
        }
      }
      due = dueJobs();
    }
  }

  /** What jobs failed with, in order, since the test began. */
  protected final List<RuntimeException> failures = new ArrayList<>();

  @BeforeEach
  void nothingHasFailed() {
    failures.clear();
  }

  private List<Job> dueJobs() {
    return management.createJobQuery().active().withRetriesLeft().executable().list().stream()
        .filter(job -> !"history-cleanup".equals(job.getProcessDefinitionKey()) && job.getProcessInstanceId() != null)
        .toList();
  }

  /** Lets time pass and runs what falls due, in the order in which it falls due. */
  protected void timePasses(Duration by) {
    timePassesUntil(ClockUtil.getCurrentTime().toInstant().plus(by));
  }

  /** Lets time pass up to an instant, stopping at each timer on the way, so that everything happens at its own time. */
  protected void timePassesUntil(Instant end) {
    runDueJobs();
    for (int stops = 0; stops < 1000; stops++) {
      Date next = management.createJobQuery().active().withRetriesLeft().timers().orderByJobDuedate().asc().list().stream()
          .filter(job -> job.getProcessInstanceId() != null)
          .map(Job::getDuedate)
          .filter(due -> due.after(ClockUtil.getCurrentTime()) && !due.toInstant().isAfter(end))
          .findFirst().orElse(null);
      if (next == null) {
        break;
      }
      ClockUtil.setCurrentTime(Date.from(next.toInstant().plusMillis(1)));
      runDueJobs();
    }
    if (ClockUtil.getCurrentTime().toInstant().isBefore(end)) {
      ClockUtil.setCurrentTime(Date.from(end));
    }
    runDueJobs();
  }

  /** The one open task of this id, anywhere. */
  protected Task task(String taskId) {
    List<Task> open = tasks.createTaskQuery().taskDefinitionKey(taskId).list();
    assertThat(open).as("open tasks %s; open are %s", taskId, openTasks()).hasSize(1);
    return open.get(0);
  }

  /** Completes the one open task of this id with what a form would set, and runs what follows at once. */
  protected void complete(String taskId, Map<String, Object> form) {
    tasks.complete(task(taskId).getId(), new HashMap<>(form));
    runDueJobs();
  }

  /** Ids of all open tasks, in order. */
  protected List<String> openTasks() {
    return tasks.createTaskQuery().list().stream().map(Task::getTaskDefinitionKey).sorted().toList();
  }

  /** Ids of the end events that this case (the process itself, not those it called) has reached. */
  protected List<String> ends(ProcessInstance instance) {
    return history.createHistoricActivityInstanceQuery().processInstanceId(instance.getId()).list().stream()
        .filter(activity -> activity.getActivityType().endsWith("EndEvent"))
        .map(HistoricActivityInstance::getActivityId)
        .toList();
  }

  /** How often this case (the process itself, not those it called) went through this step or event to its end. */
  protected long passed(ProcessInstance instance, String activityId) {
    return history.createHistoricActivityInstanceQuery().processInstanceId(instance.getId()).activityId(activityId).finished().count();
  }

  /** Completes every open task that a missed deadline has brought. */
  protected void settleEscalations() {
    tasks.createTaskQuery().taskDefinitionKey("decideOnDeadline").list().forEach(open ->
        tasks.complete(open.getId(), new HashMap<>(Map.of("missedDecision", "newDate", "missedReason", "staffing"))));
    runDueJobs();
  }

  /** What was ticked in a checklist, as Tasklist sends it. */
  protected static Object ticked(String... values) {
    return SpinValues.jsonValue(values.length == 0 ? "[]" : "[\"" + String.join("\",\"", values) + "\"]").create();
  }

  /** The last value of a variable of this case, ended or not. */
  protected Object variable(ProcessInstance instance, String name) {
    return history.createHistoricVariableInstanceQuery().processInstanceId(instance.getId()).variableName(name).list().stream()
        .filter(variable -> variable.getActivityInstanceId().equals(instance.getId()))
        .reduce((first, last) -> last).map(HistoricVariableInstance::getValue).orElse(null);
  }
}
