package org.careloop.keeping;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.careloop.audit.chain.AuditEvent;
import org.careloop.audit.chain.AuditEvent.Entry;
import org.careloop.audit.chain.AuditReader;
import org.careloop.audit.chain.AuditReader.Head;
import org.careloop.audit.chain.Canon;
import org.careloop.audit.chain.Coverage;
import org.careloop.audit.chain.RowReader;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.stereotype.Component;

/**
 * Whether single chains are whole and their rows as they were recorded, now and in this transaction: what does not verify is neither removed nor
 * erased, for that would take the traces of a change away. Says that something is wrong, not what: that is the verifier's part.
 */
@Component
class ChainCheck {

  private record Last(AuditEvent event, Entry entry) {}

  private final AuditReader reader;
  private final JdbcTemplate jdbc;

  ChainCheck(DataSource database, JdbcTemplate jdbc) {
    this.reader = new AuditReader(new TransactionAwareDataSourceProxy(database));
    this.jdbc = jdbc;
  }

  /** One sentence for each chain that does not verify; none where all do. */
  List<String> problems(Collection<String> chains) {
    return chains.stream().filter(chain -> !verifies(chain))
        .map("Chain %s does not verify. An auditor must look at it first (verify-audit)."::formatted).toList();
  }

  boolean verifies(String chain) {
    Map<String, Last> rows = new LinkedHashMap<>();
    String prev = Canon.FIRST;
    long seq = 0;
    for (AuditEvent event : reader.events(chain)) {
      if (event.seq() != ++seq || !event.prev().equals(prev) || !Canon.hash(event).equals(event.hash())) {
        return false;
      }
      prev = event.hash();
      event.entries().forEach(entry -> rows.put(entry.table() + "\t" + entry.id(), new Last(event, entry)));
    }
    Head head = reader.head(chain);
    if (head == null ? seq > 0 : head.seq() != seq || !head.hash().equals(prev)) {
      return false;
    }
    return Boolean.TRUE.equals(jdbc.execute((ConnectionCallback<Boolean>) connection -> rowsAreAsRecorded(connection, chain, rows)));
  }

  private static boolean rowsAreAsRecorded(Connection connection, String chain, Map<String, Last> rows) throws SQLException {
    Map<String, List<Last>> byTable = new LinkedHashMap<>();
    rows.values().forEach(last -> byTable.computeIfAbsent(last.entry().table(), none -> new ArrayList<>()).add(last));
    for (Map.Entry<String, List<Last>> one : byTable.entrySet()) {
      Map<Integer, List<Last>> byVersion = new LinkedHashMap<>();
      one.getValue().forEach(last -> byVersion.computeIfAbsent(last.event().coverage(), none -> new ArrayList<>()).add(last));
      for (Map.Entry<Integer, List<Last>> version : byVersion.entrySet()) {
        var table = Coverage.of(version.getKey()).table(one.getKey());
        Map<String, Map<String, String>> there =
            RowReader.rows(connection, table, version.getValue().stream().map(last -> last.entry().id()).toList());
        for (Last last : version.getValue()) {
          Map<String, String> row = there.get(last.entry().id());
          boolean right = last.entry().isGone() ? row == null || !chain.equals(table.chainOf(row))
              : row != null && last.event().salt() != null && Canon.digest(last.event().salt(), table, row).equals(last.entry().digest());
          if (!right) {
            return false;
          }
        }
      }
    }
    return true;
  }
}
