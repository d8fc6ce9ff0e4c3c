package org.careloop.care;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** What the care team's pages read from the engine's tables: many cases at once, and what happened in one. Reads only, one query each. */
@Component
class CaseRows {

  /**
   * An open case.
   *
   * @param protocol name of its diagram
   * @param values what it knows, by name: texts and numbers only
   */
  record OpenCase(String id, String protocol, Instant since, Map<String, Object> values) {

    String text(String name) {
      return values.get(name) == null ? null : values.get(name).toString();
    }
  }

  /** A task that is over. */
  record PastTask(String name, String person, Instant at) {}

  /** The last time that a decision was made in a case. */
  record Judged(String id, String name, Instant at) {}

  /** What tells the cases of the programme from others: a coordinator, or that enrolment was proposed. */
  private static final List<String> MARKS = List.of("primaryCoordinator", "enrolmentSource");
  private static final List<String> SHOWN = List.of("patientId", "patientLabel", "careTeam", "primaryCoordinator", "tier", "intensity",
      "enrolmentSource", "reviewDueAt", "clocksStoppedAt", "planStatus", "planVersion");
  private static final int MOST = 2000;

  private final JdbcTemplate jdbc;

  CaseRows(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Open cases of the programme, of everybody. */
  List<OpenCase> ofTheProgramme() {
    return cases("e.ID_ in (select m.EXECUTION_ID_ from ACT_RU_VARIABLE m where m.NAME_ in (%s) and m.TEXT_ is not null)".formatted(marks(MARKS)),
        MARKS.toArray());
  }

  /** All open cases of a patient. */
  List<OpenCase> ofPatient(String patientId) {
    return cases("e.ID_ in (select m.EXECUTION_ID_ from ACT_RU_VARIABLE m where m.NAME_ = 'patientId' and m.TEXT_ = ?)", patientId);
  }

  /** Tasks past their due date, by case; a case without any is not in it. */
  Map<String, Integer> overdue(Instant now) {
    Map<String, Integer> overdue = new LinkedHashMap<>();
    jdbc.query("""
        select e.ROOT_PROC_INST_ID_, count(*) from ACT_RU_TASK t join ACT_RU_EXECUTION e on e.ID_ = t.PROC_INST_ID_
        where t.DUE_DATE_ < ? group by e.ROOT_PROC_INST_ID_""",
        row -> {
          overdue.put(row.getString(1), row.getInt(2));
        }, Timestamp.from(now));
    return overdue;
  }

  /** The tasks that people completed last, newest first. */
  List<PastTask> lately(String caseId, int most) {
    List<PastTask> past = jdbc.query("""
        select NAME_, ASSIGNEE_, END_TIME_ from ACT_HI_TASKINST
        where ROOT_PROC_INST_ID_ = ? and END_TIME_ is not null and DELETE_REASON_ = 'completed' order by END_TIME_ desc""",
        (row, number) -> new PastTask(row.getString(1), row.getString(2), row.getTimestamp(3).toInstant()), caseId);
    return past.subList(0, Math.min(most, past.size()));
  }

  /**
   * Each decision that was made in the case, or in one of the patient's with the same team, the last time that it was, newest first. So a plan
   * shows the scores of the intake before it.
   */
  List<Judged> judged(String caseId, String patientId, String careTeam) {
    Map<String, Judged> last = new LinkedHashMap<>();
    jdbc.query("""
        select ID_, DEC_DEF_KEY_, DEC_DEF_NAME_, EVAL_TIME_ from ACT_HI_DECINST
        where ROOT_DEC_INST_ID_ is null and (ROOT_PROC_INST_ID_ = ? or ROOT_PROC_INST_ID_ in (
          select h.PROC_INST_ID_ from ACT_HI_PROCINST h join ACT_HI_VARINST t on t.PROC_INST_ID_ = h.PROC_INST_ID_
          where h.BUSINESS_KEY_ = ? and h.SUPER_PROCESS_INSTANCE_ID_ is null and t.NAME_ = 'careTeam' and t.TEXT_ = ?))
        order by EVAL_TIME_ desc""",
        row -> {
          last.putIfAbsent(row.getString(2), new Judged(row.getString(1), row.getString(3), row.getTimestamp(4).toInstant()));
        }, caseId, patientId, careTeam);
    return List.copyOf(last.values());
  }

  /** What the patient's last case in which consent was asked for knows of it, by name; empty where none was. A plan begins with consent given before. */
  Map<String, Object> consent(String patientId) {
    Map<String, Map<String, Object>> byCase = new LinkedHashMap<>();
    jdbc.query("""
        select h.PROC_INST_ID_, v.NAME_, v.TEXT_ from ACT_HI_PROCINST h join ACT_HI_VARINST v on v.PROC_INST_ID_ = h.PROC_INST_ID_
        where h.BUSINESS_KEY_ = ? and h.SUPER_PROCESS_INSTANCE_ID_ is null
        and v.NAME_ in ('consentGivenAt', 'consentKind', 'consentRevokedAt') and v.TEXT_ is not null
        order by h.START_TIME_ desc, h.PROC_INST_ID_""",
        row -> {
          byCase.computeIfAbsent(row.getString(1), one -> new LinkedHashMap<>()).put(row.getString(2), row.getString(3));
        }, patientId);
    return byCase.values().stream().findFirst().orElse(Map.of());
  }

  private List<OpenCase> cases(String which, Object... arguments) {
    List<Object> all = new ArrayList<>(SHOWN);
    Collections.addAll(all, arguments);
    Map<String, OpenCase> cases = new LinkedHashMap<>();
    jdbc.query("""
        select e.ID_, d.NAME_, h.START_TIME_, v.NAME_, v.TEXT_, v.LONG_
        from ACT_RU_EXECUTION e
        join ACT_RE_PROCDEF d on d.ID_ = e.PROC_DEF_ID_
        join ACT_HI_PROCINST h on h.PROC_INST_ID_ = e.ID_
        left join ACT_RU_VARIABLE v on v.EXECUTION_ID_ = e.ID_ and v.NAME_ in (%s)
        where e.PARENT_ID_ is null and e.SUPER_EXEC_ is null and %s
        order by h.START_TIME_, e.ID_""".formatted(marks(SHOWN), which),
        row -> {
          if (cases.size() >= MOST && !cases.containsKey(row.getString(1))) {
            return;
          }
          OpenCase one = cases.get(row.getString(1));
          if (one == null) {
            one = new OpenCase(row.getString(1), row.getString(2), row.getTimestamp(3).toInstant(), new LinkedHashMap<>());
            cases.put(one.id(), one);
          }
          Object value = row.getString(5) == null ? row.getObject(6) : row.getString(5);
          if (row.getString(4) != null && value != null) {
            one.values().put(row.getString(4), value);
          }
        }, all.toArray());
    return List.copyOf(cases.values());
  }

  private static String marks(Collection<?> values) {
    return String.join(", ", Collections.nCopies(values.size(), "?"));
  }
}
