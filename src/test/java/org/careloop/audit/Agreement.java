package org.careloop.audit;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.careloop.audit.chain.AuditEvent;
import org.careloop.audit.chain.AuditReader;
import org.careloop.audit.chain.Canon;
import org.careloop.audit.chain.Coverage;
import org.careloop.audit.chain.CoveredTable;
import org.careloop.audit.chain.RowReader;

/** Holds what the chains say against what the tables say, in a few lines of its own, so that recorder and verifier are not each other's only judge. */
final class Agreement {

  private Agreement() {}

  /** Every disagreement in words; none where each covered row is what its chain said last, and every chain is whole. */
  static List<String> problems(DataSource database) throws Exception {
    List<String> problems = new ArrayList<>();
    AuditReader reader = new AuditReader(database);
    Map<String, AuditEvent> from = new HashMap<>();
    Map<String, String> digests = new HashMap<>();
    Map<String, AuditEvent> last = new HashMap<>();
    reader.eachEvent(event -> {
      AuditEvent before = last.put(event.chain(), event);
      if (event.seq() != (before == null ? 1 : before.seq() + 1) || !event.prev().equals(before == null ? Canon.FIRST : before.hash())
          || !event.hash().equals(Canon.hash(event)) || before != null && event.at().isBefore(before.at())) {
        problems.add("chain %s breaks at %d".formatted(event.chain(), event.seq()));
      }
      event.entries().forEach(entry -> {
        from.put(entry.table() + " " + entry.id(), event);
        digests.put(entry.table() + " " + entry.id(), entry.digest());
      });
    });
    reader.heads().forEach(head -> {
      AuditEvent event = last.get(head.chain());
      if (event == null || event.seq() != head.seq() || !event.hash().equals(head.hash())) {
        problems.add("head of %s is not its last event".formatted(head.chain()));
      }
    });
    Set<String> there = new HashSet<>();
    try (Connection connection = database.getConnection()) {
      for (CoveredTable table : Coverage.current().tables()) {
        RowReader.each(connection, table, (id, row) -> {
          String name = table.name() + " " + id;
          there.add(name);
          AuditEvent event = from.get(name);
          if (event == null) {
            problems.add(name + " was never recorded: " + row);
          } else if (!event.chain().equals(table.chainOf(row))) {
            problems.add(name + " is recorded in " + event.chain() + ", belongs in " + table.chainOf(row));
          } else if (!digests.get(name).equals(Canon.digest(event.salt(), table, row))) {
            problems.add(name + " is not what " + event.chain() + " says at " + event.seq() + ": " + row);
          }
        });
      }
    }
    digests.forEach((name, digest) -> {
      if (!digest.equals(AuditEvent.GONE) && !there.contains(name)) {
        problems.add(name + " is missing");
      }
    });
    return problems;
  }
}
