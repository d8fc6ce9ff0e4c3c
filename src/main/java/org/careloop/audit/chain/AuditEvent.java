package org.careloop.audit.chain;

import java.time.Instant;
import java.util.List;

/**
 * One link of a chain: what one transaction wrote there.
 *
 * @param seq from 1, without a gap
 * @param at never before the link before it
 * @param node the computer that wrote it
 * @param actor user id, or null for the program itself
 * @param kind what happened; see {@link Kind}
 * @param coverage the version of the lists of tables and columns the digests are made by
 * @param prev hash of the link before, or {@link Canon#FIRST}
 * @param hash SHA-256 of {@link Canon#body}
 * @param seal HMAC-SHA256 of the hash under the key's secret, which is not in the database
 * @param salt of the digests; null when values of the chain were erased since
 */
public record AuditEvent(String chain, long seq, Instant at, String node, String actor, String kind, String note, int coverage, List<Entry> entries,
    String prev, String hash, String keyId, String seal, String salt) {

  /** What is written down for a row that is gone, in place of a digest. */
  public static final String GONE = "gone";

  /** Kinds that the chain itself makes; others come with {@code Trail.noted}. */
  public static final class Kind {
    public static final String RECORDED = "recorded";
    public static final String ERASED = "erased";
    public static final String KEY = "key";
    public static final String RESTORED = "restored";

    private Kind() {}
  }

  /**
   * One row.
   *
   * @param id the row's key, see {@link CoveredTable#id}
   * @param digest of what the row says since this event, or {@link #GONE}
   */
  public record Entry(String table, String id, String digest) {

    public boolean isGone() {
      return GONE.equals(digest);
    }
  }
}
