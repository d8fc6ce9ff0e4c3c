package org.careloop.audit.chain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One table that the chain covers.
 *
 * @param key its key columns; their values, joined, are a row's id in the chain
 * @param numbers those of the key columns that are numbers
 * @param columns in the order of the digest
 * @param bytes the column that points to the row's bytes in {@code ACT_GE_BYTEARRAY}, or null
 * @param which the condition that a covered row meets, or null where every row is covered
 * @param chain the chain a row is in, as a pattern over its columns
 */
public record CoveredTable(String name, List<String> key, Set<String> numbers, List<String> columns, String bytes, String which, String chain) {

  /** Under this name the bytes that a row points to stand in its digest, last. */
  public static final String BYTES = "BYTES_";

  private static final Pattern FIELD = Pattern.compile("\\{(\\w+)(?:%(\\d+))?}");

  /** All names in a row's digest, in order. */
  public List<String> digested() {
    if (bytes == null) {
      return columns;
    }
    List<String> all = new ArrayList<>(columns);
    all.add(BYTES);
    return all;
  }

  /** The chain this row is in. */
  public String chainOf(Map<String, String> row) {
    for (String way : chain.split(" else ")) {
      Matcher field = FIELD.matcher(way);
      StringBuilder name = new StringBuilder();
      boolean known = true;
      while (field.find()) {
        String value = row.get(field.group(1));
        known &= value != null;
        String text = value == null || field.group(2) == null ? value : String.valueOf(Long.parseLong(value) % Long.parseLong(field.group(2)));
        field.appendReplacement(name, Matcher.quoteReplacement(String.valueOf(text)));
      }
      if (known) {
        return Canon.plain(field.appendTail(name).toString());
      }
    }
    throw new IllegalStateException("A row of %s belongs to no chain: a column in \"%s\" is empty.".formatted(name, chain));
  }

  /** The column, and its value, by which rows of this chain are found; null where no single column names the chain. */
  String[] byColumn(String ofChain) {
    String way = chain.split(" else ")[0];
    Matcher field = FIELD.matcher(way);
    if (which != null || !field.find() || field.group(2) != null || field.end() != way.length() || !ofChain.startsWith(way.substring(0, field.start()))) {
      return null;
    }
    return new String[] {field.group(1), ofChain.substring(field.start())};
  }

  /** A row's id in the chain: the parts of its key, joined by slashes; a slash, tab, line break or percent sign in one is written %xx. */
  public String id(Object... parts) {
    if (parts.length != key.size()) {
      throw new IllegalArgumentException("The key of %s has the parts %s; %d were given.".formatted(name, key, parts.length));
    }
    StringBuilder id = new StringBuilder();
    for (Object part : parts) {
      id.append(id.length() == 0 ? "" : "/").append(escaped(String.valueOf(part)));
    }
    return id.toString();
  }

  public String idOf(Map<String, String> row) {
    return id(key.stream().map(row::get).toArray());
  }

  /** The parts of a key, from a row's id. */
  public List<String> parts(String id) {
    return Arrays.stream(id.split("/", -1)).map(CoveredTable::unescaped).collect(Collectors.toList());
  }

  /** What a SELECT of this table reads; columns in the order of {@link #digested}. */
  public String select() {
    String list = columns.stream().map(column -> "t." + column).collect(Collectors.joining(", "));
    return bytes == null ? "select " + list + " from " + name + " t"
        : "select " + list + ", b.BYTES_ from " + name + " t left join ACT_GE_BYTEARRAY b on b.ID_ = t." + bytes;
  }

  boolean isEngines() {
    return name.toUpperCase(Locale.ROOT).startsWith("ACT_");
  }

  private static String escaped(String part) {
    return part.chars().anyMatch(c -> c < ' ' || c == '/' || c == '%' || c == 127)
        ? part.codePoints().mapToObj(c -> c < ' ' || c == '/' || c == '%' || c == 127 ? "%%%02X".formatted(c) : Character.toString(c))
            .collect(Collectors.joining())
        : part;
  }

  private static String unescaped(String part) {
    return part.indexOf('%') < 0 ? part : Pattern.compile("%([0-9A-F]{2})").matcher(part)
        .replaceAll(found -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(found.group(1), 16))));
  }
}
