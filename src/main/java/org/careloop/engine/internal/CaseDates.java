package org.careloop.engine.internal;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.delegate.Expression;
import org.camunda.bpm.engine.impl.bpmn.behavior.CallableElementActivityBehavior;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.core.variable.mapping.InputParameter;
import org.camunda.bpm.engine.impl.core.variable.mapping.IoMapping;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.springframework.stereotype.Component;

/** Brings the dates of a running case in line with its variables, using the expressions that its diagrams already hold. */
@Component
public class CaseDates {

  /** How many timers and tasks have another date than before. */
  public record Moved(int timers, int tasks) {}

  private final RuntimeService runtime;
  private final ManagementService management;
  private final TaskService tasks;

  CaseDates(RuntimeService runtime, ManagementService management, TaskService tasks) {
    this.runtime = runtime;
    this.management = management;
    this.tasks = tasks;
  }

  /** Must run inside an engine command. Callers come before the processes they called, since those read their dates from them. */
  public Moved readAnew(String businessKey) {
    List<ExecutionEntity> instances = runtime.createProcessInstanceQuery().processInstanceBusinessKey(businessKey).list().stream()
        .map(ProcessInstance::getId)
        .map(CaseDates::execution)
        .sorted(Comparator.comparingInt(CaseDates::depth))
        .toList();
    instances.forEach(CaseDates::readInputsAnew);
    int timers = 0;
    int movedTasks = 0;
    for (ExecutionEntity instance : instances) {
      timers += moveTimers(instance);
      movedTasks += moveTasks(instance);
    }
    return new Moved(timers, movedTasks);
  }

  private static void readInputsAnew(ExecutionEntity instance) {
    ExecutionEntity caller = instance.getSuperExecution();
    if (caller != null && caller.getActivity().getActivityBehavior() instanceof CallableElementActivityBehavior call) {
      Map<String, Object> inputs = call.getCallableElement().getInputVariables(caller);
      inputs.forEach((name, value) -> {
        if (isDate(value) && !Objects.equals(value, instance.getVariable(name))) {
          instance.setVariable(name, value);
        }
      });
    }
  }

  private int moveTimers(ExecutionEntity instance) {
    int moved = 0;
    for (Job timer : management.createJobQuery().processInstanceId(instance.getId()).timers().list()) {
      Date before = timer.getDuedate();
      management.recalculateJobDuedate(timer.getId(), false);
      moved += before.equals(management.createJobQuery().jobId(timer.getId()).singleResult().getDuedate()) ? 0 : 1;
    }
    return moved;
  }

  private int moveTasks(ExecutionEntity instance) {
    int moved = 0;
    for (Task open : tasks.createTaskQuery().processInstanceId(instance.getId()).list()) {
      TaskEntity task = Context.getCommandContext().getTaskManager().findTaskById(open.getId());
      readFormDatesAnew(task.getExecution());
      Expression due = task.getTaskDefinition().getDueDateExpression();
      Date date = due == null ? null : asDate(due.getValue(task));
      if (date != null && !date.equals(task.getDueDate())) {
        task.setDueDate(date);
        task.triggerUpdateEvent();
        moved++;
      }
    }
    return moved;
  }

  /** Dates that a form shows were written down beside the task when it was opened. What a person may enter has no date there, and stays. */
  private static void readFormDatesAnew(ExecutionEntity task) {
    IoMapping mapping = task.getActivity().getIoMapping();
    if (mapping == null) {
      return;
    }
    for (InputParameter input : mapping.getInputParameters()) {
      Object before = task.getVariableLocal(input.getName());
      if (isDate(before) && input.getValueProvider().getValue(task.getParentVariableScope()) instanceof String now
          && isDate(now) && !now.equals(before)) {
        task.setVariableLocal(input.getName(), now);
      }
    }
  }

  private static Date asDate(Object value) {
    return value instanceof String text ? Date.from(Instant.parse(text)) : (Date) value;
  }

  private static boolean isDate(Object value) {
    if (!(value instanceof String text)) {
      return false;
    }
    try {
      Instant.parse(text.contains("T") ? text : text + "T00:00:00Z");
      return true;
    } catch (DateTimeException notADate) {
      return false;
    }
  }

  private static ExecutionEntity execution(String id) {
    return Context.getCommandContext().getExecutionManager().findExecutionById(id);
  }

  private static int depth(ExecutionEntity instance) {
    return instance.getSuperExecution() == null ? 0 : 1 + depth(instance.getSuperExecution().getProcessInstance());
  }
}
