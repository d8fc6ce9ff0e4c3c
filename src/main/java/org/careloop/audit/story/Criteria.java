package org.careloop.audit.story;

import java.time.Instant;

/**
 * What cases are looked for; null or false where it does not matter.
 *
 * @param patient a record number, a part of the name or label, or the health record's id
 * @param person user id of somebody who worked on the case
 * @param startedFrom from this moment on
 * @param startedBefore before this moment
 * @param outcome the name of an end, {@link #OPEN} or {@link #ENDED_BY_HAND}
 */
public record Criteria(String patient, String businessKey, String person, String protocolId, String versionTag, Instant startedFrom,
    Instant startedBefore, String outcome, boolean deadlineMissed, boolean overridden, boolean incident) {

  /** The outcome of a case that goes on. */
  public static final String OPEN = "Open";
  /** The outcome of a case that somebody ended outside its diagram. */
  public static final String ENDED_BY_HAND = "Ended by hand";

  /** Every case. */
  public static Criteria all() {
    return new Criteria(null, null, null, null, null, null, null, null, false, false, false);
  }
}
