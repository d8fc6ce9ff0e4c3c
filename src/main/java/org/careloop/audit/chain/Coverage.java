package org.careloop.audit.chain;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which tables and columns the chain covers, read from {@code audit/coverage-<version>.txt}. Every event names the version it was made under,
 * so that a newer program still understands it: a version is never edited once it was released.
 */
public final class Coverage {

  /** What new events are made under. */
  public static final int CURRENT = 2;

  private static final Map<Integer, Coverage> VERSIONS = new ConcurrentHashMap<>();

  private final int version;
  private final Map<String, CoveredTable> tables = new LinkedHashMap<>();

  private Coverage(int version) {
    this.version = version;
    String file = "/audit/coverage-%d.txt".formatted(version);
    try (InputStream text = Coverage.class.getResourceAsStream(file)) {
      if (text == null) {
        throw new IllegalArgumentException("This version of Careloop does not know coverage %d of the audit chain: a newer one does."
            .formatted(version));
      }
      for (String paragraph : new String(text.readAllBytes(), StandardCharsets.UTF_8).split("\n\\s*\n")) {
        List<String> lines = paragraph.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).toList();
        if (!lines.isEmpty()) {
          CoveredTable table = table(lines);
          tables.put(table.name().toUpperCase(Locale.ROOT), table);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    }
  }

  public static Coverage current() {
    return of(CURRENT);
  }

  public static Coverage of(int version) {
    return VERSIONS.computeIfAbsent(version, Coverage::new);
  }

  public int version() {
    return version;
  }

  public Collection<CoveredTable> tables() {
    return tables.values();
  }

  /** The table of this name, however it is spelled; null where it is not covered. */
  public CoveredTable find(String name) {
    return tables.get(name.toUpperCase(Locale.ROOT));
  }

  public CoveredTable table(String name) {
    CoveredTable table = find(name);
    if (table == null) {
      throw new IllegalArgumentException("Table %s is not covered by version %d of the audit chain.".formatted(name, version));
    }
    return table;
  }

  private static CoveredTable table(List<String> lines) {
    String[] head = lines.get(0).split(": ", 2);
    String[] parts = head[1].split(" \\| ");
    List<String> columns = new ArrayList<>();
    lines.stream().skip(1).forEach(line -> columns.addAll(Arrays.asList(line.strip().split(" +"))));
    List<String> key = List.of(parts[0].replace("#", "").split(" "));
    Set<String> numbers = Arrays.stream(parts[0].split(" ")).filter(column -> column.startsWith("#")).map(column -> column.substring(1))
        .collect(Collectors.toSet());
    return new CoveredTable(head[0], key, numbers, List.copyOf(columns), parts[2].equals("-") ? null : parts[2],
        parts.length > 3 ? parts[3] : null, parts[1]);
  }
}
