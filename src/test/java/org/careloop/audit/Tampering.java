package org.careloop.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.careloop.audit.chain.Coverage;
import org.careloop.audit.chain.CoveredTable;
import org.careloop.audit.verify.VerifyReport.Finding;
import org.careloop.audit.verify.VerifyReport.Kind;

/** Single changes that somebody makes directly in PostgreSQL, as its owner: no trigger, no foreign key stops them. Drawn by a seed. */
final class Tampering {

  /** What was done, and what finding it must lead to first. */
  record Change(String what, Set<Kind> kinds, String chain, String table, List<String> rows, String column) {

    Change(String what, Set<Kind> kinds, String table, List<String> rows, String column) {
      this(what, kinds, null, table, rows, column);
    }

    boolean isNamedBy(Finding first) {
      return kinds.contains(first.kind()) && (chain == null || chain.equals(first.chain())) && (table == null || table.equals(first.table()) && (rows.isEmpty() || rows.contains(first.row())));
    }
  }

  /** One way of changing a table's rows; null where the table has nothing it could be done to. */
  interface Way {
    Change apply(Connection connection, CoveredTable table, Random random) throws SQLException;
  }

  private static final Map<String, Way> WAYS = new LinkedHashMap<>();

  static {
    WAYS.put("change", Tampering::change);
    WAYS.put("delete", Tampering::delete);
    WAYS.put("back-date", Tampering::backDate);
    WAYS.put("swap", Tampering::swap);
    WAYS.put("insert", Tampering::insert);
    WAYS.put("bytes", Tampering::bytes);
  }

  private Tampering() {}

  static Map<String, Way> ways() {
    return WAYS;
  }

  static List<CoveredTable> tablesWithRows(Connection connection) throws SQLException {
    List<CoveredTable> tables = new ArrayList<>();
    for (CoveredTable table : Coverage.current().tables()) {
      if (number(connection, "select count(*) from " + table.name() + " t" + which(table)) > 0) {
        tables.add(table);
      }
    }
    return tables;
  }

  private static Change change(Connection connection, CoveredTable table, Random random) throws SQLException {
    Map<String, String> types = types(connection, table);
    String column = draw(types.keySet().stream().filter(name -> !table.key().contains(name)).toList(), random);
    String id = column == null ? null : row(connection, table, null, random);
    if (id == null) {
      return null;
    }
    String other = switch (types.get(column)) {
      case "character varying", "text" -> "case when %1$s is null then 'x' when length(%1$s) > 1 then left(%1$s, length(%1$s) - 1) else 'xy' end";
      case "boolean" -> "not coalesce(%1$s, false)";
      case "bytea" -> "coalesce(%1$s, ''::bytea) || '\\x78'::bytea";
      case "smallint", "integer", "bigint", "numeric", "double precision" -> "coalesce(%1$s, 0) + 1";
      default -> "coalesce(%1$s, timestamp '2020-01-01') + interval '1 hour'";
    };
    update(connection, table, column + " = " + other.formatted(column), id);
    return new Change("changed %s.%s of %s".formatted(table.name(), column, id), Set.of(Kind.CHANGED, Kind.BACK_DATED, Kind.SWAPPED), table.name(), List.of(id), column);
  }

  private static Change delete(Connection connection, CoveredTable table, Random random) throws SQLException {
    String id = row(connection, table, null, random);
    if (id == null) {
      return null;
    }
    execute(connection, "delete from " + table.name() + " t where " + key(table, id));
    return new Change("deleted %s of %s".formatted(id, table.name()), Set.of(Kind.REMOVED), table.name(), List.of(id), null);
  }

  private static Change backDate(Connection connection, CoveredTable table, Random random) throws SQLException {
    List<String> times = types(connection, table).entrySet().stream().filter(type -> type.getValue().startsWith("timestamp")).map(Map.Entry::getKey).toList();
    String column = draw(times, random);
    String id = column == null ? null : row(connection, table, column + " is not null", random);
    if (id == null) {
      return null;
    }
    int hours = 1 + random.nextInt(700);
    update(connection, table, "%1$s = %1$s - interval '%2$d hours'".formatted(column, hours), id);
    return new Change("moved %s.%s of %s back by %d hours".formatted(table.name(), column, id, hours), Set.of(Kind.BACK_DATED), table.name(), List.of(id), column);
  }

  private static Change swap(Connection connection, CoveredTable table, Random random) throws SQLException {
    String column = draw(types(connection, table).keySet().stream().filter(name -> !table.key().contains(name)).toList(), random);
    String one = column == null ? null : row(connection, table, column + " is not null", random);
    if (one == null) {
      return null;
    }
    String value = text(connection, "select %s::text from %s t where %s".formatted(column, table.name(), key(table, one)));
    String other = row(connection, table, column + " is not null and " + column + "::text <> '" + value.replace("'", "''") + "'", random);
    if (other == null) {
      return null;
    }
    execute(connection, "update %1$s t set %2$s = o.%2$s from %1$s o where (%3$s and %4$s) or (%5$s and %6$s)".formatted(table.name(), column, key(table, one),
        key(table, other).replace("t.", "o."), key(table, other), key(table, one).replace("t.", "o.")));
    return new Change("swapped %s.%s of %s and %s".formatted(table.name(), column, one, other), Set.of(Kind.SWAPPED, Kind.CHANGED, Kind.BACK_DATED), table.name(),
        List.of(one, other), column);
  }

  private static Change insert(Connection connection, CoveredTable table, Random random) throws SQLException {
    String id = row(connection, table, null, random);
    if (id == null) {
      return null;
    }
    String key = table.key().get(table.key().size() - 1);
    List<String> all = strings(connection, "select column_name from information_schema.columns where table_name = '" + table.name().toLowerCase(Locale.ROOT)
        + "' and table_schema = current_schema() and generation_expression is null order by ordinal_position");
    String fresh = types(connection, table).get(key).matches("character varying|text") ? "'put-in-" + random.nextInt(100_000) + "'"
        : String.valueOf(900_000 + random.nextInt(100_000));
    List<String> values = all.stream().map(column -> column.equalsIgnoreCase(key) ? fresh
        : column.equals("control_id") ? "'other'" : "t." + column).toList();
    execute(connection, "insert into %s (%s) overriding system value select %s from %s t where %s".formatted(table.name(), String.join(", ", all),
        String.join(", ", values), table.name(), key(table, id)));
    List<String> parts = new ArrayList<>(table.parts(id));
    parts.set(parts.size() - 1, fresh.replace("'", ""));
    String put = table.id(parts.toArray());
    return new Change("put %s into %s".formatted(put, table.name()), Set.of(Kind.INSERTED), table.name(), List.of(put), null);
  }

  /** What a row of history points to: the value itself, in another table. */
  private static Change bytes(Connection connection, CoveredTable table, Random random) throws SQLException {
    String id = table.bytes() == null ? null : row(connection, table, table.bytes() + " is not null", random);
    if (id == null) {
      return null;
    }
    execute(connection, "update ACT_GE_BYTEARRAY b set BYTES_ = b.BYTES_ || '\\x78'::bytea from %s t where b.ID_ = t.%s and %s".formatted(table.name(), table.bytes(), key(table, id)));
    return new Change("changed the bytes of %s of %s".formatted(id, table.name()), Set.of(Kind.CHANGED), table.name(), List.of(id), null);
  }

  private static void update(Connection connection, CoveredTable table, String set, String id) throws SQLException {
    execute(connection, "update " + table.name() + " t set " + set + " where " + key(table, id));
  }

  private static String key(CoveredTable table, String id) {
    List<String> parts = table.parts(id);
    List<String> equal = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      equal.add("t." + table.key().get(i) + "::text = '" + parts.get(i).replace("'", "''") + "'");
    }
    return "(" + String.join(" and ", equal) + ")";
  }

  private static String row(Connection connection, CoveredTable table, String where, Random random) throws SQLException {
    String from = " from " + table.name() + " t" + which(table) + (where == null ? "" : (table.which() == null ? " where " : " and ") + where);
    long rows = number(connection, "select count(*)" + from);
    if (rows == 0) {
      return null;
    }
    String columns = String.join(", ", table.key());
    try (PreparedStatement select = connection.prepareStatement("select " + columns + from + " order by " + columns + " offset " + random.nextInt((int) rows) + " limit 1");
        ResultSet row = select.executeQuery()) {
      row.next();
      Object[] parts = new Object[table.key().size()];
      for (int i = 0; i < parts.length; i++) {
        parts[i] = row.getString(i + 1);
      }
      return table.id(parts);
    }
  }

  private static String which(CoveredTable table) {
    return table.which() == null ? "" : " where t." + table.which();
  }

  /** Covered columns and their types. */
  private static Map<String, String> types(Connection connection, CoveredTable table) throws SQLException {
    Map<String, String> lower = new LinkedHashMap<>();
    try (PreparedStatement select = connection.prepareStatement("select column_name, data_type from information_schema.columns where table_schema = current_schema() and table_name = ?")) {
      select.setString(1, table.name().toLowerCase(Locale.ROOT));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          lower.put(rows.getString(1), rows.getString(2));
        }
      }
    }
    Map<String, String> types = new LinkedHashMap<>();
    table.columns().forEach(column -> types.put(column, lower.get(column.toLowerCase(Locale.ROOT))));
    return types;
  }

  private static String draw(List<String> from, Random random) {
    return from.isEmpty() ? null : from.get(random.nextInt(from.size()));
  }

  static int execute(Connection connection, String statement) throws SQLException {
    try (PreparedStatement prepared = connection.prepareStatement(statement)) {
      return prepared.executeUpdate();
    }
  }

  static long number(Connection connection, String query) throws SQLException {
    return Long.parseLong(text(connection, query));
  }

  static String text(Connection connection, String query) throws SQLException {
    return strings(connection, query).get(0);
  }

  static List<String> strings(Connection connection, String query) throws SQLException {
    List<String> found = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(query); ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }
}
