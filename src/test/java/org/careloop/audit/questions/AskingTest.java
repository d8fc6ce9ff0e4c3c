package org.careloop.audit.questions;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.careloop.WholeProgramTest;
import org.careloop.audit.questions.ReportRun.Found;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** Asks a report as its page does and gives what was found in short lines. */
abstract class AskingTest extends WholeProgramTest {

  protected static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

  @Autowired protected Reports reports;
  @Autowired protected ReportRun run;
  @Autowired protected Clock clock;
  @Autowired protected JdbcTemplate jdbc;

  protected Found ask(String id, Map<String, String> form) {
    Report report = reports.find(id).orElseThrow();
    Answers answers = Answers.read(report, form, clock, NEW_YORK);
    assertThat(answers.problems()).as("problems with what was filled in for " + id).isEmpty();
    return run.run(report, answers.values(), 0, QuestionPages.ROWS);
  }

  protected static List<String> lines(Found found, String... columns) {
    return found.rows().stream().map(row -> Stream.of(columns).map(column -> {
      assertThat(row).containsKey(column);
      Object value = row.get(column);
      return value instanceof java.sql.Timestamp time ? time.toInstant().toString()
          : value instanceof java.time.OffsetDateTime time ? time.toInstant().toString()
          : value instanceof Number number ? new java.math.BigDecimal(number.toString()).setScale(2, java.math.RoundingMode.HALF_UP)
              .stripTrailingZeros().toPlainString() : String.valueOf(value);
    }).collect(Collectors.joining(" "))).toList();
  }

  protected static Map<String, Long> numbers(Found found) {
    return found.figures().entrySet().stream().filter(figure -> figure.getValue() instanceof Number)
        .collect(Collectors.toMap(Map.Entry::getKey, figure -> ((Number) figure.getValue()).longValue()));
  }

  protected static Map<String, Long> figures(Object... pairs) {
    Map<String, Long> figures = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      figures.put((String) pairs[i], ((Number) pairs[i + 1]).longValue());
    }
    return figures;
  }

  protected static Map<String, String> with(Map<String, String> form, String name, String value) {
    Map<String, String> changed = new HashMap<>(form);
    changed.put(name, value);
    return changed;
  }
}
