package org.careloop.engine.internal;

import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;
import org.camunda.bpm.engine.impl.persistence.entity.SuspensionState;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TimerEntity;
import org.camunda.bpm.engine.variable.Variables;
import org.careloop.calendar.PracticeCalendar;
import org.careloop.calendar.RemainingTime;
import org.careloop.calendar.RemainingTime.Unit;
import org.springframework.stereotype.Component;

/**
 * Stops the clocks of a case and lets them go on by what was left. A stopped timer is suspended, a stopped task has no due date; what was
 * stopped, when and by which holds stands in variables of the case, so that the history has it. Clocks run again when the last hold is over.
 * Inside an engine command only.
 */
@Component
public class CaseClocks {

  /** Since when the clocks of the case stand; none while they run. */
  public static final String STOPPED_AT = "clocksStoppedAt";
  private static final String STOPPED = "stoppedClocks";
  private static final String HOLDS = "holds";
  private static final String CLOCKS = "clocks";
  private static final String TIMER = "timer";
  private static final String TASK = "task";

  /** How many timers and tasks were stopped, or go on. */
  public record Counted(int timers, int tasks) {}

  private final RemainingTime remaining;
  private final PracticeCalendar calendar;

  CaseClocks(RemainingTime remaining, PracticeCalendar calendar) {
    this.remaining = remaining;
    this.calendar = calendar;
  }

  /** Stops what runs in the case of the current step. A second hold stops only what has begun since the first; the same hold again changes nothing. */
  public Counted stop(Instant now) {
    ExecutionEntity step = Context.getBpmnExecutionContext().getExecution();
    CurrentCase current = CurrentCase.of(step);
    ExecutionEntity root = current.root();
    Map<String, Object> state = state(root);
    List<String> holds = list(state, HOLDS);
    if (!holds.contains(step.getProcessInstanceId())) {
      holds.add(step.getProcessInstanceId());
    }
    List<Map<String, Object>> clocks = list(state, CLOCKS);
    int before = clocks.size();
    int timers = 0;
    for (ExecutionEntity instance : current.parts()) {
      for (JobEntity job : jobs(instance)) {
        timers += job instanceof TimerEntity timer && stopTimer(timer, clocks, now) ? 1 : 0;
      }
      for (TaskEntity task : context().getTaskManager().findTasksByProcessInstanceId(instance.getId())) {
        stopTask(task, clocks, now);
      }
    }
    if (root.getVariable(STOPPED_AT) == null) {
      root.setVariable(STOPPED_AT, now.toString());
    }
    keep(root, state);
    return new Counted(timers, clocks.size() - before - timers);
  }

  /** Ends the hold of the current step; when it was the last one, everything that is still there goes on by what was left of it. */
  public Counted restart(Instant now) {
    ExecutionEntity step = Context.getBpmnExecutionContext().getExecution();
    ExecutionEntity root = CurrentCase.of(step).root();
    if (root.getVariable(STOPPED_AT) == null) {
      return new Counted(0, 0);
    }
    Map<String, Object> state = state(root);
    List<String> holds = list(state, HOLDS);
    holds.remove(step.getProcessInstanceId());
    holds.removeIf(hold -> context().getExecutionManager().findExecutionById(hold) == null);
    if (!holds.isEmpty()) {
      keep(root, state);
      return new Counted(0, 0);
    }
    int timers = 0;
    int tasks = 0;
    List<Map<String, Object>> clocks = list(state, CLOCKS);
    for (Map<String, Object> clock : clocks) {
      Instant due = remaining.goOn(Instant.parse((String) clock.get("dueAt")), Instant.parse((String) clock.get("stoppedAt")), now,
          Unit.valueOf((String) clock.get("counts")));
      if (TIMER.equals(clock.get("kind"))) {
        timers += startTimer((String) clock.get("id"), due) ? 1 : 0;
      } else {
        tasks += startTask((String) clock.get("id"), due) ? 1 : 0;
      }
    }
    root.setVariable(STOPPED_AT, null);
    root.setVariable(STOPPED, null);
    return new Counted(timers, tasks);
  }

  /** A task that is opened while its case is on hold has no running clock either. */
  void stopIfHeld(TaskEntity task, Instant now) {
    ExecutionEntity root = CurrentCase.of(task.getExecution()).root();
    if (root.getVariable(STOPPED_AT) == null) {
      return;
    }
    Map<String, Object> state = state(root);
    List<Map<String, Object>> clocks = list(state, CLOCKS);
    int before = clocks.size();
    for (JobEntity job : task.getExecution().getJobs()) {
      if (job instanceof TimerEntity timer) {
        stopTimer(timer, clocks, now);
      }
    }
    stopTask(task, clocks, now);
    if (clocks.size() > before) {
      keep(root, state);
    }
  }

  private boolean stopTimer(TimerEntity timer, List<Map<String, Object>> clocks, Instant now) {
    ExecutionEntity execution = timer.getExecution();
    if (execution == null || timer.isSuspended() || timer.getDuedate() == null || ClockMarks.runsOn(execution, timer.getActivityId())) {
      return false;
    }
    clocks.add(clock(TIMER, timer.getId(), timer.getActivityId(), timer.getDuedate(), execution, now));
    timer.setSuspensionState(SuspensionState.SUSPENDED.getStateCode());
    return true;
  }

  private void stopTask(TaskEntity task, List<Map<String, Object>> clocks, Instant now) {
    if (task.getDueDate() == null || task.getExecution() == null || ClockMarks.runsOn(task.getExecution(), task.getTaskDefinitionKey())) {
      return;
    }
    clocks.add(clock(TASK, task.getId(), task.getTaskDefinitionKey(), task.getDueDate(), task.getExecution(), now));
    task.setDueDate(null);
    task.triggerUpdateEvent();
  }

  private Map<String, Object> clock(String kind, String id, String activity, Date due, ExecutionEntity execution, Instant now) {
    Map<String, Object> clock = new LinkedHashMap<>();
    LocalTime localTime = due.toInstant().atZone(calendar.zone()).toLocalTime().withNano(0);
    clock.put("kind", kind);
    clock.put("id", id);
    clock.put("step", activity);
    clock.put("dueAt", due.toInstant().toString());
    clock.put("stoppedAt", now.toString());
    clock.put("counts", ClockMarks.unit(execution, activity, localTime.toString()).name());
    return clock;
  }

  private boolean startTimer(String id, Instant due) {
    JobEntity job = context().getJobManager().findJobById(id);
    if (job == null) {
      return false;
    }
    if (job instanceof TimerEntity timer && timer.getRepeat() != null) {
      timer.setRepeatOffset(timer.getRepeatOffset() + due.toEpochMilli() - timer.getDuedate().getTime());
    }
    job.setSuspensionState(SuspensionState.ACTIVE.getStateCode());
    job.setDuedate(Date.from(due));
    return true;
  }

  private boolean startTask(String id, Instant due) {
    TaskEntity task = context().getTaskManager().findTaskById(id);
    // A due date that somebody has set meanwhile counts.
    if (task == null || task.getDueDate() != null) {
      return false;
    }
    task.setDueDate(Date.from(due));
    task.triggerUpdateEvent();
    return true;
  }

  private List<JobEntity> jobs(ExecutionEntity instance) {
    return context().getJobManager().findJobsByProcessInstanceId(instance.getId());
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> state(ExecutionEntity root) {
    Object kept = root.getVariable(STOPPED);
    return kept instanceof Map<?, ?> known ? new HashMap<>((Map<String, Object>) known) : new HashMap<>();
  }

  @SuppressWarnings("unchecked")
  private static <T> List<T> list(Map<String, Object> state, String name) {
    List<T> copy = state.get(name) instanceof List<?> known ? new ArrayList<>((List<T>) known) : new ArrayList<>();
    state.put(name, copy);
    return copy;
  }

  private static void keep(ExecutionEntity root, Map<String, Object> state) {
    root.setVariable(STOPPED, Variables.objectValue(state).serializationDataFormat(Variables.SerializationDataFormats.JSON).create());
  }

  private static CommandContext context() {
    return Context.getCommandContext();
  }
}
