package org.careloop.engine;

import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;
import org.camunda.bpm.dmn.feel.impl.scala.ScalaFeelEngineFactory;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.careloop.engine.internal.PlainFeel;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How decision tables are judged here: by the engine's FEEL, with results that can be stored in a case. */
@Configuration(proxyBeanMethods = false)
class DecisionSetup {

  @Bean
  AbstractProcessEnginePlugin judgementsThatCanBeStored() {
    return new AbstractProcessEnginePlugin() {
      @Override
      public void preInit(ProcessEngineConfigurationImpl engine) {
        var tables = (DefaultDmnEngineConfiguration) DmnEngineConfiguration.createDefaultDmnEngineConfiguration();
        tables.setFeelEngineFactory(() -> new PlainFeel(new ScalaFeelEngineFactory().createInstance()));
        engine.setDmnEngineConfiguration(tables);
      }
    };
  }
}
