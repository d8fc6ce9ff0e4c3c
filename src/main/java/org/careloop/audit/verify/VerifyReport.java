package org.careloop.audit.verify;

import java.time.Instant;
import java.util.List;

/**
 * What verifying came to.
 *
 * @param findings what is wrong, the first event first; at most {@link Findings#KEPT} of them
 * @param found how many findings there are in all
 * @param notices what is not wrong but must be known: keys not at hand, a restored backup, a lost node, records newer than the last anchor
 */
public record VerifyReport(List<Finding> findings, long found, List<String> notices, Figures figures) {

  /** What has happened to a record. */
  public enum Kind {
    CHANGED("changed"), REMOVED("removed"), INSERTED("inserted"), SWAPPED("swapped"), REORDERED("reordered"), BACK_DATED("back-dated"),
    TRUNCATED("cut off"), FORGED("forged"), ROLLED_BACK("rolled back"), DAMAGED("damaged");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  /**
   * One thing that is wrong.
   *
   * @param seq the event's place in its chain; null where no event is about it
   * @param at when the event was recorded; null where unknown
   * @param actor who had done what the event records; null for the program
   * @param row the row's id within its table; null where the event itself is meant
   * @param columns the columns that were changed, where they could be found out
   * @param words one or two plain sentences, without values
   */
  public record Finding(Kind kind, String chain, Long seq, Instant at, String actor, String table, String row, List<String> columns, String words) {}

  /** What was looked at; {@code outsideAnchors} is -1 where none could be compared: of an export. */
  public record Figures(long chains, long events, long entries, long rows, long tables, long anchors, long outsideAnchors, long seals, long seconds) {}

  public boolean clean() {
    return found == 0;
  }
}
