package org.careloop.trail;

import java.time.Instant;
import java.util.List;

/** What keeping goes by when it decides whether a case may be removed: its own rules and holds, for whoever checks it. Changes nothing. */
public interface Retention {

  /**
   * How long what ran on a version of a diagram is kept.
   *
   * @param days after the case's end
   */
  record Rule(String definitionId, int days) {}

  /**
   * A hold in force.
   *
   * @param scope {@code case}, {@code patient}, {@code protocol} or {@code period}
   * @param subject the id that it is on; empty for a period
   * @param from first moment of a period; for the others long ago
   * @param until first moment after a period; far ahead where it goes on
   */
  record Held(String scope, String subject, Instant from, Instant until) {}

  /** For every version of a diagram that anything ran on. */
  List<Rule> rules();

  List<Held> holds();
}
