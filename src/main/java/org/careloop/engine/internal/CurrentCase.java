package org.careloop.engine.internal;

import java.util.List;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;

/** The case that a step runs in at this moment: the process that called all others. Inside an engine command only. */
public final class CurrentCase {

  private final ExecutionEntity step;
  private final ExecutionEntity root;

  private CurrentCase(ExecutionEntity step) {
    this.step = step;
    ExecutionEntity top = step.getProcessInstance();
    while (top.getSuperExecution() != null) {
      top = top.getSuperExecution().getProcessInstance();
    }
    this.root = top;
  }

  /** The case of the step that is being executed. */
  public static CurrentCase get() {
    return new CurrentCase(Context.getBpmnExecutionContext().getExecution());
  }

  /** True where this execution belongs to the case of the step that is being executed; false where none is. */
  public static boolean has(String executionId) {
    if (Context.getCommandContext() == null || Context.getBpmnExecutionContext() == null) {
      return false;
    }
    ExecutionEntity other = Context.getCommandContext().getExecutionManager().findExecutionById(executionId);
    return other != null && of(other).id().equals(get().id());
  }

  /** The case of a step that is known otherwise. */
  static CurrentCase of(ExecutionEntity step) {
    return new CurrentCase(step);
  }

  /** The case itself. */
  ExecutionEntity root() {
    return root;
  }

  /** The case and every process that it called and that still runs. */
  List<ExecutionEntity> parts() {
    return Context.getProcessEngineConfiguration().getRuntimeService().createProcessInstanceQuery().rootProcessInstanceId(root.getId()).list()
        .stream().map(part -> Context.getCommandContext().getExecutionManager().findExecutionById(part.getId())).toList();
  }

  /** What the case itself knows under this name. */
  public Object variable(String name) {
    return root.getVariable(name);
  }

  /** Sets it in the case, and in every process of it that knows the name. */
  public void setEverywhere(String name, Object value) {
    root.setVariable(name, value);
    parts().stream().filter(part -> part != root && part.hasVariable(name)).forEach(part -> part.setVariable(name, value));
  }

  /** Gives the open tasks of one person to another; how many there were. */
  public int passTasks(String from, String to) {
    int passed = 0;
    for (ExecutionEntity part : parts()) {
      for (TaskEntity task : Context.getCommandContext().getTaskManager().findTasksByProcessInstanceId(part.getId())) {
        if (from.equals(task.getAssignee())) {
          task.setAssignee(to);
          task.triggerUpdateEvent();
          passed++;
        }
      }
    }
    return passed;
  }

  /** Process instance id. */
  public String id() {
    return root.getId();
  }

  /** Id of its diagram. */
  public String protocol() {
    return root.getProcessDefinition().getKey();
  }

  /** Sets the business key of the case, and of the process of this step. */
  public void setKey(String businessKey) {
    root.setProcessBusinessKey(businessKey);
    if (step.getProcessInstance() != root) {
      step.setProcessBusinessKey(businessKey);
    }
  }
}
