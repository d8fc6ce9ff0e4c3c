package org.careloop.audit.chain;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/**
 * The chains' own tables, written. Heads are locked as the last locks of a transaction: those that are new are made first, in the order of
 * their names, then all are locked in that order, so that transactions over the same chains wait and never block each other.
 */
@Repository
class ChainTables {

  /** Where a chain stands. */
  record Head(String chain, long seq, String hash, Instant at) {}

  private static final int ROWS_AT_ONCE = 200;
  private static final String COLUMNS =
      "careloop_audit_chain (chain, last_seq, last_hash, last_at, anchored_seq, moved) values (?, 0, '" + Canon.FIRST + "', ?, 0, true)";

  private final JdbcTemplate jdbc;
  private volatile String insert;

  ChainTables(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Locks the heads of these chains until the transaction ends. */
  Map<String, Head> lock(Collection<String> chains) {
    if (chains.size() == 1) {
      Map<String, Head> one = forUpdate(chains);
      if (!one.isEmpty()) {
        return one;
      }
    }
    TreeSet<String> missing = new TreeSet<>(chains);
    if (chains.size() > 1) {
      missing.removeAll(existing(chains));
    }
    missing.forEach(this::begin);
    Map<String, Head> locked = forUpdate(chains);
    if (locked.size() != chains.size()) {
      throw new IllegalStateException("Heads of the audit chain are missing: %d were expected, %d are there.".formatted(chains.size(), locked.size()));
    }
    return locked;
  }

  /** One node at a time anchors or changes keys, until the transaction ends. */
  void lockAll() {
    jdbc.queryForObject("select lock_id from careloop_audit_lock where lock_id = 1 for update", Integer.class);
  }

  /** The heads that moved since they were last anchored. */
  List<Anchor.Leaf> moved() {
    return jdbc.query("select chain, last_seq, last_hash from careloop_audit_chain where moved = true order by chain",
        (row, n) -> new Anchor.Leaf(row.getString(1), row.getLong(2), row.getString(3)));
  }

  /** A head that has moved on meanwhile stays for the next anchor. */
  void anchored(List<Anchor.Leaf> leaves) {
    jdbc.batchUpdate("update careloop_audit_chain set anchored_seq = ?, moved = false where chain = ? and last_seq = ?", leaves, ROWS_AT_ONCE,
        (row, leaf) -> {
          row.setLong(1, leaf.seq());
          row.setString(2, leaf.chain());
          row.setLong(3, leaf.seq());
        });
  }

  /** The last anchor, or null. */
  Anchor lastAnchor() {
    return jdbc.query("select anchor_no, at, node, leaf_list, root, prev, key_id, signature, note from careloop_audit_anchor "
        + "order by anchor_no desc fetch first 1 rows only", (row, n) -> AuditReader.anchor(row)).stream().findFirst().orElse(null);
  }

  /** When the last anchor was made, without its leaves; null where there is none. */
  Instant lastAnchoredAt() {
    return jdbc.query("select at from careloop_audit_anchor order by anchor_no desc fetch first 1 rows only",
        (row, n) -> row.getObject(1, OffsetDateTime.class).toInstant()).stream().findFirst().orElse(null);
  }

  void add(Anchor anchor) {
    jdbc.update("insert into careloop_audit_anchor (anchor_no, at, node, leaves, leaf_list, root, prev, key_id, signature, note) "
        + "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", anchor.no(), Recorder.utc(anchor.at()), anchor.node(), anchor.leaves().size(),
        Anchor.list(anchor.leaves()), anchor.root(), anchor.prev(), anchor.keyId(), anchor.signature(), anchor.note());
  }

  void add(List<AuditEvent> events) {
    jdbc.batchUpdate("insert into careloop_audit_event (chain, seq, at, node, actor, kind, note, coverage, entries, prev, hash, key_id, seal, salt) "
        + "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", events, ROWS_AT_ONCE, (row, event) -> {
          row.setString(1, event.chain());
          row.setLong(2, event.seq());
          row.setObject(3, Recorder.utc(event.at()));
          row.setString(4, event.node());
          row.setString(5, event.actor());
          row.setString(6, event.kind());
          row.setString(7, event.note());
          row.setInt(8, event.coverage());
          row.setString(9, Canon.entries(event.entries()));
          row.setString(10, event.prev());
          row.setString(11, event.hash());
          row.setString(12, event.keyId());
          row.setString(13, event.seal());
          row.setString(14, event.salt());
        });
    Map<String, AuditEvent> last = new LinkedHashMap<>();
    events.forEach(event -> last.put(event.chain(), event));
    jdbc.batchUpdate("update careloop_audit_chain set last_seq = ?, last_hash = ?, last_at = ?, moved = true where chain = ?", last.values(),
        ROWS_AT_ONCE, (row, event) -> {
          row.setLong(1, event.seq());
          row.setString(2, event.hash());
          row.setObject(3, Recorder.utc(event.at()));
          row.setString(4, event.chain());
        });
  }

  List<AuditEvent> events(String chain) {
    return jdbc.query("select chain, seq, at, node, actor, kind, note, coverage, entries, prev, hash, key_id, seal, salt from careloop_audit_event "
        + "where chain = ? order by seq", (row, n) -> AuditReader.event(row), chain);
  }

  void forgetSalts(String chain) {
    jdbc.update("update careloop_audit_event set salt = null where chain = ?", chain);
  }

  private List<String> existing(Collection<String> chains) {
    List<String> found = new ArrayList<>();
    inPieces(chains, some -> found.addAll(jdbc.queryForList("select chain from careloop_audit_chain where chain in (" + marks(some) + ")",
        String.class, some.toArray())));
    return found;
  }

  private Map<String, Head> forUpdate(Collection<String> chains) {
    Map<String, Head> found = new HashMap<>();
    inPieces(chains, some -> jdbc.query("select chain, last_seq, last_hash, last_at from careloop_audit_chain where chain in (" + marks(some)
        + ") order by chain for update", row -> {
          found.put(row.getString(1), head(row));
        }, some.toArray()));
    return found;
  }

  /** Waits where another transaction begins the same chain. PostgreSQL would give the whole transaction up over a row that is there. */
  private void begin(String chain) {
    try {
      jdbc.update(insert(), chain, Recorder.utc(Instant.EPOCH));
    } catch (DuplicateKeyException begunMeanwhile) {
      // Locked with the others.
    }
  }

  private String insert() {
    if (insert == null) {
      String product = jdbc.execute((ConnectionCallback<String>) (Connection connection) -> connection.getMetaData().getDatabaseProductName());
      insert = "insert into " + COLUMNS + ("PostgreSQL".equals(product) ? " on conflict do nothing" : "");
    }
    return insert;
  }

  private static Head head(ResultSet row) throws SQLException {
    return new Head(row.getString(1), row.getLong(2), row.getString(3), row.getObject(4, OffsetDateTime.class).toInstant());
  }

  private interface Piece {
    void with(List<String> some);
  }

  private static void inPieces(Collection<String> chains, Piece piece) {
    List<String> all = List.copyOf(chains);
    for (int from = 0; from < all.size(); from += ROWS_AT_ONCE) {
      piece.with(all.subList(from, Math.min(all.size(), from + ROWS_AT_ONCE)));
    }
  }

  private static String marks(List<String> some) {
    return String.join(", ", Collections.nCopies(some.size(), "?"));
  }
}
