package org.careloop.keeping;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.careloop.audit.chain.Coverage;
import org.careloop.keeping.Hold.Scope;
import org.careloop.trail.ChainProof;
import org.careloop.trail.Trail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Removes Careloop's own records whose time is over: messages, the read log, openings, sign-ins, the list of exports. Small batches, each a
 * transaction; each row that goes is told to the trail. A message stays as long as the case of its stay is kept, while it waits for a person, and
 * where its chain does not verify.
 */
@Component
class OwnRecords {

  /**
   * One kind of record.
   *
   * @param group the column that says whose it is, by which its chain is named
   * @param patients whether {@code group} is a patient, so that holds on a patient count
   */
  private record Kind(String what, String table, String id, String time, String group, boolean patients) {}

  private record Row(Object id, Instant at, String group) {}

  private static final Logger log = LoggerFactory.getLogger(OwnRecords.class);
  private static final int BATCH = 200;
  private static final int DOUBTFUL_AT_MOST = 1000;

  private static final List<Kind> KINDS = List.of(
      new Kind("reads", "careloop_read_log", "read_id", "read_at", "patient_id", true),
      new Kind("openings", "careloop_break_glass", "break_glass_id", "opened_at", "patient_id", true),
      new Kind("sign-ins", "careloop_sign_in", "event_id", "happened_at", "account_id", false),
      new Kind("exports", "careloop_export", "export_id", "made_at", "patient_id", true));

  private final JdbcTemplate jdbc;
  private final Holds holds;
  private final KeepingLock lock;
  private final Removal removal;
  private final ChainProof chains;
  private final Trail trail;
  private final KeepingSettings settings;
  private final Clock clock;
  private final ZoneId zone;

  OwnRecords(JdbcTemplate jdbc, Holds holds, KeepingLock lock, Removal removal, ChainProof chains, Trail trail, KeepingSettings settings, Clock clock,
      @Value("${careloop.zone:America/New_York}") ZoneId zone) {
    this.jdbc = jdbc;
    this.holds = holds;
    this.lock = lock;
    this.removal = removal;
    this.chains = chains;
    this.trail = trail;
    this.settings = settings;
    this.clock = clock;
    this.zone = zone;
  }

  /** How many kinds there are to ask {@link #removeSome} for. */
  int kinds() {
    return KINDS.size() + 1;
  }

  /**
   * Removes one batch of one kind; returns how many rows went, 0 when nothing is left or another node has taken over.
   *
   * @param doubtful messages that are left because their chains do not verify; those of this batch are added
   */
  @Transactional(propagation = Propagation.REQUIRES_NEW)
  public int removeSome(int kind, String by, Set<String> doubtful) {
    lock.take();
    if (!lock.goOn()) {
      return 0;
    }
    int rows = kind < KINDS.size() ? removeSome(KINDS.get(kind)) : removeMessages(doubtful);
    if (rows > 0) {
      removal.noteRemoval(kind < KINDS.size() ? KINDS.get(kind).what() : "messages", null, settings.recordsDays(), rows, by);
    }
    return rows;
  }

  private int removeSome(Kind kind) {
    List<Object> values = new ArrayList<>();
    String which = kind.time() + " <= ?" + heldPeriods(kind.time(), values) + (kind.patients() ? heldPatients(kind.group(), values) : "");
    values.add(0, Timestamp.from(bound()));
    List<Row> rows = jdbc.query("select %s, %s, %s from %s where %s order by %s fetch first %d rows only".formatted(kind.id(), kind.time(), kind.group(),
            kind.table(), which, kind.time(), BATCH),
        (row, number) -> new Row(row.getObject(1), row.getTimestamp(2).toInstant(), row.getString(3)), values.toArray());
    for (Row row : rows) {
      jdbc.update("delete from %s where %s = ?".formatted(kind.table(), kind.id()), row.id());
      Map<String, String> columns = new HashMap<>();
      columns.put(kind.id(), row.id().toString());
      columns.put(kind.group(), row.group());
      trail.gone(kind.table(), Coverage.current().table(kind.table()).chainOf(columns), row.id());
    }
    return rows.size();
  }

  private int removeMessages(Set<String> doubtful) {
    int rows = 0;
    int doubts;
    do {
      doubts = doubtful.size();
      rows += removeMessagesBut(doubtful);
    } while (rows == 0 && doubtful.size() > doubts && doubtful.size() <= DOUBTFUL_AT_MOST);
    return rows;
  }

  private int removeMessagesBut(Set<String> doubtful) {
    List<Object> values = new ArrayList<>();
    String which = "m.received_at <= ? and m.state <> 'set-aside' and not exists (select 1 from ACT_HI_PROCINST c where c.BUSINESS_KEY_ = m.encounter_id)"
        + heldPeriods("m.received_at", values) + heldStays(values) + (doubtful.isEmpty() ? "" : " and m.message_id not in (" + marks(doubtful.size()) + ")");
    values.addAll(doubtful);
    values.add(0, Timestamp.from(bound()));
    List<String[]> messages = jdbc.query(
        "select m.message_id, m.encounter_id from careloop_inbox m where %s order by m.received_at fetch first %d rows only".formatted(which, BATCH),
        (row, number) -> new String[] {row.getString(1), row.getString(2)}, values.toArray());
    int rows = 0;
    for (String[] message : messages) {
      String chain = "message:" + message[0];
      if (chains.trouble(chain).isPresent()) {
        doubtful.add(message[0]);
        log.error("Message {} is not removed though its time is over: its chain does not verify. An auditor must look at it (verify-audit).", message[0]);
        continue;
      }
      for (Long reading : jdbc.queryForList("select reading_id from careloop_inbox_reading where message_id = ?", Long.class, message[0])) {
        jdbc.update("delete from careloop_inbox_reading where reading_id = ?", reading);
        trail.gone("careloop_inbox_reading", chain, reading);
        rows++;
      }
      jdbc.update("delete from careloop_inbox where message_id = ?", message[0]);
      trail.gone("careloop_inbox", chain, message[0]);
      trail.noted(chain, "removed", "Kept %d days and removed".formatted(settings.recordsDays()));
      trail.erased(chain, "What was removed can no longer be tried out");
      rows++;
      // What the messages of a stay added up to goes with the last of them.
      jdbc.update("delete from careloop_stay where encounter_id = ? and not exists (select 1 from careloop_inbox m where m.encounter_id = ?)", message[1],
          message[1]);
    }
    return rows;
  }

  private Instant bound() {
    return clock.instant().minus(java.time.Duration.ofDays(settings.recordsDays()));
  }

  private String heldPeriods(String time, List<Object> values) {
    StringBuilder condition = new StringBuilder();
    for (Hold hold : holds.active()) {
      if (hold.scope() == Scope.PERIOD) {
        condition.append(hold.toDay() == null ? " and %s < ?".formatted(time) : " and not (%s >= ? and %s < ?)".formatted(time, time));
        values.add(Timestamp.from(hold.begin(zone)));
        if (hold.toDay() != null) {
          values.add(Timestamp.from(hold.end(zone)));
        }
      }
    }
    return condition.toString();
  }

  private String heldPatients(String column, List<Object> values) {
    List<String> patients = heldPatients();
    values.addAll(patients);
    return patients.isEmpty() ? "" : " and (%s is null or %s not in (%s))".formatted(column, column, marks(patients.size()));
  }

  /** Messages about a held patient's stays stay, whether or not a case came of them. */
  private String heldStays(List<Object> values) {
    List<String> patients = heldPatients();
    if (patients.isEmpty()) {
      return "";
    }
    values.addAll(patients);
    return """
         and (m.encounter_id is null or not exists (select 1 from careloop_stay s
          join ACT_HI_VARINST i on i.NAME_ = 'patientIdentifier' and i.TEXT_ = s.patient_identifier
          join ACT_HI_VARINST p on p.PROC_INST_ID_ = i.PROC_INST_ID_ and p.NAME_ = 'patientId'
          where s.encounter_id = m.encounter_id and p.TEXT_ in (%s)))""".formatted(marks(patients.size()));
  }

  private List<String> heldPatients() {
    return holds.active().stream().filter(hold -> hold.scope() == Scope.PATIENT).map(Hold::subject).toList();
  }

  private static String marks(int count) {
    return String.join(", ", Collections.nCopies(count, "?"));
  }
}
