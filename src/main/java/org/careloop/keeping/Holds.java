package org.careloop.keeping;

import java.sql.Date;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.careloop.keeping.Hold.Scope;
import org.careloop.trail.Trail;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Table {@code careloop_hold}: what may be neither removed nor erased. Set and lifted by privacy officers; each is chained with the keeping. */
@Component
class Holds {

  private static final RowMapper<Hold> HOLD = (row, number) -> new Hold(row.getString("hold_id"), Scope.of(row.getString("scope")),
      row.getString("subject"), day(row.getDate("from_day")), day(row.getDate("to_day")), row.getString("reason"), row.getString("reference"),
      instant(row.getTimestamp("placed_at")), row.getString("placed_by"), instant(row.getTimestamp("lifted_at")), row.getString("lifted_by"),
      row.getString("lift_reason"));

  private final JdbcTemplate jdbc;
  private final Trail trail;
  private final KeepingLock lock;
  private final Clock clock;
  private final ZoneId zone;

  Holds(JdbcTemplate jdbc, Trail trail, KeepingLock lock, Clock clock, @Value("${careloop.zone:America/New_York}") ZoneId zone) {
    this.jdbc = jdbc;
    this.trail = trail;
    this.lock = lock;
    this.clock = clock;
    this.zone = zone;
  }

  /** From when this returns, nothing that it covers is removed or erased. */
  @Transactional
  public String place(Scope scope, String subject, LocalDate from, LocalDate to, String reason, String reference, String by) {
    lock.take();
    String id = UUID.randomUUID().toString();
    jdbc.update("""
        insert into careloop_hold (hold_id, scope, subject, from_day, to_day, reason, reference, placed_at, placed_by)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?)""", id, scope.code(), subject, from == null ? null : Date.valueOf(from), to == null ? null : Date.valueOf(to),
        reason, reference, now(), by);
    trail.wrote("careloop_hold", id);
    if (scope == Scope.CASE) {
      trail.noted("case:" + subject, "hold", "Legal hold %s set".formatted(id));
    }
    return id;
  }

  /** Nothing happens where it was lifted before. */
  @Transactional
  public boolean lift(String id, String reason, String by) {
    lock.take();
    Optional<Hold> hold = find(id).filter(one -> one.liftedAt() == null);
    hold.ifPresent(one -> {
      jdbc.update("update careloop_hold set lifted_at = ?, lifted_by = ?, lift_reason = ? where hold_id = ?", now(), by, reason, id);
      trail.wrote("careloop_hold", id);
      if (one.scope() == Scope.CASE) {
        trail.noted("case:" + one.subject(), "hold", "Legal hold %s lifted".formatted(id));
      }
    });
    return hold.isPresent();
  }

  Optional<Hold> find(String id) {
    return jdbc.query("select * from careloop_hold where hold_id = ?", HOLD, id).stream().findFirst();
  }

  /** Those that hold now, oldest first. */
  List<Hold> active() {
    return jdbc.query("select * from careloop_hold where lifted_at is null order by placed_at, hold_id", HOLD);
  }

  /** Those that were lifted, newest first. */
  List<Hold> lifted(int most) {
    return jdbc.query("select * from careloop_hold where lifted_at is not null order by lifted_at desc, hold_id fetch first %d rows only".formatted(most), HOLD);
  }

  /** What holds this case now. */
  List<Hold> on(CaseFacts one) {
    return active().stream().filter(hold -> hold.covers(one, zone)).toList();
  }

  private Timestamp now() {
    return Timestamp.from(clock.instant().truncatedTo(ChronoUnit.MILLIS));
  }

  private static LocalDate day(Date date) {
    return date == null ? null : date.toLocalDate();
  }

  private static Instant instant(Timestamp time) {
    return time == null ? null : time.toInstant();
  }
}
