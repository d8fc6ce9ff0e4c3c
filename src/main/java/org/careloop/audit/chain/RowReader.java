package org.careloop.audit.chain;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * Reads covered rows in their exact form: each column as a text or null. Texts as they are; whole numbers in decimal; other numbers in decimal
 * without exponent, to the last digit; times in UTC with six digits of a second; {@code true} and {@code false}; bytes in Base64.
 */
public final class RowReader {

  private static final int KEYS_AT_ONCE = 400;
  private static final int ROWS_AT_ONCE = 1000;

  private RowReader() {}

  /** The rows with these ids that are there, by id. */
  public static Map<String, Map<String, String>> rows(Connection connection, CoveredTable table, Collection<String> ids) throws SQLException {
    Map<String, Map<String, String>> found = new LinkedHashMap<>();
    List<String> all = List.copyOf(ids);
    for (int from = 0; from < all.size(); from += KEYS_AT_ONCE) {
      List<String> some = all.subList(from, Math.min(all.size(), from + KEYS_AT_ONCE));
      try (PreparedStatement select = connection.prepareStatement(table.select() + " where " + keys(table, some.size()))) {
        int at = 0;
        for (String id : some) {
          List<String> parts = table.parts(id);
          for (int i = 0; i < parts.size(); i++) {
            key(select, ++at, table.numbers().contains(table.key().get(i)), parts.get(i));
          }
        }
        try (ResultSet rows = select.executeQuery()) {
          each(rows, table, found::put);
        }
      }
    }
    return found;
  }

  /** Every covered row of a table, in the order of its key. For PostgreSQL to page, the connection must not commit by itself. */
  public static void each(Connection connection, CoveredTable table, BiConsumer<String, Map<String, String>> consumer) throws SQLException {
    String which = table.which() == null ? "" : " where t." + table.which();
    try (PreparedStatement select = connection.prepareStatement(table.select() + which
        + table.key().stream().map(column -> "t." + column).collect(Collectors.joining(", ", " order by ", "")))) {
      select.setFetchSize(ROWS_AT_ONCE);
      try (ResultSet rows = select.executeQuery()) {
        each(rows, table, consumer);
      }
    }
  }

  /** Ids of the rows whose column says that they are of this chain; none where a table's chain is not named by a single column. */
  public static List<String> idsOfChain(Connection connection, CoveredTable table, String chain) throws SQLException {
    String[] named = table.byColumn(chain);
    if (named == null) {
      return List.of();
    }
    List<String> ids = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement("select " + table.key().stream().map(column -> "t." + column).collect(Collectors.joining(", "))
        + " from " + table.name() + " t where t." + named[0] + " = ?")) {
      select.setString(1, named[1]);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          Object[] parts = new Object[table.key().size()];
          for (int i = 0; i < parts.length; i++) {
            parts[i] = rows.getString(i + 1);
          }
          ids.add(table.id(parts));
        }
      }
    }
    return ids;
  }

  private static void each(ResultSet rows, CoveredTable table, BiConsumer<String, Map<String, String>> consumer) throws SQLException {
    List<String> names = table.digested();
    ResultSetMetaData types = rows.getMetaData();
    int[] type = new int[names.size()];
    for (int i = 0; i < type.length; i++) {
      type[i] = types.getColumnType(i + 1);
    }
    while (rows.next()) {
      Map<String, String> row = new LinkedHashMap<>(names.size() * 2);
      for (int i = 0; i < type.length; i++) {
        row.put(names.get(i), text(rows, i + 1, type[i]));
      }
      consumer.accept(table.idOf(row), row);
    }
  }

  private static String text(ResultSet row, int column, int type) throws SQLException {
    switch (type) {
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> {
        byte[] bytes = row.getBytes(column);
        return bytes == null ? null : Base64.getEncoder().encodeToString(bytes);
      }
      case Types.SMALLINT, Types.INTEGER, Types.BIGINT -> {
        long number = row.getLong(column);
        return row.wasNull() ? null : Long.toString(number);
      }
      case Types.FLOAT, Types.REAL, Types.DOUBLE -> {
        double number = row.getDouble(column);
        return row.wasNull() ? null : Double.isFinite(number) ? new BigDecimal(number).toPlainString() : Double.toString(number);
      }
      case Types.BOOLEAN, Types.BIT -> {
        boolean truth = row.getBoolean(column);
        return row.wasNull() ? null : Boolean.toString(truth);
      }
      case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE -> {
        Instant at = row.getObject(column) instanceof OffsetDateTime time ? time.toInstant() : instant(row.getTimestamp(column));
        return at == null ? null : Canon.time(at);
      }
      default -> {
        return row.getString(column);
      }
    }
  }

  private static Instant instant(Timestamp time) {
    return time == null ? null : time.toInstant();
  }

  private static String keys(CoveredTable table, int rows) {
    if (table.key().size() == 1) {
      return "t." + table.key().get(0) + " in (" + String.join(", ", Collections.nCopies(rows, "?")) + ")";
    }
    String one = table.key().stream().map(column -> "t." + column + " = ?").collect(Collectors.joining(" and ", "(", ")"));
    return String.join(" or ", Collections.nCopies(rows, one));
  }

  private static void key(PreparedStatement statement, int at, boolean isNumber, String value) throws SQLException {
    if (isNumber) {
      statement.setLong(at, Long.parseLong(value));
    } else {
      statement.setString(at, value);
    }
  }
}
