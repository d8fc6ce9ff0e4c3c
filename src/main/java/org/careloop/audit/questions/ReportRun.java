package org.careloop.audit.questions;

import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.careloop.audit.questions.Report.Show;
import org.careloop.audit.story.SpelledDecisions;
import org.careloop.audit.story.SpelledDecisions.Spelled;
import org.careloop.trail.Retention;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs a report's SQL with named parameters, a page at a time, in a transaction that only reads. Rows and figures are of one moment where the
 * database can hold it. Changes nothing and shows nothing to anybody.
 */
@Component
class ReportRun {

  /**
   * What was found.
   *
   * @param rows by column; at most a page
   * @param figures by name
   * @param more whether there is another page
   * @param everRecorded false where nothing of the kind was ever recorded
   */
  record Found(List<Map<String, Object>> rows, Map<String, Object> figures, boolean more, boolean everRecorded) {}

  private static final int LONGEST_SECONDS = 60;

  private final NamedParameterJdbcTemplate jdbc;
  private final TransactionTemplate reading;
  private final Retention keeping;
  private final SpelledDecisions decisions;

  ReportRun(JdbcTemplate jdbc, PlatformTransactionManager transactions, Retention keeping, SpelledDecisions decisions) {
    this.keeping = keeping;
    this.decisions = decisions;
    JdbcTemplate limited = new JdbcTemplate(jdbc.getDataSource());
    limited.setQueryTimeout(LONGEST_SECONDS);
    this.jdbc = new NamedParameterJdbcTemplate(limited);
    this.reading = new TransactionTemplate(transactions);
    this.reading.setReadOnly(true);
    this.reading.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    this.reading.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
  }

  /** @param values as {@link Answers} read them, without problems */
  Found run(Report report, Map<String, Object> values, int skip, int rows) {
    Map<String, Object> known = new LinkedHashMap<>(values);
    if (report.rows().contains(":keepingRules")) {
      known.put("keepingRules", listed(keeping.rules().stream().map(rule -> new Object[] {rule.definitionId(), rule.days()}), "", 0));
      known.put("keepingHolds", listed(keeping.holds().stream().map(hold ->
          new Object[] {hold.scope(), hold.subject(), Timestamp.from(hold.from()), Timestamp.from(hold.until())}), "", "", values.get("now"), values.get("now")));
    }
    Map<String, Object> all = new LinkedHashMap<>(known);
    all.put("skipRows", skip);
    all.put("nextRows", rows + 1);
    return reading.execute(status -> {
      List<Map<String, Object>> found = jdbc.query(report.rows() + "\noffset :skipRows rows fetch next :nextRows rows only", all, ReportRun::row);
      Map<String, Object> figures = report.figures() == null ? Map.of() : jdbc.query(report.figures(), known, ReportRun::row).get(0);
      boolean ever = report.recorded() == null || jdbc.queryForObject(report.recorded(), known, Long.class) > 0;
      return new Found(spelled(report, found.subList(0, Math.min(rows, found.size()))), figures, found.size() > rows, ever);
    });
  }

  /** Rows for SQL's {@code values}, which knows no empty list. */
  private static List<Object[]> listed(Stream<Object[]> rows, Object... whereThereIsNone) {
    List<Object[]> listed = rows.toList();
    return listed.isEmpty() ? List.<Object[]>of(whereThereIsNone) : listed;
  }

  /** In place of a decision's id what went in, what came out or which rows fired, told as on the page of its case. */
  private List<Map<String, Object>> spelled(Report report, List<Map<String, Object>> rows) {
    Map<String, Show> spelled = new LinkedHashMap<>();
    report.head().columns().forEach((name, column) -> {
      if (column.show().isOfDecision()) {
        spelled.put(name, column.show());
      }
    });
    if (!spelled.isEmpty()) {
      Map<String, Spelled> told = decisions.of(rows.stream().flatMap(row -> spelled.keySet().stream().map(row::get)).map(String::valueOf).distinct().toList());
      rows.forEach(row -> spelled.forEach((name, show) -> {
        Spelled one = told.get(String.valueOf(row.get(name)));
        row.put(name, one == null ? null : show == Show.DECISION_INPUTS ? one.inputs() : show == Show.DECISION_OUTPUTS ? one.outputs() : one.fired());
      }));
    }
    return rows;
  }

  private static Map<String, Object> row(java.sql.ResultSet row, int number) throws SQLException {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
      Object value = row.getObject(column);
      values.put(row.getMetaData().getColumnLabel(column).toLowerCase(java.util.Locale.ROOT), value instanceof java.sql.Clob ? row.getString(column) : value);
    }
    return values;
  }
}
