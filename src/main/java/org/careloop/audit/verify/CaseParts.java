package org.careloop.audit.verify;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.careloop.audit.chain.Coverage;
import org.careloop.audit.chain.CoveredTable;
import org.careloop.audit.verify.AuditExport.Part;

/** Which chains, and which of their rows, tell a case whole. Reads only. */
final class CaseParts {

  private CaseParts() {}

  static List<Part> of(Connection connection, String root) throws SQLException {
    List<Part> parts = new ArrayList<>();
    parts.add(Part.whole("case:" + root));
    CoveredTable keys = Coverage.current().table("careloop_case");
    try (PreparedStatement select = connection.prepareStatement("select started_by, business_key from careloop_case where instance_id = ?")) {
      select.setString(1, root);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          parts.add(Part.whole(keys.chainOf(java.util.Map.of("started_by", rows.getString(1), "business_key", rows.getString(2)))));
        }
      }
    }
    CoveredTable inbox = Coverage.current().table("careloop_inbox");
    for (String message : strings(connection, "select m.message_id from careloop_inbox m, ACT_HI_PROCINST p where p.ID_ = ? and m.encounter_id = p.BUSINESS_KEY_", root)) {
      parts.add(Part.whole(inbox.chainOf(java.util.Map.of("message_id", message))));
    }
    Set<String> models = models(connection, root);
    parts.add(Part.some("models", (table, id) -> models.contains(table.toUpperCase(java.util.Locale.ROOT) + "/" + id)));
    parts.add(Part.whole("keys"));
    return parts;
  }

  /** The deployments that the case's processes lie in, with their definitions and files. */
  private static Set<String> models(Connection connection, String root) throws SQLException {
    Set<String> rows = new HashSet<>();
    for (String deployment : strings(connection, "select distinct d.DEPLOYMENT_ID_ from ACT_HI_PROCINST p join ACT_RE_PROCDEF d on d.ID_ = p.PROC_DEF_ID_ "
        + "where p.ROOT_PROC_INST_ID_ = ?", root)) {
      rows.add("ACT_RE_DEPLOYMENT/" + deployment);
      for (String table : List.of("ACT_RE_PROCDEF", "ACT_RE_DECISION_DEF", "ACT_RE_DECISION_REQ_DEF", "ACT_RE_CAMFORMDEF", "ACT_GE_BYTEARRAY")) {
        strings(connection, "select ID_ from " + table + " where DEPLOYMENT_ID_ = ?", deployment).forEach(id -> rows.add(table + "/" + id));
      }
    }
    return rows;
  }

  private static List<String> strings(Connection connection, String query, String parameter) throws SQLException {
    List<String> found = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(query)) {
      select.setString(1, parameter);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
    }
    return found;
  }
}
