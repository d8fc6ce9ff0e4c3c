package org.careloop.audit.verify;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.careloop.audit.chain.Anchor;
import org.careloop.audit.chain.AuditReader;
import org.careloop.audit.chain.Merkle;

/** Anchors, proofs and public keys for an export. Anchors of a part go without the other chains' names: these are nobody's business there. */
final class ExportAnchors {

  static final String SELECT = "select anchor_no, at, node, leaf_list, root, prev, key_id, signature, note, leaves from careloop_audit_anchor ";

  private ExportAnchors() {}

  static Anchor anchor(ResultSet row) throws SQLException {
    return new Anchor(row.getLong(1), StoredEvents.instant(row, 2), row.getString(3), Anchor.list(row.getString(4)), row.getString(5), row.getString(6),
        row.getString(7), row.getString(8), row.getString(9));
  }

  static void all(Connection connection, Spool spool) throws SQLException, IOException {
    try (PreparedStatement select = connection.prepareStatement(SELECT + "order by anchor_no")) {
      select.setFetchSize(50);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          spool.line("anchors.ndjson", ExportLines.anchor(anchor(rows), true));
        }
      }
    }
  }

  /** Anchors that name one of these chains, with the way from its head to the root. */
  static void of(Connection connection, Collection<String> chains, Spool spool) throws SQLException, IOException {
    Set<Long> numbers = new TreeSet<>();
    try (PreparedStatement select = connection.prepareStatement("select anchor_no from careloop_audit_anchor where leaf_list like ? escape '!' or leaf_list like ? escape '!'")) {
      for (String chain : chains) {
        String name = chain.replace("!", "!!").replace("%", "!%").replace("_", "!_");
        select.setString(1, name + "\t%");
        select.setString(2, "%\n" + name + "\t%");
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            numbers.add(rows.getLong(1));
          }
        }
      }
    }
    Set<String> wanted = Set.copyOf(chains);
    try (PreparedStatement select = connection.prepareStatement(SELECT + "where anchor_no = ?")) {
      for (long number : numbers) {
        select.setLong(1, number);
        try (ResultSet rows = select.executeQuery()) {
          rows.next();
          Anchor anchor = anchor(rows);
          List<String> lines = anchor.leaves().stream().map(Anchor.Leaf::line).toList();
          spool.line("anchors.ndjson", ExportLines.anchor(anchor, false));
          for (int i = 0; i < anchor.leaves().size(); i++) {
            if (wanted.contains(anchor.leaves().get(i).chain())) {
              spool.line("proofs.ndjson", ExportLines.proof(number, anchor.leaves().get(i), i, Merkle.proof(lines, i)));
            }
          }
        }
      }
    }
  }

  /** The public keys as PEM, by id; their introductions go into a file of their own. */
  static Map<String, String> keys(Connection connection, Spool spool) throws SQLException, IOException {
    Map<String, String> pems = new TreeMap<>();
    for (AuditReader.Key key : stored(connection).values()) {
      spool.line("keys.ndjson", ExportLines.key(key));
      if (key.keyId().matches("[0-9A-Za-z-]{1,32}")) {
        pems.put(key.keyId(), "-----BEGIN PUBLIC KEY-----\n" + key.publicKey() + "\n-----END PUBLIC KEY-----\n");
      }
    }
    return pems;
  }

  static Map<String, AuditReader.Key> stored(Connection connection) throws SQLException {
    Map<String, AuditReader.Key> keys = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(
        "select key_id, public_key, since, node, vouched_by, signature, retired_at from careloop_audit_key order by since, key_id")) {
      while (rows.next()) {
        keys.put(rows.getString(1), new AuditReader.Key(rows.getString(1), rows.getString(2), StoredEvents.instant(rows, 3), rows.getString(4),
            rows.getString(5), rows.getString(6), StoredEvents.instant(rows, 7)));
      }
    }
    return keys;
  }
}
