package org.careloop.security.internal;

import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Applies every {@link EngineSetUp} when the engine is built, before the web server listens. All in one transaction under the engine's
 * start-up lock, so that nodes which start at the same time do it one after the other.
 */
@Component
@Order(200)
class SetUpAtStart extends AbstractProcessEnginePlugin {

  private final ObjectProvider<EngineSetUp> steps;
  private ProcessEngineConfigurationImpl configuration;

  SetUpAtStart(ObjectProvider<EngineSetUp> steps) {
    this.steps = steps;
  }

  @Override
  public void postInit(ProcessEngineConfigurationImpl configuration) {
    this.configuration = configuration;
  }

  @Override
  public void postProcessEngineBuild(ProcessEngine engine) {
    Command<Void> all = context -> {
      context.getPropertyManager().acquireExclusiveLockForStartup();
      steps.orderedStream().forEach(step -> step.apply(engine));
      return null;
    };
    configuration.getCommandExecutorTxRequired().execute(all);
  }
}
