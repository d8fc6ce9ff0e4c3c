package org.careloop.audit.verify;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.careloop.audit.chain.AuditEvent;
import org.careloop.audit.chain.Canon;

/** Reads events as they stand in the database, damaged ones, too: their hash will not fit then. */
final class StoredEvents {

  static final String SELECT = "select chain, seq, at, node, actor, kind, note, coverage, entries, prev, hash, key_id, seal, salt "
      + "from careloop_audit_event ";

  private StoredEvents() {}

  static AuditEvent event(ResultSet row) throws SQLException {
    return new AuditEvent(row.getString(1), row.getLong(2), instant(row, 3), row.getString(4), row.getString(5), row.getString(6), row.getString(7),
        row.getInt(8), entries(row.getString(9)), row.getString(10), row.getString(11), row.getString(12), row.getString(13), salt(row.getString(14)));
  }

  static List<AuditEvent.Entry> entries(String lines) {
    try {
      return Canon.entries(lines);
    } catch (IllegalArgumentException damaged) {
      return List.of();
    }
  }

  /** What is no salt cannot have been one: as if it were not there. */
  static String salt(String text) {
    return text == null || !text.matches("[0-9a-f]{32}") ? null : text;
  }

  static Instant instant(ResultSet row, int column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
