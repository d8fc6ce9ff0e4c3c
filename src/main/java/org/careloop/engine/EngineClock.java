package org.careloop.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.camunda.bpm.engine.ProcessEngine;
import org.careloop.engine.internal.EngineTime;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/**
 * The one clock: what our code reads is what the engine's timers go by. In the sandbox it can be moved forward, never back, and stays moved
 * over a restart; in every other profile it is the system's time. No code asks the system for the time past this clock.
 */
@Component
public class EngineClock extends Clock implements SmartInitializingSingleton {

  /** The furthest move in one step: one year, longer than any window of a protocol. */
  public static final Duration FURTHEST = Duration.ofDays(366);

  private final ObjectProvider<ProcessEngine> engine;
  private final boolean movable;
  private final ZoneId zone;

  @Autowired
  EngineClock(ObjectProvider<ProcessEngine> engine, Environment environment) {
    this(engine, environment.acceptsProfiles(Profiles.of("sandbox")), ZoneOffset.UTC);
  }

  private EngineClock(ObjectProvider<ProcessEngine> engine, boolean movable, ZoneId zone) {
    this.engine = engine;
    this.movable = movable;
    this.zone = zone;
  }

  /** Takes up the offset that the last run of this database left behind. */
  @Override
  public void afterSingletonsInstantiated() {
    if (movable) {
      engine.ifAvailable(EngineTime::restore);
    }
  }

  /**
   * Moves the clock forward: no job is taken up meanwhile, running ones are waited for, and those that fall due run afterwards.
   *
   * @return the new time
   * @throws IllegalArgumentException when it would go back or more than {@link #FURTHEST} ahead
   * @throws IllegalStateException outside the sandbox, or when a running step does not end
   */
  public synchronized Instant forward(Duration by) {
    if (!movable) {
      throw new IllegalStateException("The clock can be moved in the sandbox profile only.");
    }
    if (by.isNegative() || by.isZero() || by.compareTo(FURTHEST) > 0) {
      throw new IllegalArgumentException(
          "The clock cannot be moved by %s: expected a time ahead of now and not more than %d days.".formatted(by, FURTHEST.toDays()));
    }
    EngineTime.forward(engine.getObject(), by);
    return instant();
  }

  @Override
  public Instant instant() {
    return EngineTime.now();
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId other) {
    return new EngineClock(engine, movable, other);
  }
}
