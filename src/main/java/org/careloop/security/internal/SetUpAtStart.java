package org.careloop.security.internal;

import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Applies every {@link EngineSetUp} when the engine is built, before the web server listens. Each in a transaction of its own, so
 * that the next sees what it wrote, under the engine's start-up lock, so that nodes which start at the same time do it one after the other.
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
    steps.orderedStream().forEach(step -> configuration.getCommandExecutorTxRequired().execute(context -> {
      context.getPropertyManager().acquireExclusiveLockForStartup();
      step.apply(engine);
      return null;
    }));
  }
}
