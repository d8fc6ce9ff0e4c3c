package org.careloop.protocol;

/** A proposed change that is not even kept as one, or not released: the message says why and what to do, in the proposer's words. */
class ProposalRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ProposalRefused(String message) {
    super(message);
  }
}
