package org.careloop.engine.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutor;
import org.camunda.bpm.engine.impl.persistence.entity.PropertyEntity;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.spring.components.jobexecutor.SpringJobExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/** The engine's own clock, which runs at an offset to the system's. The offset is kept in the engine's database, as a property. */
public final class EngineTime {

  private static final String OFFSET = "careloop.clock.offset";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private EngineTime() {}

  public static Instant now() {
    return ClockUtil.getCurrentTime().toInstant();
  }

  /** The day it is in UTC. */
  static LocalDate today() {
    return now().atZone(ZoneOffset.UTC).toLocalDate();
  }

  /** Sets the clock to the offset that is kept; leaves it alone when nothing is. */
  public static void restore(ProcessEngine engine) {
    String kept = command(engine, context -> {
      PropertyEntity property = context.getPropertyManager().findPropertyById(OFFSET);
      return property == null ? null : property.getValue();
    });
    if (kept != null) {
      ClockUtil.offset(Long.parseLong(kept));
    }
  }

  /** Stops the job executor, lets running jobs end, keeps and sets the new offset, starts the job executor when it ran before. */
  public static void forward(ProcessEngine engine, Duration by) {
    JobExecutor executor = configuration(engine).getJobExecutor();
    boolean active = executor != null && executor.isActive();
    if (active) {
      executor.shutdown();
    }
    try {
      awaitRunningJobs(executor);
      long offset = now().toEpochMilli() - System.currentTimeMillis() + by.toMillis();
      keep(engine, offset);
      ClockUtil.offset(offset);
    } finally {
      if (active) {
        executor.start();
      }
    }
  }

  // A job that runs across the move would lose its lock and be run a second time.
  private static void awaitRunningJobs(JobExecutor executor) {
    if (!(executor instanceof SpringJobExecutor spring) || !(spring.getTaskExecutor() instanceof ThreadPoolTaskExecutor pool)) {
      return;
    }
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (pool.getActiveCount() > 0 || pool.getQueueSize() > 0) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "The clock was not moved: a step has been running for %d seconds. Wait for it, then move again."
                .formatted(PATIENCE.toSeconds()));
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("The clock was not moved: interrupted.");
      }
    }
  }

  private static void keep(ProcessEngine engine, long offset) {
    command(engine, context -> {
      PropertyEntity property = context.getPropertyManager().findPropertyById(OFFSET);
      if (property == null) {
        context.getPropertyManager().insert(new PropertyEntity(OFFSET, Long.toString(offset)));
      } else {
        property.setValue(Long.toString(offset));
      }
      return null;
    });
  }

  private static <T> T command(ProcessEngine engine, Command<T> command) {
    return configuration(engine).getCommandExecutorTxRequiresNew().execute(command);
  }

  private static ProcessEngineConfigurationImpl configuration(ProcessEngine engine) {
    return (ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration();
  }
}
