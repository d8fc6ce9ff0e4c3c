package org.careloop.privacy;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.careloop.trail.Trail;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;

/** Table {@code careloop_break_glass}: which case was opened from outside the patient's team by whom, why, until when, and what the review said. */
@Component
class BreakGlassStore {

  /**
   * One opening.
   *
   * @param team of the patient at that time
   * @param reasonText in the person's own words; shown to the privacy officers, never logged
   * @param endedAt when the person or the clock ended it; null while it lasts
   * @param outcome of the review, null while it is open
   */
  record Opening(String id, String person, String patientId, String recordNumber, String team, String reason, String reasonText, Instant openedAt,
      Instant expiresAt, Instant endedAt, String outcome, String note, String reviewedBy, Instant reviewedAt) {

    boolean isOpen(Instant now) {
      return endedAt == null && now.isBefore(expiresAt);
    }
  }

  private static final String TABLE = "careloop_break_glass";

  private static final RowMapper<Opening> OPENING = (row, number) -> new Opening(row.getString("break_glass_id"), row.getString("person"),
      row.getString("patient_id"), row.getString("record_number"), row.getString("care_team"), row.getString("reason"),
      row.getString("reason_text"), instant(row.getTimestamp("opened_at")), instant(row.getTimestamp("expires_at")),
      instant(row.getTimestamp("ended_at")), row.getString("outcome"), row.getString("review_note"), row.getString("reviewed_by"),
      instant(row.getTimestamp("reviewed_at")));

  private final JdbcTemplate jdbc;
  private final Trail trail;

  BreakGlassStore(JdbcTemplate jdbc, Trail trail) {
    this.jdbc = jdbc;
    this.trail = trail;
  }

  void insert(Opening opening) {
    jdbc.update("""
        insert into careloop_break_glass (break_glass_id, person, patient_id, record_number, care_team, reason, reason_text, opened_at, expires_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?)""", opening.id(), opening.person(), opening.patientId(), opening.recordNumber(), opening.team(),
        opening.reason(), opening.reasonText(), Timestamp.from(opening.openedAt()), Timestamp.from(opening.expiresAt()));
    trail.wrote(TABLE, opening.id());
  }

  /** Ids of what this person has open, by patient. */
  Map<String, String> openTo(String person, Instant now) {
    Map<String, String> open = new HashMap<>();
    jdbc.query("select patient_id, break_glass_id from careloop_break_glass where person = ? and ended_at is null and expires_at > ?",
        row -> {
          open.put(row.getString(1), row.getString(2));
        }, person, Timestamp.from(now));
    return open;
  }

  boolean isOpen(String patientId, Instant now) {
    return jdbc.queryForObject("select count(*) from careloop_break_glass where patient_id = ? and ended_at is null and expires_at > ?",
        Integer.class, patientId, Timestamp.from(now)) > 0;
  }

  List<Opening> openingsOf(String person, Instant now) {
    return jdbc.query("select * from careloop_break_glass where person = ? and ended_at is null and expires_at > ? order by expires_at", OPENING,
        person, Timestamp.from(now));
  }

  Optional<Opening> find(String id) {
    return jdbc.query("select * from careloop_break_glass where break_glass_id = ?", OPENING, id).stream().findFirst();
  }

  /** Those whose time is over and that nobody has ended. */
  List<Opening> expired(Instant now) {
    return jdbc.query("select * from careloop_break_glass where ended_at is null and expires_at <= ?", OPENING, Timestamp.from(now));
  }

  List<Opening> newest(int count) {
    return jdbc.query("select * from careloop_break_glass order by opened_at desc limit ?", OPENING, count);
  }

  void end(String id, Instant at) {
    jdbc.update("update careloop_break_glass set ended_at = ? where break_glass_id = ? and ended_at is null", Timestamp.from(at), id);
    trail.wrote(TABLE, id);
  }

  /** The first review counts; repeating the step changes nothing. */
  void review(String id, String outcome, String note, String reviewer, Instant at) {
    jdbc.update("""
        update careloop_break_glass set outcome = ?, review_note = ?, reviewed_by = ?, reviewed_at = ?
        where break_glass_id = ? and reviewed_at is null""", outcome, note, reviewer, Timestamp.from(at), id);
    trail.wrote(TABLE, id);
  }

  private static Instant instant(Timestamp time) {
    return time == null ? null : time.toInstant();
  }
}
