package org.careloop.inbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.careloop.trail.Trail;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Repository;

/** The inbox's tables. Every method takes part in the caller's transaction; none decides anything. */
@Repository
class InboxStore {

  /** What became of a message. */
  enum State {
    /** Being applied in this transaction; never seen outside it. */
    NEW("new"),
    /** It was news. */
    APPLIED("applied"),
    /** It said nothing that was not known. */
    UNCHANGED("unchanged"),
    /** It is older than what is known and changed nothing. */
    OLDER("older"),
    /** Kept without a task, as configured. */
    RECORDED("recorded"),
    /** A person must look at it. */
    SET_ASIDE("set-aside"),
    /** A person corrected it and sent it again. */
    SENT_AGAIN("sent-again"),
    /** A person discarded it. */
    DISCARDED("discarded");

    final String word;

    State(String word) {
      this.word = word;
    }

    static State of(String word) {
      for (State state : values()) {
        if (state.word.equals(word)) {
          return state;
        }
      }
      throw new IllegalStateException("careloop_inbox.state is \"%s\", which this version of Careloop does not know.".formatted(word));
    }
  }

  /** One message as it is kept. */
  record Kept(
      String messageId,
      long arrival,
      String door,
      String sendingApp,
      String sendingFacility,
      String controlId,
      String variant,
      String contentHash,
      String messageType,
      Instant messageTime,
      Instant receivedAt,
      String content,
      State state,
      String encounterId,
      String reason,
      String problem,
      List<String> notes,
      String answer,
      String replayOf,
      String decidedBy,
      Instant decidedAt,
      String decision) {

    String sender() {
      return Letter.sender(sendingApp, sendingFacility);
    }
  }

  /** One message without what it says. */
  record Summary(String messageId, Instant receivedAt, String messageType, String sender, State state, String problem) {}

  /** One stay as it is known. */
  record KnownStay(
      String encounterId, String facility, String patientIdentifier, String sentIdentifier, Stay stay, Instant lastTime, long lastArrival) {

    boolean isBefore(Instant time, long arrival) {
      int order = lastTime == null ? -1 : lastTime.compareTo(time);
      return order < 0 || order == 0 && lastArrival < arrival;
    }
  }

  /** A message's facts and its place in the order of its stay. */
  record Placed(StayNews news, Instant time, long arrival) {}

  private static final RowMapper<Kept> KEPT = InboxStore::kept;

  private final JdbcTemplate jdbc;
  private final Trail trail;
  private final ObjectMapper json = new ObjectMapper().registerModule(new JavaTimeModule())
      .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
      .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  InboxStore(JdbcTemplate jdbc, Trail trail) {
    this.jdbc = jdbc;
    this.trail = trail;
  }

  /** The message that came under this key before. */
  Optional<Kept> find(String app, String facility, String controlId, String variant) {
    return jdbc.query("select * from careloop_inbox where sending_app = ? and sending_facility = ? and control_id = ? and variant = ?",
        KEPT, app, facility, controlId, variant).stream().findFirst();
  }

  Optional<Kept> find(String messageId) {
    return jdbc.query("select * from careloop_inbox where message_id = ?", KEPT, messageId).stream().findFirst();
  }

  Optional<Kept> lock(String messageId) {
    return jdbc.query("select * from careloop_inbox where message_id = ? for update", KEPT, messageId).stream().findFirst();
  }

  /** Keeps a message; refuses (by the unique key) one that another transaction keeps at the same time. Returns its place of arrival. */
  long keep(String messageId, Letter letter, String variant, Instant receivedAt, String replayOf) {
    jdbc.update("""
        insert into careloop_inbox (message_id, door, sending_app, sending_facility, control_id, variant, content_hash, message_type,
          message_time, received_at, content, state, replay_of) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        messageId, letter.door(), letter.sendingApp(), letter.sendingFacility(), letter.controlId(), variant, letter.contentHash(),
        letter.messageType(), at(letter.messageTime()), at(receivedAt), letter.content(), State.NEW.word, replayOf);
    trail.wrote("careloop_inbox", messageId);
    return jdbc.queryForObject("select arrival from careloop_inbox where message_id = ?", Long.class, messageId);
  }

  /** Writes what became of a message. */
  void finish(String messageId, State state, StayNews facts, String reason, String problem, List<String> notes, String answer) {
    jdbc.update("update careloop_inbox set state = ?, encounter_id = ?, facts = ?, reason = ?, problem = ?, notes = ?, answer = ? "
        + "where message_id = ?",
        state.word, facts == null ? null : facts.encounterId(), facts == null ? null : write(facts), reason, problem,
        notes.isEmpty() ? null : String.join("\n", notes), answer, messageId);
    trail.wrote("careloop_inbox", messageId);
  }

  /** A message that was applied, and of which a protocol found that it needs a person. */
  void setAside(String messageId, String reason, String problem) {
    jdbc.update("update careloop_inbox set state = ?, reason = ?, problem = ? where message_id = ?",
        State.SET_ASIDE.word, reason, problem, messageId);
    trail.wrote("careloop_inbox", messageId);
  }

  void decide(String messageId, State state, String by, Instant at, String decision) {
    jdbc.update("update careloop_inbox set state = ?, decided_by = ?, decided_at = ?, decision = ? where message_id = ?",
        state.word, by, at(at), decision, messageId);
    trail.wrote("careloop_inbox", messageId);
  }

  /** The stay, locked until this transaction ends. */
  Optional<KnownStay> lockStay(String encounterId) {
    return jdbc.query("select * from careloop_stay where encounter_id = ? for update", (row, n) -> new KnownStay(
        row.getString("encounter_id"), row.getString("facility"), row.getString("patient_identifier"), row.getString("sent_identifier"),
        read(row.getString("state"), Stay.class), instant(row, "last_time"), row.getLong("last_arrival")), encounterId).stream()
            .findFirst();
  }

  void save(KnownStay stay, boolean isNew) {
    if (isNew) {
      jdbc.update("""
          insert into careloop_stay (facility, patient_identifier, sent_identifier, status, state, last_time, last_arrival, encounter_id)
          values (?, ?, ?, ?, ?, ?, ?, ?)""", columns(stay));
    } else {
      jdbc.update("""
          update careloop_stay set facility = ?, patient_identifier = ?, sent_identifier = ?, status = ?, state = ?, last_time = ?,
            last_arrival = ? where encounter_id = ?""", columns(stay));
    }
  }

  void forget(String encounterId) {
    jdbc.update("delete from careloop_stay where encounter_id = ?", encounterId);
  }

  /** The facts that count for this stay, in the order of their own times. */
  List<Placed> facts(String encounterId) {
    return jdbc.query("""
        select facts, message_time, arrival from careloop_inbox where encounter_id = ? and facts is not null
          and state in ('applied', 'unchanged', 'older') order by message_time, arrival""",
        (row, n) -> new Placed(read(row.getString("facts"), StayNews.class), instant(row, "message_time"), row.getLong("arrival")),
        encounterId);
  }

  /** The patient that this name stands for now; the name itself when no other is known. */
  String resolve(String identifier) {
    String known = identifier;
    for (int hop = 0; hop < 5 && known != null; hop++) {
      List<String> found = jdbc.queryForList("select patient_identifier from careloop_patient_alias where alias = ?", String.class, known);
      if (found.isEmpty()) {
        break;
      }
      known = found.get(0);
    }
    return known;
  }

  /** When it was said that this name stands for another; null when it was not. */
  Instant aliasSince(String alias) {
    return jdbc.query("select message_time from careloop_patient_alias where alias = ?", (row, n) -> instant(row, "message_time"), alias)
        .stream().findFirst().orElse(null);
  }

  void alias(String alias, String identifier, Instant since) {
    jdbc.update("delete from careloop_patient_alias where alias = ?", alias);
    jdbc.update("update careloop_patient_alias set patient_identifier = ? where patient_identifier = ?", identifier, alias);
    jdbc.update("insert into careloop_patient_alias (alias, patient_identifier, message_time) values (?, ?, ?)", alias, identifier,
        at(since));
  }

  void dropAlias(String alias) {
    jdbc.update("delete from careloop_patient_alias where alias = ?", alias);
  }

  /** Gives all stays of one record to another, locking them in a fixed order. */
  int rekeyStays(String from, String into) {
    List<String> stays = jdbc.queryForList(
        "select encounter_id from careloop_stay where patient_identifier = ? order by encounter_id for update", String.class, from);
    stays.forEach(stay -> jdbc.update("update careloop_stay set patient_identifier = ? where encounter_id = ?", into, stay));
    return stays.size();
  }

  /** The newest messages, without what they say. */
  List<Summary> newest(int most) {
    return jdbc.query("select message_id, received_at, message_type, sending_app, sending_facility, state, problem from careloop_inbox "
        + "order by arrival desc fetch first " + most + " rows only", (row, n) -> new Summary(row.getString("message_id"),
        instant(row, "received_at"), row.getString("message_type"),
        Letter.sender(row.getString("sending_app"), row.getString("sending_facility")), State.of(row.getString("state")),
        row.getString("problem")));
  }

  void noteReading(String messageId, String by, Instant at) {
    GeneratedKeyHolder key = new GeneratedKeyHolder();
    jdbc.update(connection -> {
      var insert = connection.prepareStatement("insert into careloop_inbox_reading (message_id, read_by, read_at) values (?, ?, ?)",
          new String[] {"reading_id"});
      insert.setString(1, messageId);
      insert.setString(2, by);
      insert.setObject(3, at(at));
      return insert;
    }, key);
    trail.wrote("careloop_inbox_reading", key.getKey());
  }

  private Object[] columns(KnownStay stay) {
    return new Object[] {stay.facility(), stay.patientIdentifier(), stay.sentIdentifier(), stay.stay().status().name(), write(stay.stay()),
        at(stay.lastTime()), stay.lastArrival(), stay.encounterId()};
  }

  private static Kept kept(ResultSet row, int number) throws SQLException {
    String notes = row.getString("notes");
    return new Kept(row.getString("message_id"), row.getLong("arrival"), row.getString("door"), row.getString("sending_app"),
        row.getString("sending_facility"), row.getString("control_id"), row.getString("variant"), row.getString("content_hash"),
        row.getString("message_type"), instant(row, "message_time"), instant(row, "received_at"), row.getString("content"),
        State.of(row.getString("state")), row.getString("encounter_id"), row.getString("reason"), row.getString("problem"),
        notes == null ? List.of() : List.of(notes.split("\n")), row.getString("answer"), row.getString("replay_of"),
        row.getString("decided_by"), instant(row, "decided_at"), row.getString("decision"));
  }

  private String write(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write " + value.getClass().getSimpleName(), e);
    }
  }

  private <T> T read(String text, Class<T> type) {
    try {
      return json.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot read %s from the inbox's tables.".formatted(type.getSimpleName()));
    }
  }

  /** Microseconds, so that what was written compares equal to what is read. */
  static Instant stored(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MICROS);
  }

  private static OffsetDateTime at(Instant instant) {
    return instant == null ? null : stored(instant).atOffset(ZoneOffset.UTC);
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
