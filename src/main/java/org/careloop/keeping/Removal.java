package org.careloop.keeping;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.careloop.audit.chain.Coverage;
import org.careloop.engine.CaseRemoval;
import org.careloop.trail.ChainProof;
import org.careloop.trail.Trail;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Removes one case whose time is over, in one transaction: its history, the marks of messages sent for it, its row among the cases. Its chain
 * stays and ends with an event that says by which rule it went. Never touches a case that runs, is held, is kept by a longer rule, or whose
 * chain does not verify: its removal would take the traces away.
 */
@Component
class Removal {

  /** What became of one case. */
  enum Outcome { REMOVED, HELD, NOT_DUE, GONE, STOPPED, DOUBTFUL }

  /** Whoever does what the clock demands. */
  static final String PROGRAM = "careloop";

  private final JdbcTemplate jdbc;
  private final Cases cases;
  private final KeepingRules rules;
  private final Holds holds;
  private final KeepingLock lock;
  private final CaseRemoval engine;
  private final ChainProof chains;
  private final Trail trail;
  private final Clock clock;

  Removal(JdbcTemplate jdbc, Cases cases, KeepingRules rules, Holds holds, KeepingLock lock, CaseRemoval engine, ChainProof chains,
      Trail trail, Clock clock) {
    this.jdbc = jdbc;
    this.cases = cases;
    this.rules = rules;
    this.holds = holds;
    this.lock = lock;
    this.engine = engine;
    this.chains = chains;
    this.trail = trail;
    this.clock = clock;
  }

  @Transactional(propagation = Propagation.REQUIRES_NEW)
  public Outcome remove(String caseId, String by) {
    lock.take();
    if (!lock.goOn()) {
      return Outcome.STOPPED;
    }
    Optional<CaseFacts> locked = cases.lock(caseId);
    if (locked.isEmpty()) {
      return Outcome.GONE;
    }
    CaseFacts one = locked.get();
    int days = rules.days(one.definitions());
    Instant now = clock.instant();
    if (one.ended() == null || now.isBefore(KeepingRules.due(one.ended(), days)) || cases.isRunning(caseId)) {
      return Outcome.NOT_DUE;
    }
    if (!holds.on(one).isEmpty()) {
      return Outcome.HELD;
    }
    if (chains.trouble(one.chain()).isPresent()) {
      return Outcome.DOUBTFUL;
    }
    int rows = removeMarks(caseId) + engine.remove(caseId);
    noteRemoval("case", one, days, rows, by);
    trail.noted(one.chain(), "removed", "Kept %d days after its end by the rule of %s%s, and removed by %s".formatted(days, one.protocol(),
        one.versionTag() == null ? "" : " " + one.versionTag(), by));
    trail.erased(one.chain(), "What was removed can no longer be tried out");
    return Outcome.REMOVED;
  }

  /** What our own tables know of the case itself. */
  private int removeMarks(String caseId) {
    int rows = 0;
    Set<String> jobs = new LinkedHashSet<>(jdbc.queryForList("select JOB_ID_ from ACT_HI_JOB_LOG where ROOT_PROC_INST_ID_ = ?", String.class, caseId));
    for (String job : jobs) {
      if (jdbc.update("delete from careloop_sent_message where effect_id = ?", job) > 0) {
        trail.gone("careloop_sent_message", "sent:" + job, job);
        rows++;
      }
    }
    return rows + removeCaseRow(caseId);
  }

  /** The row by which news finds the case; where another case has it now it stays. */
  int removeCaseRow(String caseId) {
    List<String[]> keys = jdbc.query("select started_by, business_key from careloop_case where instance_id = ? for update",
        (row, number) -> new String[] {row.getString(1), row.getString(2)}, caseId);
    for (String[] key : keys) {
      jdbc.update("delete from careloop_case where started_by = ? and business_key = ?", key[0], key[1]);
      trail.gone("careloop_case", Coverage.current().table("careloop_case")
          .chainOf(Map.of("started_by", key[0], "business_key", key[1])), key[0], key[1]);
    }
    return keys.size();
  }

  /** Keeps that something went; {@code one} is null where it was no case. */
  void noteRemoval(String what, CaseFacts one, int days, int rows, String by) {
    GeneratedKeyHolder id = new GeneratedKeyHolder();
    jdbc.update(connection -> {
      var insert = connection.prepareStatement("""
          insert into careloop_removal (what, case_id, protocol, version_tag, ended_at, rule_days, rows_removed, removed_at, removed_by)
          values (?, ?, ?, ?, ?, ?, ?, ?, ?)""", new String[] {"removal_id"});
      insert.setString(1, what);
      insert.setString(2, one == null ? null : one.id());
      insert.setString(3, one == null ? null : one.protocol());
      insert.setString(4, one == null ? null : one.versionTag());
      insert.setTimestamp(5, one == null ? null : Timestamp.from(one.ended()));
      insert.setInt(6, days);
      insert.setInt(7, rows);
      insert.setTimestamp(8, Timestamp.from(clock.instant().truncatedTo(ChronoUnit.MILLIS)));
      insert.setString(9, by);
      return insert;
    }, id);
    trail.wrote("careloop_removal", id.getKey());
  }
}
