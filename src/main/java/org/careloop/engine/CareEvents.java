package org.careloop.engine;

import org.careloop.event.CareEvent;

/**
 * The only way news comes into a protocol: starts the protocol that begins with this news, or hands it to the cases that wait for it.
 * Which protocol that is, is drawn in the diagrams. Must be called inside a transaction; what it does commits or rolls back with it.
 */
public interface CareEvents {

  /** What became of the news. */
  enum Told {
    /** A new case began. */
    STARTED,
    /** One or more open cases took it. */
    CONTINUED,
    /** The case is open already and does not wait for this; nothing happened. */
    ALREADY_OPEN,
    /** No case waits for it and no protocol starts with it; nothing happened. */
    NOBODY_WAITS
  }

  /** Tells it once. Safe against the same news from two nodes at the same time: one starts the case, the other sees it open. */
  Told tell(CareEvent event);

  /** Tells it to one open case of the patient and to what that case called, and to no other. */
  Told tell(CareEvent event, String caseId);

  /** True while a case that this kind of news starts is open under this business key. */
  boolean isOpen(Class<? extends CareEvent> startedBy, String businessKey);
}
