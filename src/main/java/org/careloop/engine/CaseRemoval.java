package org.careloop.engine;

import java.util.List;
import org.careloop.trail.Trail;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Takes the history of one ended case out of the engine's tables, whole: the root and all that it called, with decisions, logs and bytes. Whether
 * it may go is decided elsewhere; a case of which any part runs is refused here. Each row that goes is told to the trail.
 */
@Component
public class CaseRemoval {

  private final JdbcTemplate jdbc;
  private final Trail trail;

  CaseRemoval(JdbcTemplate jdbc, Trail trail) {
    this.jdbc = jdbc;
    this.trail = trail;
  }

  /**
   * Removes in the caller's transaction.
   *
   * @param caseId of the root instance
   * @return how many rows went
   * @throws IllegalStateException where a part of the case runs
   */
  @Transactional(propagation = Propagation.MANDATORY)
  public int remove(String caseId) {
    refuseRunning(jdbc, caseId);
    CaseTables.bytes().forEach((table, column) -> jdbc.update(
        "delete from ACT_GE_BYTEARRAY where ID_ in (select %s from %s where ROOT_PROC_INST_ID_ = ? and %s is not null)".formatted(column, table, column),
        caseId));
    jdbc.update("delete from ACT_GE_BYTEARRAY where ROOT_PROC_INST_ID_ = ? and DEPLOYMENT_ID_ is null", caseId);
    int removed = 0;
    for (String table : CaseTables.all()) {
      List<String> rows = jdbc.queryForList("select ID_ from %s where ROOT_PROC_INST_ID_ = ?".formatted(table), String.class, caseId);
      if (!rows.isEmpty()) {
        jdbc.update("delete from %s where ROOT_PROC_INST_ID_ = ?".formatted(table), caseId);
        rows.forEach(row -> trail.gone(table, "case:" + caseId, row));
        removed += rows.size();
      }
    }
    return removed;
  }

  static void refuseRunning(JdbcTemplate jdbc, String caseId) {
    if (jdbc.queryForObject("select count(*) from ACT_RU_EXECUTION where ROOT_PROC_INST_ID_ = ?", Integer.class, caseId) > 0) {
      throw new IllegalStateException("Case %s still runs: expected one that has ended. End it first, or leave it alone.".formatted(caseId));
    }
  }
}
