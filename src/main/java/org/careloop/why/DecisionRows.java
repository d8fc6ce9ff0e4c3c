package org.careloop.why;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.careloop.why.Evaluation.Clause;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;

/** The engine's history of decisions, row by row: of one case, or of single evaluations. Reads only; says nothing in words. */
@Component
public class DecisionRows {

  private static final String DECISIONS = "select d.* from ACT_HI_DECINST d";
  private static final String INPUTS = "select d.*, b.BYTES_ from ACT_HI_DEC_IN d left join ACT_GE_BYTEARRAY b on b.ID_ = d.BYTEARRAY_ID_";
  private static final String OUTPUTS = "select d.*, b.BYTES_ from ACT_HI_DEC_OUT d left join ACT_GE_BYTEARRAY b on b.ID_ = d.BYTEARRAY_ID_";
  private static final String IN_ORDER = " order by d.EVAL_TIME_, d.ID_";
  private static final String INPUTS_IN_ORDER = " order by d.DEC_INST_ID_, d.ID_";
  private static final String OUTPUTS_IN_ORDER = " order by d.DEC_INST_ID_, d.RULE_ORDER_, d.ID_";

  private static final int IDS_AT_ONCE = 500;

  private final JdbcTemplate jdbc;

  DecisionRows(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** @param root id of the case's outermost process instance */
  public List<Evaluation> ofCase(String root) {
    return jdbc.query(DECISIONS + " where d.ROOT_PROC_INST_ID_ = ?" + IN_ORDER, evaluation(), root);
  }

  public List<Clause> inputsOfCase(String root) {
    return jdbc.query(INPUTS + " where d.ROOT_PROC_INST_ID_ = ?" + INPUTS_IN_ORDER, (row, number) -> input(row), root);
  }

  public List<Clause> outputsOfCase(String root) {
    return jdbc.query(OUTPUTS + " where d.ROOT_PROC_INST_ID_ = ?" + OUTPUTS_IN_ORDER, (row, number) -> output(row), root);
  }

  /** Evaluations by their ids; for what went in and came out, see the next two. */
  List<Evaluation> byIds(List<String> ids) {
    return of(DECISIONS + " where d.ID_ in (%s)" + IN_ORDER, ids, evaluation());
  }

  List<Clause> inputsOf(List<String> ids) {
    return of(INPUTS + " where d.DEC_INST_ID_ in (%s)" + INPUTS_IN_ORDER, ids, (row, number) -> input(row));
  }

  List<Clause> outputsOf(List<String> ids) {
    return of(OUTPUTS + " where d.DEC_INST_ID_ in (%s)" + OUTPUTS_IN_ORDER, ids, (row, number) -> output(row));
  }

  /** Ids of an evaluation and of all that it needed, the asked one first; empty where there is none of this id that a diagram asked for. */
  List<String> withNeeded(String id) {
    return jdbc.queryForList("""
        select ID_ from ACT_HI_DECINST where ID_ = ? and ROOT_DEC_INST_ID_ is null
        union all select ID_ from ACT_HI_DECINST where ROOT_DEC_INST_ID_ = ?""", String.class, id, id);
  }

  /** Id of the last evaluation of this decision that this process instance asked for; null for none. */
  String last(String processInstance, String decisionKey) {
    return jdbc.queryForList("""
        select d.ID_ from ACT_HI_DECINST d left join ACT_HI_ACTINST a on a.ID_ = d.ACT_INST_ID_
        where d.PROC_INST_ID_ = ? and d.DEC_DEF_KEY_ = ? and d.ROOT_DEC_INST_ID_ is null
        order by d.EVAL_TIME_ desc, a.SEQUENCE_COUNTER_ desc""", String.class, processInstance, decisionKey).stream().findFirst().orElse(null);
  }

  private static RowMapper<Evaluation> evaluation() {
    return (row, number) -> {
      Timestamp at = row.getTimestamp("EVAL_TIME_");
      return new Evaluation(row.getString("ID_"), row.getString("DEC_DEF_ID_"), row.getString("DEC_DEF_KEY_"), row.getString("PROC_INST_ID_"),
          row.getString("ROOT_PROC_INST_ID_"), row.getString("ACT_INST_ID_"), row.getString("ACT_ID_"), at == null ? null : at.toInstant(),
          row.getString("ROOT_DEC_INST_ID_"), (Double) row.getObject("COLLECT_VALUE_"));
    };
  }

  private static Clause input(ResultSet row) throws SQLException {
    return new Clause(row.getString("DEC_INST_ID_"), row.getString("CLAUSE_ID_"), row.getString("CLAUSE_NAME_"), null, null, null,
        StoredValue.value(row));
  }

  private static Clause output(ResultSet row) throws SQLException {
    return new Clause(row.getString("DEC_INST_ID_"), row.getString("CLAUSE_ID_"), row.getString("CLAUSE_NAME_"), row.getString("RULE_ID_"),
        row.getInt("RULE_ORDER_"), row.getString("VAR_NAME_"), StoredValue.value(row));
  }

  private <T> List<T> of(String sql, List<String> ids, RowMapper<T> mapper) {
    List<T> found = new ArrayList<>();
    for (int from = 0; from < ids.size(); from += IDS_AT_ONCE) {
      List<String> some = ids.subList(from, Math.min(ids.size(), from + IDS_AT_ONCE));
      found.addAll(jdbc.query(sql.formatted(String.join(", ", Collections.nCopies(some.size(), "?"))), mapper, some.toArray()));
    }
    return found;
  }
}
