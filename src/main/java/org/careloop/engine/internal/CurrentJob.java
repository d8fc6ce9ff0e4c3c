package org.careloop.engine.internal;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;

/** The job that runs at this moment. Its id was committed when the job was written and does not change when it is tried again. */
public final class CurrentJob {

  private CurrentJob() {}

  /** Id of the running job; refuses where a service task is not {@code asyncBefore}, since then no id would survive a rollback. */
  public static String id(DelegateExecution execution) {
    JobEntity job = Context.getCommandContext().getCurrentJob();
    if (job == null) {
      throw new IllegalStateException("\"%s\" calls an outside system but is not asynchronous: tick 'Asynchronous before' in the diagram."
          .formatted(execution.getCurrentActivityId()));
    }
    return job.getId();
  }

  /** Id of the process instance whose step runs now; refuses outside of a job. */
  public static String processInstance() {
    JobEntity job = Context.getCommandContext().getCurrentJob();
    if (job == null) {
      throw new IllegalStateException("This step reads what is committed but is not asynchronous: tick 'Asynchronous before' in the diagram.");
    }
    return job.getProcessInstanceId();
  }
}
