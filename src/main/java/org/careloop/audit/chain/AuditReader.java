package org.careloop.audit.chain;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** Reads what the chain's own tables say, with plain JDBC: the offline command has no Spring context. Checks nothing. */
public final class AuditReader {

  /** Where a chain stands. */
  public record Head(String chain, long seq, String hash, Instant at, long anchoredSeq) {}

  /** A key's public half; {@code vouchedBy} and {@code signature} are null for a first key. */
  public record Key(String keyId, String publicKey, Instant since, String node, String vouchedBy, String signature, Instant retiredAt) {}

  private static final int ROWS_AT_ONCE = 1000;
  private static final String EVENTS = "select chain, seq, at, node, actor, kind, note, coverage, entries, prev, hash, key_id, seal, salt "
      + "from careloop_audit_event ";
  private static final String HEADS = "select chain, last_seq, last_hash, last_at, anchored_seq from careloop_audit_chain ";

  private final DataSource database;

  public AuditReader(DataSource database) {
    this.database = database;
  }

  /** All heads, by chain. */
  public List<Head> heads() {
    return list(HEADS + "order by chain", AuditReader::head);
  }

  /** The head of one chain, or null. */
  public Head head(String chain) {
    List<Head> found = list(HEADS + "where chain = ?", AuditReader::head, chain);
    return found.isEmpty() ? null : found.get(0);
  }

  /** A chain's events in order. */
  public List<AuditEvent> events(String chain) {
    return list(EVENTS + "where chain = ? order by seq", AuditReader::event, chain);
  }

  /** Every event, chain after chain, each in order, without holding more than a page in memory. */
  public void eachEvent(Consumer<AuditEvent> consumer) {
    each(EVENTS + "order by chain, seq", AuditReader::event, consumer);
  }

  /** Anchors in order, beginning after this number. */
  public List<Anchor> anchors(long after) {
    return list("select anchor_no, at, node, leaf_list, root, prev, key_id, signature, note from careloop_audit_anchor where anchor_no > ? "
        + "order by anchor_no", AuditReader::anchor, after);
  }

  public List<Key> keys() {
    return list("select key_id, public_key, since, node, vouched_by, signature, retired_at from careloop_audit_key order by since, key_id",
        row -> new Key(row.getString(1), row.getString(2), instant(row, 3), row.getString(4), row.getString(5), row.getString(6),
            instant(row, 7)));
  }

  private interface Reading<T> {
    T read(ResultSet row) throws SQLException;
  }

  private <T> List<T> list(String query, Reading<T> reading, Object... parameters) {
    List<T> found = new ArrayList<>();
    each(query, reading, found::add, parameters);
    return found;
  }

  private <T> void each(String query, Reading<T> reading, Consumer<T> consumer, Object... parameters) {
    try (Connection connection = database.getConnection()) {
      boolean auto = connection.getAutoCommit();
      connection.setAutoCommit(false); // PostgreSQL reads page by page in a transaction only.
      try (PreparedStatement statement = connection.prepareStatement(query)) {
        statement.setFetchSize(ROWS_AT_ONCE);
        for (int i = 0; i < parameters.length; i++) {
          statement.setObject(i + 1, parameters[i]);
        }
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            consumer.accept(reading.read(rows));
          }
        }
      } finally {
        if (auto) {
          connection.rollback();
          connection.setAutoCommit(true);
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException("The audit tables cannot be read: " + e.getMessage(), e);
    }
  }

  static AuditEvent event(ResultSet row) throws SQLException {
    return new AuditEvent(row.getString(1), row.getLong(2), instant(row, 3), row.getString(4), row.getString(5), row.getString(6),
        row.getString(7), row.getInt(8), Canon.entries(row.getString(9)), row.getString(10), row.getString(11), row.getString(12),
        row.getString(13), row.getString(14));
  }

  static Anchor anchor(ResultSet row) throws SQLException {
    return new Anchor(row.getLong(1), instant(row, 2), row.getString(3), Anchor.list(row.getString(4)), row.getString(5), row.getString(6),
        row.getString(7), row.getString(8), row.getString(9));
  }

  private static Head head(ResultSet row) throws SQLException {
    return new Head(row.getString(1), row.getLong(2), row.getString(3), instant(row, 4), row.getLong(5));
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
