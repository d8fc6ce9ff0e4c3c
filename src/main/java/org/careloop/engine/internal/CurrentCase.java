package org.careloop.engine.internal;

import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;

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
