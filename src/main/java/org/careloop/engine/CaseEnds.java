package org.careloop.engine;

/** Somebody who must know at once that a case is over, however it ended. Called in the transaction that ends it. */
public interface CaseEnds {

  /** @param caseId of the root instance */
  void ended(String caseId);
}
