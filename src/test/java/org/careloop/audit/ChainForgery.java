package org.careloop.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.careloop.audit.chain.AuditEvent;
import org.careloop.audit.chain.Canon;
import org.careloop.audit.chain.Coverage;
import org.careloop.audit.chain.CoveredTable;
import org.careloop.audit.chain.RowReader;

/** What somebody does who owns the database and has read the program, but has no key: changes a row and writes its whole chain anew. */
final class ChainForgery {

  private ChainForgery() {}

  static void rewrite(Connection connection, String chain, String tableName, String column, String value) throws SQLException {
    CoveredTable table = Coverage.current().table(tableName);
    List<AuditEvent> events = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement("select seq, at, node, actor, kind, note, coverage, entries, key_id, seal, salt from careloop_audit_event "
        + "where chain = ? order by seq")) {
      select.setString(1, chain);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          events.add(new AuditEvent(chain, row.getLong(1), row.getObject(2, OffsetDateTime.class).toInstant(), row.getString(3), row.getString(4), row.getString(5),
              row.getString(6), row.getInt(7), Canon.entries(row.getString(8)), null, null, row.getString(9), row.getString(10), row.getString(11)));
        }
      }
    }
    String id = events.stream().flatMap(event -> event.entries().stream()).filter(entry -> entry.table().equals(table.name())).findFirst().orElseThrow().id();
    Tampering.execute(connection, "update %s set %s = '%s' where ID_ = '%s'".formatted(table.name(), column, value, id));
    Map<String, String> row = RowReader.rows(connection, table, List.of(id)).get(id);
    String prev = Canon.FIRST;
    for (AuditEvent event : events) {
      List<AuditEvent.Entry> entries = new ArrayList<>(event.entries());
      entries.replaceAll(entry -> entry.table().equals(table.name()) && entry.id().equals(id)
          ? new AuditEvent.Entry(entry.table(), id, Canon.digest(event.salt(), table, row)) : entry);
      AuditEvent anew = new AuditEvent(chain, event.seq(), event.at(), event.node(), event.actor(), event.kind(), event.note(), event.coverage(), entries, prev, null,
          event.keyId(), event.seal(), event.salt());
      String hash = Canon.hash(anew);
      try (PreparedStatement update = connection.prepareStatement("update careloop_audit_event set entries = ?, prev = ?, hash = ? where chain = ? and seq = ?")) {
        update.setString(1, Canon.entries(entries));
        update.setString(2, prev);
        update.setString(3, hash);
        update.setString(4, chain);
        update.setLong(5, event.seq());
        update.executeUpdate();
      }
      prev = hash;
    }
    Tampering.execute(connection, "update careloop_audit_chain set last_hash = '%s' where chain = '%s'".formatted(prev, chain));
  }
}
