package org.careloop.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.camunda.bpm.engine.ProcessEngine;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Our indexes on the engine's history, without which a search over years of cases would read all of them. Made when the engine's tables are there,
 * which only the engine's own start knows; what is there already is left alone. Changes no row.
 */
@Component
class HistoryIndexes implements SmartInitializingSingleton {

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;

  /** @param engine whose tables must be there first */
  HistoryIndexes(JdbcTemplate jdbc, PlatformTransactionManager transactions, ProcessEngine engine) {
    this.jdbc = jdbc;
    this.transaction = new TransactionTemplate(transactions);
  }

  @Override
  public void afterSingletonsInstantiated() {
    boolean postgres = "PostgreSQL".equals(
        jdbc.execute((ConnectionCallback<String>) connection -> connection.getMetaData().getDatabaseProductName()));
    transaction.executeWithoutResult(status -> {
      jdbc.queryForList("select lock_id from careloop_history_indexes where lock_id = 1 for update", Integer.class);
      statements("db/history-indexes.sql").forEach(jdbc::execute);
      if (postgres) {
        statements("db/history-indexes-postgresql.sql").forEach(jdbc::execute);
      }
    });
  }

  private static List<String> statements(String file) {
    try {
      String text = new ClassPathResource(file).getContentAsString(StandardCharsets.UTF_8).replaceAll("(?m)^--.*$", "");
      return Arrays.stream(text.split(";")).map(String::strip).filter(statement -> !statement.isEmpty()).toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("The program's own file %s cannot be read".formatted(file), e);
    }
  }
}
