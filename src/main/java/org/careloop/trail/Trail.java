package org.careloop.trail;

/**
 * Where whoever writes a row that Careloop's history must prove says so, in the same transaction. Called after the row is written; what the row
 * says is read back before the transaction ends, chained and sealed. Nothing is kept of work that is rolled back, and work that cannot be
 * recorded fails. Every method needs a transaction that is open and throws IllegalStateException without one.
 */
public interface Trail {

  /**
   * A row was inserted or updated.
   *
   * @param table as it is named in the coverage, e.g. {@code careloop_inbox}
   * @param id the parts of its key, in the coverage's order
   */
  void wrote(String table, Object... id);

  /**
   * A row was deleted.
   *
   * @param chain the chain the row was in: when it is gone, nothing tells
   */
  void gone(String table, String chain, Object... id);

  /**
   * Something that no row says, as an event of its own kind in this chain: a deletion by retention, a hold.
   *
   * @param note in a few words; no patient data, it can never be erased
   */
  void noted(String chain, String kind, String note);

  /**
   * Values in this chain had to go. All rows that were blanked are told by {@link #wrote} in the same transaction. The salts of the chain's
   * earlier events are thrown away, so that nobody can try out what the values were, and every remaining row is sealed anew. Refused when a
   * row that was not blanked is not what the chain says: erasing must not cover up a change.
   */
  void erased(String chain, String note);

  /** Records nothing: for tests of a store without the program around it. */
  static Trail none() {
    return new Trail() {
      @Override
      public void wrote(String table, Object... id) {}

      @Override
      public void gone(String table, String chain, Object... id) {}

      @Override
      public void noted(String chain, String kind, String note) {}

      @Override
      public void erased(String chain, String note) {}
    };
  }
}
