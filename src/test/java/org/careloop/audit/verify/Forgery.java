package org.careloop.audit.verify;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.careloop.audit.chain.AuditEvent;
import org.careloop.audit.chain.Canon;
import org.careloop.audit.chain.Coverage;
import org.careloop.audit.chain.CoveredTable;
import org.careloop.audit.chain.RowReader;
import org.springframework.jdbc.core.ConnectionCallback;

/** What somebody does who reaches the database and knows the program, but has no key: changes a row and makes its event and hashes anew. */
final class Forgery {

  private Forgery() {}

  static void changeRowAndEvent(SmallHistory history, String chain, long seq, String tableName, String id, String column, String value) {
    history.jdbc.update("update " + tableName + " set " + column + " = ? where ID_ = ?", value, id);
    history.jdbc.execute((ConnectionCallback<Void>) connection -> {
      AuditEvent event = event(connection, chain, seq);
      CoveredTable table = Coverage.current().table(tableName);
      Map<String, String> row = RowReader.rows(connection, table, List.of(id)).get(id);
      List<AuditEvent.Entry> entries = new ArrayList<>(event.entries());
      entries.replaceAll(entry -> entry.table().equals(tableName) && entry.id().equals(id)
          ? new AuditEvent.Entry(tableName, id, Canon.digest(event.salt(), table, row)) : entry);
      String hash = Canon.hash(new AuditEvent(chain, seq, event.at(), event.node(), event.actor(), event.kind(), event.note(), event.coverage(), entries, event.prev(),
          null, event.keyId(), null, event.salt()));
      history.jdbc.update("update careloop_audit_event set entries = ?, hash = ? where chain = ? and seq = ?", Canon.entries(entries), hash, chain, seq);
      history.jdbc.update("update careloop_audit_chain set last_hash = ? where chain = ? and last_seq = ?", hash, chain, seq);
      return null;
    });
  }

  private static AuditEvent event(Connection connection, String chain, long seq) throws java.sql.SQLException {
    try (var select = connection.prepareStatement(StoredEvents.SELECT + "where chain = ? and seq = ?")) {
      select.setString(1, chain);
      select.setLong(2, seq);
      try (var rows = select.executeQuery()) {
        rows.next();
        return StoredEvents.event(rows);
      }
    }
  }
}
