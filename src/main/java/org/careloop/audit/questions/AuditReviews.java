package org.careloop.audit.questions;

import java.sql.Date;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.LocalDate;
import java.util.UUID;
import org.careloop.trail.Trail;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Keeps that an auditor examined what is recorded, restored a backup or compared the clock. Adds only; a mistake is put right by another note. */
@Component
class AuditReviews {

  private final JdbcTemplate jdbc;
  private final Trail trail;
  private final Clock clock;

  AuditReviews(JdbcTemplate jdbc, Trail trail, Clock clock) {
    this.jdbc = jdbc;
    this.trail = trail;
    this.clock = clock;
  }

  /** @param result {@code clean} or {@code followed-up} */
  @Transactional
  public void note(String person, String kind, LocalDate from, LocalDate until, String result, String note) {
    String id = UUID.randomUUID().toString();
    jdbc.update("insert into careloop_audit_review (review_id, noted_at, noted_by, kind, period_from, period_until, result, note)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?)",
        id, Timestamp.from(clock.instant()), person, kind, Date.valueOf(from), Date.valueOf(until), result, note);
    trail.wrote("careloop_audit_review", id);
  }
}
