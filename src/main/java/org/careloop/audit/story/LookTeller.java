package org.careloop.audit.story;

import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.careloop.audit.story.CaseStory.Look;
import org.careloop.security.Role;
import org.careloop.security.internal.PatientReads;
import org.careloop.why.Shown;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Tells who was shown the patient of a case since it began, through whichever door, and who opened the patient's cases from outside the team. */
@Component
class LookTeller {

  private static final int MOST = 2000;

  private final JdbcTemplate jdbc;

  LookTeller(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Oldest first; of a patient who was looked at more than two thousand times, the latest. */
  List<Look> tell(CaseHead head) {
    List<Look> looks = new ArrayList<>();
    Timestamp from = Timestamp.from(head.started());
    String whose = head.patientId() != null ? "patient_id = ?" : "patient_id is null and case_key = ?";
    String id = head.patientId() != null ? head.patientId() : head.businessKey();
    if (id != null) {
      jdbc.query("select * from careloop_read_log where %s and read_at >= ? order by read_at desc, read_id desc limit %d".formatted(whose, MOST), row -> {
        looks.add(new Look(row.getTimestamp("read_at").toInstant(), row.getString("person"), labels(row.getString("roles")),
            "Was shown " + words(row.getString("kind")), row.getString("break_glass_id") == null ? null : "opened with a reason"));
      }, id, from);
    }
    if (head.patientId() != null) {
      jdbc.query("select * from careloop_break_glass where patient_id = ? and opened_at >= ? order by opened_at", row -> {
        looks.add(new Look(row.getTimestamp("opened_at").toInstant(), row.getString("person"), null,
            "Opened the patient's cases from outside the team (%s)".formatted(Shown.words(row.getString("reason")).toLowerCase()),
            row.getString("reason_text")));
        if (row.getTimestamp("reviewed_at") != null) {
          looks.add(new Look(row.getTimestamp("reviewed_at").toInstant(), row.getString("reviewed_by"), Role.PRIVACY_OFFICERS.label(),
              "Reviewed the opening by %s: %s".formatted(row.getString("person"), Shown.words(row.getString("outcome")).toLowerCase()),
              row.getString("review_note")));
        }
      }, head.patientId(), from);
    }
    looks.sort(Comparator.comparing(Look::at));
    return List.copyOf(looks);
  }

  private static String labels(String roles) {
    List<String> groups = List.of(roles.split(","));
    return Arrays.stream(Role.values()).filter(role -> groups.contains(role.group())).map(Role::label).collect(Collectors.joining(", "));
  }

  private static String words(String kind) {
    return switch (PatientReads.Kind.valueOf(kind)) {
      case TASK_LIST -> "the patient in a task list";
      case TASK -> "a task";
      case TASK_FORM -> "a task's form";
      case TASK_WORK -> "a task, and worked on it";
      case CASE -> "the case";
      case HISTORY -> "the case's history";
      case MESSAGE -> "a message";
      case CASE_SEARCH -> "that the patient has a case";
      case READ_LOG -> "who read what of the patient";
      case DECISION -> "why something was decided";
      case EXPORT -> "to them as an export that they took";
      case AUDIT -> "the case on the auditor's pages";
    };
  }
}
