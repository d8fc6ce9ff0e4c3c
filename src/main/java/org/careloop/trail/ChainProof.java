package org.careloop.trail;

import java.util.Optional;

/**
 * Whether one chain and its rows still are what was recorded, for whoever must know before removing, erasing or handing out. By the same rules as
 * the auditor's verifier; sees what the caller's transaction sees. Changes nothing.
 */
public interface ChainProof {

  /** What is wrong first, in a sentence or two without values of the rows; empty where the chain verifies or there is none. */
  Optional<String> trouble(String chain);
}
