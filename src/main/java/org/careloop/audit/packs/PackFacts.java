package org.careloop.audit.packs;

import java.time.Instant;
import java.util.List;
import org.careloop.audit.story.CaseHead;
import org.careloop.trail.CaseMarks.Mark;

/**
 * What stands on the first page of a pack.
 *
 * @param exportId under which the taking of this pack is recorded
 * @param releases what releases the case ran on, in words
 * @param marks what must be said of the case beside its history: holds, erased values
 * @param proof null where nothing of the case has been chained
 * @param trouble what did not verify when the pack was made, in words; null where everything did
 */
record PackFacts(String exportId, CaseHead head, Instant madeAt, String madeBy, String purpose, String recipient, String note, List<String> releases,
    List<String> summary, List<Mark> marks, Proof proof, String trouble) {

  /**
   * Where the case's chain stood when the pack was made.
   *
   * @param anchorNo of the first anchor that holds this head; 0 where there is none yet
   */
  record Proof(String chain, long seq, String hash, long anchorNo, Instant anchoredAt, String root, String keyId) {}
}
