package org.careloop.audit.questions;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.careloop.audit.questions.Report.Head;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Reads a report from the text of its file: a comment in YAML, then SQL in parts that begin with {@code -- [rows]}, {@code -- [figures]} and
 * {@code -- [recorded]}. What stands before the first part is common to all. Refuses whatever could change something.
 */
final class ReportFile {

  private static final Pattern FILE = Pattern.compile("\\A/\\*\\n(.*?)\\n\\*/\\n(.*)\\z", Pattern.DOTALL);
  private static final Pattern PART = Pattern.compile("(?m)^-- \\[([a-z]+)]\\n");
  private static final Pattern CHANGES = Pattern.compile(
      "(?i);|\\b(insert|update|delete|merge|truncate|drop|alter|create|grant|call|execute|copy|into|set|lock|nextval|pg_sleep)\\b");
  private static final Set<String> PARTS = Set.of("common", "rows", "figures", "recorded");
  private static final ObjectMapper JSON = JsonMapper.builder()
      .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS).enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private ReportFile() {}

  static Report read(String id, String text) {
    var file = FILE.matcher(text);
    if (!file.matches()) {
      throw new IllegalStateException("Report %s: expected a comment in YAML at the head and SQL below. Whoever changed the file must mend it.".formatted(id));
    }
    try {
      Object yaml = new Yaml(new SafeConstructor(new LoaderOptions())).load(file.group(1));
      Map<String, String> parts = parts(file.group(2));
      Report report = new Report(id, JSON.convertValue(yaml, Head.class), parts.get("rows"), parts.get("figures"), parts.get("recorded"));
      check(report);
      return report;
    } catch (RuntimeException e) {
      throw new IllegalStateException("Report %s: %s. Whoever changed the file must mend it.".formatted(id, e.getMessage()), e);
    }
  }

  private static Map<String, String> parts(String sql) {
    Map<String, String> parts = new LinkedHashMap<>();
    var mark = PART.matcher(sql);
    int from = 0;
    String name = "common";
    while (mark.find()) {
      parts.put(name, sql.substring(from, mark.start()).strip());
      name = mark.group(1);
      from = mark.end();
    }
    parts.put(name, sql.substring(from).strip());
    if (!PARTS.containsAll(parts.keySet()) || !parts.containsKey("rows")) {
      throw new IllegalStateException("expected the parts rows, figures and recorded, found " + parts.keySet());
    }
    String common = parts.get("common");
    parts.replaceAll((part, text) -> part.equals("common") || common.isEmpty() ? text : common + "\n" + text);
    return parts;
  }

  private static void check(Report report) {
    for (String sql : new String[] {report.rows(), report.figures(), report.recorded()}) {
      if (sql == null) {
        continue;
      }
      // What stands in quotes is a value, what stands behind dashes is for the reader.
      String code = sql.replaceAll("--[^\\n]*", "").replaceAll("'[^']*'", "''");
      var change = CHANGES.matcher(code);
      if (change.find()) {
        throw new IllegalStateException("\"%s\" does not belong into SQL that only reads".formatted(change.group()));
      }
      if (!code.strip().toLowerCase(Locale.ROOT).matches("(?s)(select|with)\\b.*")) {
        throw new IllegalStateException("expected a select");
      }
    }
    if (report.head().columns() == null || report.head().columns().isEmpty()) {
      throw new IllegalStateException("columns are missing");
    }
    if ((report.figures() == null) != report.head().figures().isEmpty()) {
      throw new IllegalStateException("figures need a label each and SQL that counts them");
    }
    if ((report.recorded() == null) != (report.head().nothing() == null)) {
      throw new IllegalStateException("[recorded] and nothing belong together");
    }
    report.head().parameters().forEach((name, parameter) -> {
      if (parameter.label() == null || parameter.type() == null || (parameter.type() == Report.Kind.CHOICE) == (parameter.choices() == null)) {
        throw new IllegalStateException("parameter %s needs a label, a type, and choices where it is a choice".formatted(name));
      }
    });
  }
}
