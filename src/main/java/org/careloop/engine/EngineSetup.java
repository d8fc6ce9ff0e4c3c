package org.careloop.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParseListener;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.careloop.engine.internal.CaseClocks;
import org.careloop.engine.internal.CaseEnding;
import org.careloop.engine.internal.DeploymentGate;
import org.careloop.engine.internal.GuardedParse;
import org.careloop.engine.internal.StepIncidents;
import org.careloop.engine.internal.TasksOfHeldCases;
import org.careloop.engine.internal.WhoCompletes;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How the engine stands in this program: after the database migrations, in UTC, with a person called where a step gives up. */
@Configuration(proxyBeanMethods = false)
class EngineSetup {

  /** Our tables, and in production the engine's too, are there before the engine starts. */
  @Bean
  static BeanFactoryPostProcessor engineAfterMigrations() {
    return beans -> {
      for (String engine : beans.getBeanNamesForType(org.camunda.bpm.engine.spring.ProcessEngineFactoryBean.class, true, false)) {
        var definition = beans.getBeanDefinition(engine.replaceFirst("^&", ""));
        if (beans.containsBeanDefinition("flywayInitializer")) {
          definition.setDependsOn("flywayInitializer");
        }
      }
    };
  }

  @Bean
  AbstractProcessEnginePlugin callAPersonWhereAStepGivesUp(ObjectProvider<FailedSteps> steps) {
    return new AbstractProcessEnginePlugin() {
      @Override
      public void preInit(ProcessEngineConfigurationImpl engine) {
        engine.setCompositeIncidentHandlersEnabled(true);
        engine.setCustomIncidentHandlers(List.of(new StepIncidents(new StepIncidents.Listener() {
          @Override
          public void failed(String jobId, String executionId, String definitionId, String activityId, String failureText) {
            steps.getObject().failed(jobId, executionId, definitionId, activityId, failureText);
          }

          @Override
          public void settled(String jobId) {
            steps.getObject().settled(jobId);
          }
        })));
      }
    };
  }

  @Bean
  AbstractProcessEnginePlugin whatEveryTaskDoes(ObjectProvider<CaseClocks> clocks) {
    return new AbstractProcessEnginePlugin() {
      @Override
      public void preInit(ProcessEngineConfigurationImpl engine) {
        addParseListener(engine, new WhoCompletes());
        addParseListener(engine, new TasksOfHeldCases(clocks::getObject));
      }
    };
  }

  @Bean
  AbstractProcessEnginePlugin anEmptyVariableTakesItsFirstAnswers() {
    return new AbstractProcessEnginePlugin() {
      @Override
      public void postInit(ProcessEngineConfigurationImpl engine) {
        engine.getValueTypeResolver().addType(new EmptyUntilAnswered());
      }
    };
  }

  @Bean
  AbstractProcessEnginePlugin theEndOfACaseIsTold(ObjectProvider<CaseEnds> listeners) {
    return new AbstractProcessEnginePlugin() {
      @Override
      public void preInit(ProcessEngineConfigurationImpl engine) {
        addParseListener(engine, new CaseEnding(caseId -> listeners.orderedStream().forEach(one -> one.ended(caseId))));
      }
    };
  }

  private static void addParseListener(ProcessEngineConfigurationImpl engine, BpmnParseListener listener) {
    List<BpmnParseListener> listeners =
        engine.getCustomPreBPMNParseListeners() == null ? new ArrayList<>() : engine.getCustomPreBPMNParseListeners();
    listeners.add(listener);
    engine.setCustomPreBPMNParseListeners(listeners);
  }

  /** Twice: before anything is stored, and again whenever a diagram is read from the database, however it came there. */
  @Bean
  AbstractProcessEnginePlugin modelsAreCheckedBeforeTheyRun(ObjectProvider<DeploymentCheck> checks) {
    return new AbstractProcessEnginePlugin() {
      @Override
      public void preInit(ProcessEngineConfigurationImpl engine) {
        // Asked for when first needed, and not to be done without.
        DeploymentCheck check = (name, source, resources) -> checks.getObject().check(name, source, resources);
        List<Deployer> deployers = engine.getCustomPreDeployers() == null ? new ArrayList<>() : engine.getCustomPreDeployers();
        deployers.add(0, new DeploymentGate(check::check));
        engine.setCustomPreDeployers(deployers);
        engine.setBpmnParseFactory(parser -> new GuardedParse(parser, check::check));
      }
    };
  }

  @Bean
  AbstractProcessEnginePlugin onlyInUtc() {
    return new AbstractProcessEnginePlugin() {
      @Override
      public void preInit(ProcessEngineConfigurationImpl engine) {
        if (TimeZone.getDefault().getOffset(System.currentTimeMillis()) != 0) {
          throw new IllegalStateException("user.timezone: %s, expected UTC: the engine stores times without a zone. Start with -Duser.timezone=UTC."
              .formatted(TimeZone.getDefault().getID()));
        }
      }
    };
  }
}
