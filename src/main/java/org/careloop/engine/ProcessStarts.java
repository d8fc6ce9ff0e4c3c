package org.careloop.engine;

import java.util.List;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.persistence.entity.SuspensionState;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.engine.runtime.Job;
import org.springframework.stereotype.Component;

/**
 * Ends what starts new cases of a process that is no longer in force: the engine itself would let its last version go on answering news and
 * timers. The versions stay, for the history. Open cases and their jobs are never touched.
 */
@Component
public class ProcessStarts {

  private final ProcessEngineConfigurationImpl engine;
  private final RepositoryService repository;
  private final ManagementService management;

  ProcessStarts(ProcessEngine engine, RepositoryService repository, ManagementService management) {
    this.engine = (ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration();
    this.repository = repository;
    this.management = management;
  }

  /** Takes part in the caller's transaction. A later release that has the process again starts it again. */
  public void end(String processId) {
    List<ProcessDefinition> versions = repository.createProcessDefinitionQuery().processDefinitionKey(processId).list();
    for (ProcessDefinition version : versions) {
      management.createJobQuery().processDefinitionId(version.getId()).list().stream()
          .filter(job -> job.getProcessInstanceId() == null).map(Job::getId).forEach(management::deleteJob);
    }
    engine.getCommandExecutorTxRequired().execute(context -> {
      versions.forEach(version -> context.getProcessDefinitionManager().deleteSubscriptionsForProcessDefinition(version.getId()));
      // By hand, since the engine's own suspension would reach the jobs of a case that starts at this very moment.
      context.getProcessDefinitionManager().updateProcessDefinitionSuspensionStateByKey(processId, SuspensionState.SUSPENDED);
      return null;
    });
  }
}
