package org.careloop.messaging;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import org.careloop.trail.Trail;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What was sent, so that nothing is sent twice where that can be known: table {@code careloop_sent_message}, one row an effect, written
 * before and after sending in transactions of its own. Holds no address and no text.
 *
 * <p>A message noted as sent is not sent again, also when the engine forgot (its transaction rolled back). One that certainly was not taken
 * over leaves no row. One of which nobody knows is sent again at the next attempt, with the same message id or idempotency key: a team that
 * misses a deadline is worse than a mailbox that shows a message twice.
 */
@Component
class SentMessages {

  /** Longer than any send can take with its time-outs: a row that is older was left by a node that died. */
  private static final Duration LONGEST_SEND = Duration.ofMinutes(2);

  private static final String TABLE = "careloop_sent_message";

  /** A message that is out. */
  record Sent(String sentMessageId, Instant sentAt) {}

  private record Row(String state, String messageId, Instant startedAt, Instant sentAt) {}

  private final JdbcClient database;
  private final TransactionTemplate alone;
  private final Clock clock;
  private final Trail trail;

  SentMessages(JdbcClient database, PlatformTransactionManager transactions, Clock clock, Trail trail) {
    this.database = database;
    this.alone = new TransactionTemplate(transactions);
    this.alone.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    this.clock = clock;
    this.trail = trail;
  }

  /**
   * Sends unless this effect is known to be sent.
   *
   * @param sending hands the message over and returns its id; throws {@link MessageUndelivered}
   */
  Sent once(String effectId, Channel channel, String template, Supplier<String> sending) {
    Sent before = begin(effectId, channel, template);
    if (before != null) {
      return before;
    }
    try {
      Sent sent = new Sent(sending.get(), now());
      alone.executeWithoutResult(tx -> {
        database.sql("update careloop_sent_message set state = 'sent', message_id = :id, sent_at = :at where effect_id = :effect")
            .param("id", sent.sentMessageId()).param("at", utc(sent.sentAt())).param("effect", effectId).update();
        trail.wrote(TABLE, effectId);
      });
      return sent;
    } catch (MessageUndelivered e) {
      if (e.isCertain()) {
        alone.executeWithoutResult(tx -> {
          if (database.sql("delete from careloop_sent_message where effect_id = :effect and state = 'sending'")
              .param("effect", effectId).update() > 0) {
            trail.gone(TABLE, "sent:" + effectId, effectId);
          }
        });
      } else {
        alone.executeWithoutResult(tx -> {
          database.sql("update careloop_sent_message set state = 'unknown' where effect_id = :effect and state = 'sending'")
              .param("effect", effectId).update();
          trail.wrote(TABLE, effectId);
        });
      }
      throw e;
    }
  }

  private Sent begin(String effectId, Channel channel, String template) {
    Instant now = now();
    try {
      alone.executeWithoutResult(tx -> {
        database.sql("""
            insert into careloop_sent_message (effect_id, channel, template, state, started_at)
            values (:effect, :channel, :template, 'sending', :now)""")
            .param("effect", effectId).param("channel", channel.code()).param("template", template).param("now", utc(now)).update();
        trail.wrote(TABLE, effectId);
      });
      return null;
    } catch (DuplicateKeyException e) {
      return again(effectId, now);
    }
  }

  private Sent again(String effectId, Instant now) {
    Row row = alone.execute(tx -> database
        .sql("select state, message_id, started_at, sent_at from careloop_sent_message where effect_id = :effect")
        .param("effect", effectId)
        .query((rs, n) -> new Row(rs.getString(1), rs.getString(2), instant(rs.getObject(3, OffsetDateTime.class)),
            instant(rs.getObject(4, OffsetDateTime.class))))
        .optional().orElse(null));
    if (row != null && row.state().equals("sent")) {
      return new Sent(row.messageId(), row.sentAt());
    }
    boolean free = row != null && (row.state().equals("unknown") || row.startedAt().isBefore(now.minus(LONGEST_SEND)));
    if (free && takeOver(effectId, row, now)) {
      return null;
    }
    throw new IllegalStateException("Message of effect %s is being sent at this moment. It is looked at again with the next attempt."
        .formatted(effectId));
  }

  private boolean takeOver(String effectId, Row row, Instant now) {
    return Boolean.TRUE.equals(alone.execute(tx -> {
      trail.wrote(TABLE, effectId);
      return database.sql("""
          update careloop_sent_message set state = 'sending', started_at = :now
          where effect_id = :effect and state = :state and started_at = :started""")
          .param("now", utc(now)).param("effect", effectId).param("state", row.state()).param("started", utc(row.startedAt())).update() == 1;
    }));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static Instant instant(OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }
}
