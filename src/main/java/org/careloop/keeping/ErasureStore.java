package org.careloop.keeping;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.careloop.keeping.Erasure.Reason;
import org.careloop.keeping.Erasure.State;
import org.careloop.trail.Trail;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;

/** Tables {@code careloop_erasure} and {@code careloop_erasure_case}. Every method takes part in the caller's transaction; none decides anything. */
@Component
class ErasureStore {

  private static final RowMapper<Erasure> ERASURE = (row, number) -> new Erasure(row.getString("erasure_id"), row.getString("patient_id"),
      Reason.of(row.getString("reason")).orElse(Reason.OTHER), row.getString("basis"), row.getString("words"),
      State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)), instant(row.getTimestamp("asked_at")), row.getString("asked_by"),
      instant(row.getTimestamp("decided_at")), row.getString("decided_by"), instant(row.getTimestamp("finished_at")), row.getInt("cases"),
      row.getInt("messages"), row.getInt("openings"), row.getInt("value_count"));

  private final JdbcTemplate jdbc;
  private final Trail trail;

  ErasureStore(JdbcTemplate jdbc, Trail trail) {
    this.jdbc = jdbc;
    this.trail = trail;
  }

  void insert(String id, String patientId, Reason reason, String basis, String words, Instant at, String by) {
    jdbc.update("""
        insert into careloop_erasure (erasure_id, patient_id, reason, basis, words, state, asked_at, asked_by, cases, messages, openings, value_count)
        values (?, ?, ?, ?, ?, 'asked', ?, ?, 0, 0, 0, 0)""", id, patientId, reason.getCode(), basis, words, Timestamp.from(at), by);
    trail.wrote("careloop_erasure", id);
  }

  Optional<Erasure> find(String id) {
    return jdbc.query("select * from careloop_erasure where erasure_id = ?", ERASURE, id).stream().findFirst();
  }

  List<Erasure> in(State state) {
    return jdbc.query("select * from careloop_erasure where state = ? order by asked_at, erasure_id", ERASURE, state.code());
  }

  /** The newest that are over. */
  List<Erasure> over(int most) {
    return jdbc.query("select * from careloop_erasure where state in ('done', 'withdrawn') order by asked_at desc, erasure_id fetch first %d rows only"
        .formatted(most), ERASURE);
  }

  void decide(String id, State state, Instant at, String by) {
    jdbc.update("update careloop_erasure set state = ?, decided_at = ?, decided_by = ?, patient_id = case when ? = 'withdrawn' then null else patient_id end"
        + " where erasure_id = ?", state.code(), Timestamp.from(at), by, state.code(), id);
    trail.wrote("careloop_erasure", id);
  }

  void addCase(String id, String caseId, int values, Instant at) {
    jdbc.update("insert into careloop_erasure_case (erasure_id, case_id, erased_at, value_count) values (?, ?, ?, ?)", id, caseId, Timestamp.from(at), values);
    trail.wrote("careloop_erasure_case", id, caseId);
  }

  boolean isErased(String id, String caseId) {
    return jdbc.queryForObject("select count(*) from careloop_erasure_case where erasure_id = ? and case_id = ?", Integer.class, id, caseId) > 0;
  }

  void count(String id, int cases, int messages, int openings, int values) {
    jdbc.update("update careloop_erasure set cases = cases + ?, messages = messages + ?, openings = openings + ?, value_count = value_count + ?"
        + " where erasure_id = ?", cases, messages, openings, values, id);
    trail.wrote("careloop_erasure", id);
  }

  /** From now on nothing here says who the patient was. */
  void finish(String id, Instant at) {
    jdbc.update("update careloop_erasure set state = 'done', finished_at = ?, patient_id = null where erasure_id = ?", Timestamp.from(at), id);
    trail.wrote("careloop_erasure", id);
    trail.erased("erasure:" + id, "The patient's id went from erasure " + id);
  }

  private static Instant instant(Timestamp time) {
    return time == null ? null : time.toInstant();
  }
}
