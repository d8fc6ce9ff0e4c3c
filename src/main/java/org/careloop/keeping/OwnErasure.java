package org.careloop.keeping;

import java.util.List;
import org.careloop.engine.CaseErasure;
import org.careloop.trail.Trail;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Empties what Careloop's own tables say of one patient: messages, stays, other names, the texts of openings. What happened stays: that a message
 * came, when, from whom; that a case was opened, when, by whom. In the caller's transaction; the chains are sealed anew.
 */
@Component
class OwnErasure {

  private static final String ERASED = CaseErasure.ERASED;

  private final JdbcTemplate jdbc;
  private final Trail trail;

  OwnErasure(JdbcTemplate jdbc, Trail trail) {
    this.jdbc = jdbc;
    this.trail = trail;
  }

  /** True where the message waits for a person, who still needs what it says. */
  boolean waits(String messageId) {
    return !jdbc.queryForList("select 1 from careloop_inbox where message_id = ? and state in ('set-aside', 'new')", Integer.class, messageId).isEmpty();
  }

  /** Empties one message; false where it was empty. */
  @Transactional(propagation = Propagation.MANDATORY)
  public boolean message(String messageId, String note) {
    List<String> content = jdbc.queryForList("select content from careloop_inbox where message_id = ? for update", String.class, messageId);
    if (content.isEmpty() || content.get(0).equals(ERASED)) {
      return false;
    }
    // The hash of what a message said would let its text be tried out; in FHIR it is part of the key, too.
    jdbc.update("""
        update careloop_inbox set content = ?, content_hash = ?, variant = case when variant = content_hash then ? else variant end, encounter_id = null,
          facts = null, problem = null, notes = null, answer = null, decision = case when decision is null then null else ? end
        where message_id = ?""", ERASED, ERASED, ERASED + " " + messageId, ERASED, messageId);
    trail.wrote("careloop_inbox", messageId);
    trail.erased("message:" + messageId, note);
    return true;
  }

  /** Empties what was written when the patient's cases were opened from outside the team, and which visit each look was at; returns the openings. */
  @Transactional(propagation = Propagation.MANDATORY)
  public int openings(String patientId, String note) {
    List<String> openings = jdbc.queryForList("select break_glass_id from careloop_break_glass where patient_id = ? and record_number <> ?", String.class,
        patientId, ERASED);
    for (String opening : openings) {
      jdbc.update("""
          update careloop_break_glass set record_number = ?, reason_text = ?, review_note = case when review_note is null then null else ? end
          where break_glass_id = ?""", ERASED, ERASED, ERASED, opening);
      trail.wrote("careloop_break_glass", opening);
    }
    List<Long> looks = jdbc.queryForList("select read_id from careloop_read_log where patient_id = ? and case_key is not null", Long.class, patientId);
    for (Long look : looks) {
      jdbc.update("update careloop_read_log set case_key = null where read_id = ?", look);
      trail.wrote("careloop_read_log", look);
    }
    if (!openings.isEmpty() || !looks.isEmpty()) {
      trail.erased("patient:" + patientId, note);
    }
    return openings.size();
  }

  /** What the list of exports says of the patient. That something was exported, when, by whom and for whom, stays; the files are out. */
  @Transactional(propagation = Propagation.MANDATORY)
  public void exports(String patientId, String note) {
    List<String> exports = jdbc.queryForList("select export_id from careloop_export where patient_id = ?", String.class, patientId);
    for (String export : exports) {
      jdbc.update("""
          update careloop_export set patient_id = null, case_key = null, file_name = ?, criteria = case when criteria is null then null else ? end,
            note = case when note is null then null else ? end where export_id = ?""", ERASED, ERASED, ERASED, export);
      trail.wrote("careloop_export", export);
    }
    if (!exports.isEmpty()) {
      trail.erased("exports", note);
    }
  }

  /** What the messages of the stays added up to, and the other names of the patient: they are worked with, not kept as evidence. */
  @Transactional(propagation = Propagation.MANDATORY)
  public void stays(Iterable<String> encounters, Iterable<String> identifiers) {
    encounters.forEach(stay -> jdbc.update("delete from careloop_stay where encounter_id = ?", stay));
    identifiers.forEach(name -> jdbc.update("delete from careloop_patient_alias where alias = ? or patient_identifier = ?", name, name));
  }
}
