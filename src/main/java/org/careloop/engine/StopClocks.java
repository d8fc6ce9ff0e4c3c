package org.careloop.engine;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.careloop.engine.internal.CaseClocks;
import org.springframework.stereotype.Component;

/**
 * A case is on hold: the timers of the case and of everything it called stand still, and the due dates of its tasks are set aside, until
 * {@link RestartClocks}. What is marked {@code clock = runs-on} in its diagram goes on. Stopping again changes nothing.
 */
@Component
class StopClocks extends CareDelegate<StopClocks.Request, StopClocks.Result> {

  private final CaseClocks clocks;
  private final Clock clock;

  StopClocks(CaseClocks clocks, Clock clock) {
    this.clocks = clocks;
    this.clock = clock;
  }

  /** Nothing to say: it is the case in which the step stands. */
  record Request() {}

  /**
   * @param heldFrom when the clocks were stopped for this hold
   * @param stoppedTimers how many timers stand still by this hold
   * @param stoppedTasks how many tasks have no due date by this hold
   */
  record Result(Instant heldFrom, int stoppedTimers, int stoppedTasks) {}

  @Override
  protected Result perform(Request request) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    CaseClocks.Counted stopped = clocks.stop(now);
    return new Result(now, stopped.timers(), stopped.tasks());
  }
}
