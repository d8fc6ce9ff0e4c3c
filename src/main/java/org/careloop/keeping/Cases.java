package org.careloop.keeping;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Reads from the engine's history which cases there are, when they ended and whose they are. Changes nothing. */
@Component
class Cases {

  /** A case that may be due. */
  record Candidate(String id, String definitionId, Instant ended) {}

  /** Ended and open cases of one version of a protocol. */
  record Counted(String definitionId, String protocol, String name, long ended, long open, Instant firstEnded) {}

  private final JdbcTemplate jdbc;

  Cases(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** The case with its root's row locked until this transaction ends; empty where it is gone. */
  Optional<CaseFacts> lock(String id) {
    return read(id, " for update");
  }

  Optional<CaseFacts> find(String id) {
    return read(id, "");
  }

  private Optional<CaseFacts> read(String id, String lock) {
    return jdbc.query("select PROC_DEF_ID_, BUSINESS_KEY_, START_TIME_, END_TIME_ from ACT_HI_PROCINST where ID_ = ? and ROOT_PROC_INST_ID_ = ID_" + lock,
        (row, number) -> new CaseFacts(id, row.getString(1), versionTag(row.getString(1)), row.getString(2), new HashSet<>(jdbc.queryForList(
            "select distinct PROC_DEF_ID_ from ACT_HI_PROCINST where ROOT_PROC_INST_ID_ = ?", String.class, id)), new HashSet<>(jdbc.queryForList("""
                select TEXT_ from ACT_HI_VARINST where ROOT_PROC_INST_ID_ = ? and NAME_ = 'patientId' and TEXT_ is not null
                union select TEXT_ from ACT_HI_DETAIL where ROOT_PROC_INST_ID_ = ? and NAME_ = 'patientId' and TEXT_ is not null""", String.class, id, id)),
            instant(row.getTimestamp(3)), instant(row.getTimestamp(4))), id).stream().findFirst();
  }

  /** Whether any part of the case still runs. */
  boolean isRunning(String id) {
    return jdbc.queryForObject("select count(*) from ACT_RU_EXECUTION where ROOT_PROC_INST_ID_ = ?", Integer.class, id) > 0;
  }

  /** Versions of diagrams that cases were opened on. */
  List<String> definitions() {
    return jdbc.queryForList("select distinct PROC_DEF_ID_ from ACT_HI_PROCINST where SUPER_PROCESS_INSTANCE_ID_ is null", String.class);
  }

  /** Cases of a version that ended until then, oldest first, after the given place. */
  List<Candidate> ended(String definitionId, Instant until, Candidate after, int most) {
    Timestamp from = Timestamp.from(after == null ? Instant.EPOCH : after.ended());
    return jdbc.query("""
        select ID_, END_TIME_ from ACT_HI_PROCINST
        where PROC_DEF_ID_ = ? and ID_ = ROOT_PROC_INST_ID_ and END_TIME_ <= ? and (END_TIME_ > ? or (END_TIME_ = ? and ID_ > ?))
        order by END_TIME_, ID_ fetch first %d rows only""".formatted(most),
        (row, number) -> new Candidate(row.getString(1), definitionId, instant(row.getTimestamp(2))),
        definitionId, Timestamp.from(until), from, from, after == null ? "" : after.id());
  }

  /** How many cases there are of each version. */
  List<Counted> counted() {
    return jdbc.query("""
        select p.PROC_DEF_ID_, p.PROC_DEF_KEY_, max(d.NAME_), sum(case when p.END_TIME_ is null then 0 else 1 end),
          sum(case when p.END_TIME_ is null then 1 else 0 end), min(p.END_TIME_)
        from ACT_HI_PROCINST p left join ACT_RE_PROCDEF d on d.ID_ = p.PROC_DEF_ID_
        where p.SUPER_PROCESS_INSTANCE_ID_ is null group by p.PROC_DEF_ID_, p.PROC_DEF_KEY_""",
        (row, number) -> new Counted(row.getString(1), row.getString(2), row.getString(3) == null ? row.getString(2) : row.getString(3), row.getLong(4),
            row.getLong(5), instant(row.getTimestamp(6))));
  }

  /** Id and name of the protocols in force. */
  List<String[]> protocols() {
    return jdbc.query("select KEY_, max(NAME_) from ACT_RE_PROCDEF group by KEY_ order by 2, 1",
        (row, number) -> new String[] {row.getString(1), row.getString(2) == null ? row.getString(1) : row.getString(2)});
  }

  /** The newest case under this business key, or the case with this id. */
  Optional<String> byKeyOrId(String number) {
    return jdbc.queryForList("""
        select ROOT_PROC_INST_ID_ from ACT_HI_PROCINST where ID_ = ? or (BUSINESS_KEY_ = ? and ID_ = ROOT_PROC_INST_ID_)
        order by START_TIME_ desc""", String.class, number, number).stream().findFirst();
  }

  private String versionTag(String definitionId) {
    return jdbc.queryForList("select VERSION_TAG_ from ACT_RE_PROCDEF where ID_ = ?", String.class, definitionId).stream().findFirst().orElse(null);
  }

  private static Instant instant(Timestamp time) {
    return time == null ? null : time.toInstant();
  }
}
