package org.careloop.engine;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.careloop.engine.internal.CaseClocks;
import org.springframework.stereotype.Component;

/**
 * A hold is over: where no other hold is left, each timer and task of the case that {@link StopClocks} stopped is due after the time that was
 * left of it; business days by the practice's calendar, day windows to the end of a local day. Restarting again changes nothing.
 */
@Component
class RestartClocks extends CareDelegate<RestartClocks.Request, RestartClocks.Result> {

  private final CaseClocks clocks;
  private final Clock clock;

  RestartClocks(CaseClocks clocks, Clock clock) {
    this.clocks = clocks;
    this.clock = clock;
  }

  /** Nothing to say: it is the case in which the step stands. */
  record Request() {}

  /**
   * @param heldUntil when this hold ended
   * @param restartedTimers how many timers go on; none while another hold is left
   * @param restartedTasks how many tasks are due again
   */
  record Result(Instant heldUntil, int restartedTimers, int restartedTasks) {}

  @Override
  protected Result perform(Request request) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    CaseClocks.Counted restarted = clocks.restart(now);
    return new Result(now, restarted.timers(), restarted.tasks());
  }
}
