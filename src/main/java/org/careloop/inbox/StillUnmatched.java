package org.careloop.inbox;

/** A message that a person sent again still cannot be applied; says why, in a sentence for that person. */
class StillUnmatched extends RuntimeException {

  StillUnmatched(String problem) {
    super(problem, null, false, false);
  }
}
