package org.careloop.audit.questions;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  ReportRun(JdbcTemplate jdbc, PlatformTransactionManager transactions) {
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
    Map<String, Object> all = new LinkedHashMap<>(values);
    all.put("skipRows", skip);
    all.put("nextRows", rows + 1);
    return reading.execute(status -> {
      List<Map<String, Object>> found = jdbc.query(report.rows() + "\noffset :skipRows rows fetch next :nextRows rows only", all, ReportRun::row);
      Map<String, Object> figures = report.figures() == null ? Map.of() : jdbc.query(report.figures(), values, ReportRun::row).get(0);
      boolean ever = report.recorded() == null || jdbc.queryForObject(report.recorded(), values, Long.class) > 0;
      return new Found(found.subList(0, Math.min(rows, found.size())), figures, found.size() > rows, ever);
    });
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
