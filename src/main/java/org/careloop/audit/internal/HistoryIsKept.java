package org.careloop.audit.internal;

import org.camunda.bpm.engine.exception.NotAllowedException;

/** The engine was asked to delete history, or to write it in a way that could not be proved. */
final class HistoryIsKept extends NotAllowedException {

  private static final long serialVersionUID = 1;

  HistoryIsKept(String message) {
    super(message);
  }
}
