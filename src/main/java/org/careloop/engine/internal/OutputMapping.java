package org.careloop.engine.internal;

import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.core.variable.mapping.IoMapping;
import org.camunda.bpm.engine.impl.core.variable.mapping.OutputParameter;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;

/** Maps a step's results on as its diagram says, where the engine does not do it itself because the step was done by hand. */
public final class OutputMapping {

  private OutputMapping() {}

  /** Must run inside an engine command. What the step's input parameters would have been is not known to the mappings. */
  public static void write(String executionId, String activityId) {
    ExecutionEntity execution = Context.getCommandContext().getExecutionManager().findExecutionById(executionId);
    IoMapping mapping = execution.getProcessDefinition().findActivity(activityId).getIoMapping();
    if (mapping != null) {
      for (OutputParameter output : mapping.getOutputParameters()) {
        execution.setVariable(output.getName(), output.getValueProvider().getValue(execution));
      }
    }
  }
}
