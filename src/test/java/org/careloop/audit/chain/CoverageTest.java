package org.careloop.audit.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is covered, held against the schema, the code and what the document says. */
class CoverageTest {

  private static final Path DOCUMENT = Path.of("src/docs/audit-trail.md");
  private static final Pattern WRITES = Pattern.compile("(?i)\\b(?:insert\\s+into|merge\\s+into|update|delete\\s+from)\\s+((?:act|careloop)_\\w+)");

  @Test
  void everyCoveredColumnChangesTheDigestAndEveryValueItsOwn() {
    String salt = "00112233445566778899aabbccddeeff";
    for (CoveredTable table : Coverage.current().tables()) {
      Map<String, String> row = new LinkedHashMap<>();
      table.digested().forEach(column -> row.put(column, "1"));
      Set<String> digests = new HashSet<>(List.of(Canon.digest(salt, table, row)));
      for (String column : table.digested()) {
        for (String value : new String[] {"2", "", null}) {
          Map<String, String> changed = new LinkedHashMap<>(row);
          changed.put(column, value);
          assertThat(digests.add(Canon.digest(salt, table, changed))).as("%s.%s = %s", table.name(), column, value).isTrue();
        }
      }
      assertThat(Canon.digest("ff112233445566778899aabbccddeeff", table, row)).isNotIn(digests);
    }
  }

  @Test
  void everyColumnOfACoveredTableOfOursIsCovered() throws IOException {
    Map<String, Set<String>> schema = ourTables();
    for (CoveredTable table : Coverage.current().tables()) {
      if (!table.isEngines()) {
        assertThat(Set.copyOf(table.columns())).as(table.name()).isEqualTo(schema.get(table.name()));
      }
    }
  }

  @Test
  void theDocumentNamesEveryTableOfOursAsCoveredOrSaysWhyNot() throws IOException {
    String document = Files.readString(DOCUMENT);
    for (String table : ourTables().keySet()) {
      assertThat(document).as("%s does not mention %s", DOCUMENT, table).contains("`" + table + "`");
    }
    for (CoveredTable table : Coverage.current().tables()) {
      assertThat(document).as("%s does not name %s with its chain", DOCUMENT, table.name())
          .containsPattern("\\| `" + table.name() + "` \\| `" + Pattern.quote(table.chain()) + "` \\|");
    }
  }

  /** Whoever writes a covered table tells the trail, or it would look like tampering. */
  @Test
  void noClassWritesACoveredTableWithoutTellingTheTrail() throws IOException {
    List<String> silent = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      files.filter(file -> file.toString().endsWith(".java")).filter(file -> !file.toString().contains("/audit/chain/")).forEach(file -> {
        try {
          String code = Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", "");
          Set<String> written = new TreeSet<>();
          Matcher sql = WRITES.matcher(code);
          while (sql.find()) {
            if (Coverage.current().find(sql.group(1)) != null) {
              written.add(sql.group(1).toLowerCase(Locale.ROOT));
            }
          }
          if (!written.isEmpty() && !code.contains("Trail")) {
            silent.add(file + " writes " + written);
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
    }
    assertThat(silent).isEmpty();
  }

  private static Map<String, Set<String>> ourTables() throws IOException {
    Map<String, Set<String>> tables = new LinkedHashMap<>();
    try (Stream<Path> files = Files.list(Path.of("src/main/resources/db/migration"))) {
      for (Path file : files.sorted().toList()) {
        Matcher table = Pattern.compile("(?s)create table (\\w+) \\((.*?)\n\\);").matcher(Files.readString(file));
        while (table.find()) {
          Set<String> columns = new TreeSet<>();
          table.group(2).lines().map(String::strip).filter(line -> !line.isEmpty() && !line.matches("(primary|unique|constraint|check|foreign|--).*"))
              .forEach(line -> columns.add(line.split("\\s")[0]));
          tables.put(table.group(1), columns);
        }
      }
    }
    return tables;
  }
}
