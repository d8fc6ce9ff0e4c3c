package org.careloop.portal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.careloop.portal.PatientLink.State;
import org.careloop.trail.Trail;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Who was sent which link when, and what became of it: table {@code careloop_patient_link}, one row a link, told to the trail with each change.
 * Holds no address of anybody, no text and nothing that would open a page.
 */
@Component
class LinkStore {

  private static final String TABLE = "careloop_patient_link";
  private static final String SELECT = """
      select link_id, purpose, case_id, patient_id, language, key_id, expires_at, state, tries, ended_because from careloop_patient_link
      where\s""";

  private final JdbcClient database;
  private final TransactionTemplate transaction;
  private final TransactionTemplate alone;
  private final Clock clock;
  private final Trail trail;

  LinkStore(JdbcClient database, PlatformTransactionManager transactions, Clock clock, Trail trail) {
    this.database = database;
    this.transaction = new TransactionTemplate(transactions);
    this.alone = new TransactionTemplate(transactions);
    this.alone.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    this.clock = clock;
    this.trail = trail;
  }

  Optional<PatientLink> find(String id) {
    return database.sql(SELECT + "link_id = ?").param(id).query(LinkStore::link).optional();
  }

  Optional<PatientLink> ofEffect(String effectId) {
    return database.sql(SELECT + "effect_id = ?").param(effectId).query(LinkStore::link).optional();
  }

  /** Committed at once, whatever becomes of the step that sends it. */
  void insert(PatientLink link, String effectId, String channel) {
    alone.executeWithoutResult(tx -> {
      database.sql("""
          insert into careloop_patient_link (link_id, effect_id, purpose, case_id, patient_id, language, channel, key_id, made_at, expires_at, state,
            tries, answers)
          values (:id, :effect, :purpose, :case, :patient, :language, :channel, :key, :now, :expires, 'open', 0, 0)""")
          .param("id", link.id()).param("effect", effectId).param("purpose", link.purpose()).param("case", link.caseId())
          .param("patient", link.patientId()).param("language", link.language()).param("channel", channel).param("key", link.keyId())
          .param("now", utc(now())).param("expires", utc(link.expiresAt())).update();
      trail.wrote(TABLE, link.id());
    });
  }

  /** The message is out: this link counts, and earlier ones of the same purpose in the case do not any more. */
  void sent(PatientLink link, Instant at) {
    alone.executeWithoutResult(tx -> {
      if (database.sql("update careloop_patient_link set sent_at = :at where link_id = :id and sent_at is null").param("at", utc(at))
          .param("id", link.id()).update() == 1) {
        trail.wrote(TABLE, link.id());
        database.sql("select link_id from careloop_patient_link where case_id = :case and purpose = :purpose and state = 'open' and link_id <> :id")
            .param("case", link.caseId()).param("purpose", link.purpose()).param("id", link.id()).query(String.class).list()
            .forEach(earlier -> end(earlier, State.REVOKED, "newerLink"));
      }
    });
  }

  /** Nothing in this case can be opened any more. In the transaction that ends the case. */
  void caseEnded(String caseId) {
    List<String> open = database.sql("select link_id from careloop_patient_link where case_id = ? and state = 'open'").param(caseId)
        .query(String.class).list();
    open.forEach(id -> end(id, State.REVOKED, "caseEnded"));
  }

  /** Takes one try at the date of birth; false when there is none left. Counted before it is looked at, so that many at once gain nothing. */
  boolean takeTry(String id, int most) {
    return changed(id, "update careloop_patient_link set tries = tries + 1 where link_id = :id and state = 'open' and tries < " + most);
  }

  /** The try was nobody's fault. */
  void giveBackTry(String id) {
    changed(id, "update careloop_patient_link set tries = tries - 1 where link_id = :id and tries > 0");
  }

  void opened(String id) {
    transaction.executeWithoutResult(tx -> {
      database.sql("""
          update careloop_patient_link set tries = 0, opened_again = case when opened_at is null then null else :now end,
            opened_at = coalesce(opened_at, :now) where link_id = :id""").param("now", utc(now())).param("id", id).update();
      trail.wrote(TABLE, id);
    });
  }

  void answered(String id) {
    changed(id, "update careloop_patient_link set answers = answers + 1 where link_id = :id");
  }

  /** Ends an open link; false where it had ended before. */
  boolean end(String id, State state, String because) {
    return Boolean.TRUE.equals(transaction.execute(tx -> {
      boolean ended = database.sql("""
          update careloop_patient_link set state = :state, ended_at = :now, ended_because = :because where link_id = :id and state = 'open'""")
          .param("state", state.code()).param("now", utc(now())).param("because", because).param("id", id).update() == 1;
      if (ended) {
        trail.wrote(TABLE, id);
      }
      return ended;
    }));
  }

  private boolean changed(String id, String update) {
    return Boolean.TRUE.equals(transaction.execute(tx -> {
      boolean changed = database.sql(update).param("id", id).update() == 1;
      if (changed) {
        trail.wrote(TABLE, id);
      }
      return changed;
    }));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private static PatientLink link(ResultSet row, int number) throws SQLException {
    return new PatientLink(row.getString("link_id"), row.getString("purpose"), row.getString("case_id"), row.getString("patient_id"),
        row.getString("language"), row.getString("key_id"), row.getObject("expires_at", OffsetDateTime.class).toInstant(),
        State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)), row.getInt("tries"), row.getString("ended_because"));
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}
