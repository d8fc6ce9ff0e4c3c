package org.careloop.audit.internal;

import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.careloop.audit.chain.Recorder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the recorder into the engine: between it and the database, so that nothing it writes passes by. */
@Configuration(proxyBeanMethods = false)
class RecordingInEngine {

  @Bean
  AbstractProcessEnginePlugin whatTheEngineWritesIsRecorded(Recorder recorder) {
    return new AbstractProcessEnginePlugin() {
      @Override
      public void preInit(ProcessEngineConfigurationImpl engine) {
        List<CommandInterceptor> interceptors = new ArrayList<>();
        if (engine.getCustomPreCommandInterceptorsTxRequired() != null) {
          interceptors.addAll(engine.getCustomPreCommandInterceptorsTxRequired());
        }
        interceptors.add(new SayWhy());
        engine.setCustomPreCommandInterceptorsTxRequired(interceptors);
      }

      @Override
      public void postInit(ProcessEngineConfigurationImpl engine) {
        engine.getSqlSessionFactory().getConfiguration().addInterceptor(new EngineWrites(recorder));
      }
    };
  }

  /** The engine hides why the database was not written; a refusal says so itself. */
  private static final class SayWhy extends CommandInterceptor {

    @Override
    public <T> T execute(Command<T> command) {
      try {
        return next.execute(command);
      } catch (RuntimeException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
          if (cause instanceof HistoryIsKept refusal) {
            throw refusal;
          }
        }
        throw e;
      }
    }
  }
}
