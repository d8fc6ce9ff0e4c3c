package org.careloop.engine.internal;

import org.camunda.bpm.engine.impl.incident.IncidentContext;
import org.camunda.bpm.engine.impl.incident.IncidentHandler;
import org.camunda.bpm.engine.runtime.Incident;

/** Stands beside the engine's own handler of failed jobs, which keeps the incident; this one passes on that a step failed or is settled. */
public final class StepIncidents implements IncidentHandler {

  /** What to do when a step gave up, and when that is over. */
  public interface Listener {
    void failed(String jobId, String executionId, String definitionId, String activityId, String failureText);

    void settled(String jobId);
  }

  private final Listener listener;

  public StepIncidents(Listener listener) {
    this.listener = listener;
  }

  @Override
  public String getIncidentHandlerType() {
    return Incident.FAILED_JOB_HANDLER_TYPE;
  }

  @Override
  public Incident handleIncident(IncidentContext context, String message) {
    if (context.getExecutionId() != null) {
      listener.failed(context.getConfiguration(), context.getExecutionId(), context.getProcessDefinitionId(), context.getActivityId(), message);
    }
    return null;
  }

  @Override
  public void resolveIncident(IncidentContext context) {
    listener.settled(context.getConfiguration());
  }

  @Override
  public void deleteIncident(IncidentContext context) {
    listener.settled(context.getConfiguration());
  }
}
