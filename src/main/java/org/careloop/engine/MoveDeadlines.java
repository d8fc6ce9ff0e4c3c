package org.careloop.engine;

import org.careloop.engine.internal.CaseDates;
import org.springframework.stereotype.Component;

/**
 * After a date moved on which others depend: every called process of the case reads its dates anew, waiting timers are set to their new
 * instants and open tasks get their new due dates. A timer whose new instant has passed fires at once.
 */
@Component
class MoveDeadlines extends CareDelegate<MoveDeadlines.Request, MoveDeadlines.Result> {

  private final CaseDates caseDates;

  MoveDeadlines(CaseDates caseDates) {
    this.caseDates = caseDates;
  }

  /** @param encounterId business key of the case, which all processes it called share */
  record Request(String encounterId) {}

  /**
   * @param movedTimers waiting timers with another instant than before
   * @param movedTasks open tasks with another due date than before
   */
  record Result(int movedTimers, int movedTasks) {}

  @Override
  protected Result perform(Request request) {
    CaseDates.Moved moved = caseDates.readAnew(request.encounterId());
    return new Result(moved.timers(), moved.tasks());
  }
}
