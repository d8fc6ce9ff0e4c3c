package org.careloop.audit.packs;

import java.sql.Timestamp;
import java.util.List;
import org.careloop.audit.packs.Taken.Kind;
import org.careloop.trail.Trail;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Keeps what was exported, each in a transaction of its own that is over before the first byte goes out. Adds rows, never changes one. */
@Repository
class ExportStore {

  private static final RowMapper<Taken> ROW = (row, number) -> new Taken(row.getString("export_id"), row.getTimestamp("made_at").toInstant(),
      row.getString("person"), row.getString("roles"), Kind.valueOf(row.getString("kind")), row.getString("case_id"), row.getString("case_key"),
      row.getString("patient_id"), row.getString("criteria"), row.getInt("cases"), Purpose.valueOf(row.getString("purpose")),
      row.getString("recipient"), row.getString("note"), row.getString("file_name"), row.getLong("file_bytes"), row.getString("sha256"));

  private final JdbcTemplate jdbc;
  private final Trail trail;
  private final TransactionTemplate ownTransaction;

  ExportStore(JdbcTemplate jdbc, Trail trail, PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.trail = trail;
    this.ownTransaction = new TransactionTemplate(transactions);
    this.ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
  }

  /** All of them, or none. */
  void add(List<Taken> rows) {
    ownTransaction.executeWithoutResult(status -> rows.forEach(this::addOne));
  }

  private void addOne(Taken taken) {
    jdbc.update("""
        insert into careloop_export (export_id, made_at, person, roles, kind, case_id, case_key, patient_id, criteria, cases, purpose, recipient,
          note, file_name, file_bytes, sha256) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        taken.id(), Timestamp.from(taken.at()), taken.person(), taken.roles(), taken.kind().name(), taken.caseId(), taken.caseKey(), taken.patientId(),
        taken.criteria(), taken.cases(), taken.purpose().name(), taken.recipient(), taken.note(), taken.fileName(), taken.bytes(), taken.sha256());
    trail.wrote("careloop_export", taken.id());
  }

  List<Taken> newest(int limit) {
    return jdbc.query("select * from careloop_export order by made_at desc, export_id limit " + limit, ROW);
  }

  List<Taken> ofCase(String caseId, int limit) {
    return jdbc.query("select * from careloop_export where case_id = ? order by made_at desc, export_id limit " + limit, ROW, caseId);
  }
}
