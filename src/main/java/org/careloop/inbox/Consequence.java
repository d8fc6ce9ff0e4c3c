package org.careloop.inbox;

import java.util.List;
import org.careloop.event.CareEvent;
import org.careloop.inbox.InboxStore.KnownStay;
import org.careloop.inbox.InboxStore.State;
import org.careloop.inbox.Reading.Merged;

/**
 * What would become of a message, before anything is written.
 *
 * @param facts what it says about its stay; null where it is about none, or a person must look at it first
 * @param unmatched why a person must look at it; null for a message that is applied
 * @param stay the stay as it would be known then
 * @param merged records that would be another's
 */
record Consequence(
    State state, StayNews facts, Reading.Unmatched unmatched, KnownStay stay, boolean newStay, List<CareEvent> news, List<Merged> merged,
    List<String> notes) {

  /** A person must look at it. */
  static Consequence person(Reading.Unmatched unmatched) {
    return new Consequence(State.SET_ASIDE, null, unmatched, null, false, List.of(), List.of(), List.of());
  }

  /** It says nothing about a stay. */
  static Consequence ofNoStay(State state, List<CareEvent> news, List<Merged> merged) {
    return new Consequence(state, null, null, null, false, news, merged, List.of());
  }
}
