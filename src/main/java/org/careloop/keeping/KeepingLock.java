package org.careloop.keeping;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Who removes and erases: one transaction at a time, on whichever node, and each day's removal by one node. A node that dies is followed by
 * another when its time is over.
 */
@Component
class KeepingLock {

  /** How the last day's removal went; the figures are zero before the first. */
  record LastRun(LocalDate day, Instant finishedAt, int removed, int held, int failed) {}

  private static final Duration LEASE = Duration.ofMinutes(10);

  private final JdbcTemplate jdbc;
  private final Clock clock;
  private final String node = UUID.randomUUID().toString();

  KeepingLock(JdbcTemplate jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Until this transaction ends nobody else removes, erases or sets a hold. */
  @Transactional(propagation = Propagation.MANDATORY)
  public void take() {
    jdbc.queryForObject("select lock_id from careloop_keeping_lock where lock_id = 1 for update", Integer.class);
  }

  /** True where this node may do the day's removal now: nobody else is at it. */
  @Transactional
  public boolean begin() {
    return jdbc.update("update careloop_keeping_run set node = ?, lease_until = ? where run_id = 1 and (lease_until is null or lease_until < ?)",
        node, at(clock.instant().plus(LEASE)), at(clock.instant())) == 1;
  }

  /** Prolongs this node's time. False where another has taken over: then nothing more is done here. */
  @Transactional(propagation = Propagation.MANDATORY)
  public boolean goOn() {
    return jdbc.update("update careloop_keeping_run set lease_until = ? where run_id = 1 and node = ?", at(clock.instant().plus(LEASE)), node) == 1;
  }

  /** @param day for which nothing is left to do; null where something is */
  @Transactional
  public void end(LocalDate day, int removed, int held, int failed) {
    jdbc.update("""
        update careloop_keeping_run set lease_until = null, last_day = coalesce(cast(? as date), last_day), finished_at = ?, removed = ?, held = ?, failed = ?
        where run_id = 1 and node = ?""", day == null ? null : java.sql.Date.valueOf(day), at(clock.instant()), removed, held, failed, node);
  }

  Optional<LastRun> last() {
    return jdbc.query("select last_day, finished_at, removed, held, failed from careloop_keeping_run where run_id = 1 and finished_at is not null",
        (row, number) -> new LastRun(row.getDate(1) == null ? null : row.getDate(1).toLocalDate(), row.getTimestamp(2).toInstant(), row.getInt(3),
            row.getInt(4), row.getInt(5))).stream().findFirst();
  }

  private static Timestamp at(Instant instant) {
    return Timestamp.from(instant.truncatedTo(ChronoUnit.MILLIS));
  }
}
