package org.careloop.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.mock.env.MockEnvironment;

class EngineClockTest {

  private final ProcessEngine engine = engine();

  @AfterEach
  void reset() {
    engine.close();
    ClockUtil.reset();
  }

  @Test
  void theSandboxClockMovesForwardTicksOnAndTakesTheEngineWithIt() {
    EngineClock clock = clock("sandbox");
    clock.afterSingletonsInstantiated();
    assertThat(clock.instant()).isCloseTo(Instant.now(), within(5, ChronoUnit.SECONDS));

    clock.forward(Duration.ofDays(3));
    clock.forward(Duration.ofHours(1));

    Instant expected = Instant.now().plus(Duration.ofHours(73));
    assertThat(clock.instant()).isCloseTo(expected, within(5, ChronoUnit.SECONDS));
    assertThat(ClockUtil.getCurrentTime().toInstant()).isCloseTo(expected, within(5, ChronoUnit.SECONDS));
    assertThat(engine.getProcessEngineConfiguration()).satisfies(c -> assertThat(jobExecutorActive()).isTrue());
  }

  @Test
  void itStaysMovedOverARestart() {
    clock("sandbox").forward(Duration.ofDays(3));
    ClockUtil.reset();

    EngineClock restarted = clock("sandbox");
    restarted.afterSingletonsInstantiated();

    assertThat(restarted.instant()).isCloseTo(Instant.now().plus(Duration.ofDays(3)), within(5, ChronoUnit.SECONDS));
  }

  @Test
  void neverBackNeverTooFarNeverOutsideTheSandbox() {
    EngineClock clock = clock("sandbox");
    assertThatThrownBy(() -> clock.forward(Duration.ofHours(-1))).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> clock.forward(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> clock.forward(Duration.ofDays(1000))).hasMessageContaining("366 days");
    assertThatThrownBy(() -> clock("production").forward(Duration.ofHours(1))).isInstanceOf(IllegalStateException.class);
    assertThat(clock.instant()).isCloseTo(Instant.now(), within(5, ChronoUnit.SECONDS));
  }

  private boolean jobExecutorActive() {
    return ((org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration()).getJobExecutor().isActive();
  }

  private EngineClock clock(String profile) {
    StaticListableBeanFactory beans = new StaticListableBeanFactory();
    beans.addBean("processEngine", engine);
    MockEnvironment environment = new MockEnvironment();
    environment.setActiveProfiles(profile);
    return new EngineClock(beans.getBeanProvider(ProcessEngine.class), environment);
  }

  private static ProcessEngine engine() {
    return new StandaloneInMemProcessEngineConfiguration()
        .setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID())
        .setProcessEngineName("clock")
        .setJobExecutorActivate(true)
        .buildProcessEngine();
  }
}
