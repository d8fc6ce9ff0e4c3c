package org.careloop.keeping;

import java.util.ArrayList;
import java.util.List;
import org.careloop.keeping.Erasure.Reason;
import org.careloop.trail.CaseMarks;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Tells the auditor's pages and packs what keeping knows of a case: holds, the erasure of its values, its removal. */
@Component
class CaseStanding implements CaseMarks {

  private final Cases cases;
  private final Holds holds;
  private final KeepingWords words;
  private final JdbcTemplate jdbc;

  CaseStanding(Cases cases, Holds holds, KeepingWords words, JdbcTemplate jdbc) {
    this.cases = cases;
    this.holds = holds;
    this.words = words;
    this.jdbc = jdbc;
  }

  @Override
  public List<Mark> of(String caseId) {
    List<Mark> marks = new ArrayList<>();
    cases.find(caseId).ifPresent(one -> holds.on(one).forEach(hold -> marks.add(new Mark("hold",
        "On legal hold since %s (%s), set by %s.".formatted(words.at(hold.placedAt()), hold.reference(), hold.placedBy())))));
    jdbc.query("""
        select c.erased_at, e.basis, e.reason, e.asked_by, e.decided_by from careloop_erasure_case c
        join careloop_erasure e on e.erasure_id = c.erasure_id where c.case_id = ?""", row -> {
          marks.add(new Mark("erased", "The patient's data were erased on %s (%s: %s), asked for by %s, confirmed by %s. What was done stays.".formatted(
              words.at(row.getTimestamp(1).toInstant()), Reason.of(row.getString(3)).orElse(Reason.OTHER).getLabel(), row.getString(2), row.getString(4),
              row.getString(5))));
        }, caseId);
    jdbc.query("select removed_at, rule_days, protocol, version_tag from careloop_removal where case_id = ?", row -> {
      marks.add(new Mark("removed", "Removed on %s: kept %s after its end by the rule of “%s”%s. Its chain stays as proof.".formatted(
          words.at(row.getTimestamp(1).toInstant()), KeepingWords.years(row.getInt(2)), words.name(row.getString(3)),
          row.getString(4) == null ? "" : ", version " + row.getString(4))));
    }, caseId);
    return marks;
  }
}
