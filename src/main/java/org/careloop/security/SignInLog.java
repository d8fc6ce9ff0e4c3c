package org.careloop.security;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.careloop.trail.Trail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes down who came in, who was refused and who went, for the person and for auditors. Never a password, and never a user name that no
 * account has: people type passwords there. A program that signs in with each message is written down once a while, not with each.
 */
@Component
class SignInLog {

  enum Event {
    SIGNED_IN("Signed in"), REFUSED("Refused"), LOCKED("Account locked"), SIGNED_OUT("Signed out"), SIGNED_OUT_EVERYWHERE("Signed out everywhere"),
    PASSWORD_CHANGED("Password changed"), SESSION_ENDED("Session ended");

    private final String label;

    Event(String label) {
      this.label = label;
    }
  }

  /** One line, in words for people. */
  record Line(Instant at, String event, String way, String address, String reason) {}

  private static final Logger log = LoggerFactory.getLogger(SignInLog.class);
  private static final int LONGEST_ADDRESS = 45;

  private final JdbcTemplate database;
  private final Clock clock;
  private final TransactionTemplate transaction;
  private final Trail trail;

  SignInLog(JdbcTemplate database, Clock clock, PlatformTransactionManager transactions, Trail trail) {
    this.database = database;
    this.transaction = new TransactionTemplate(transactions);
    this.trail = trail;
    this.clock = clock;
  }

  /**
   * @param account null where there is no such account
   * @param reason in a few plain words, or null
   */
  void write(Event event, String account, Knock.Way way, String address, String reason) {
    String from = address.length() > LONGEST_ADDRESS ? address.substring(0, LONGEST_ADDRESS) : address;
    transaction.executeWithoutResult(status -> {
      GeneratedKeyHolder key = new GeneratedKeyHolder();
      database.update(connection -> {
        var insert = connection.prepareStatement("insert into careloop_sign_in (happened_at, account_id, event, way, address, reason) "
            + "values (?, ?, ?, ?, ?, ?)", new String[] {"event_id"});
        insert.setTimestamp(1, Timestamp.from(clock.instant()));
        insert.setString(2, account);
        insert.setString(3, event.name());
        insert.setString(4, way.name());
        insert.setString(5, from);
        insert.setString(6, reason);
        return insert;
      }, key);
      trail.wrote("careloop_sign_in", key.getKey());
    });
    if (event == Event.LOCKED) {
      log.warn("Account \"{}\" is locked after too many wrong passwords, the last one from {}. An administrator can unlock it under /camunda/app/admin/.",
          account, from);
    }
  }

  /** What happened last with this account, newest first. */
  List<Line> last(String account, int lines) {
    return database.query("select happened_at, event, way, address, reason from careloop_sign_in where account_id = ?"
            + " order by happened_at desc, event_id desc limit ?",
        (row, number) -> new Line(row.getTimestamp("happened_at").toInstant(), Event.valueOf(row.getString("event")).label,
            Knock.Way.valueOf(row.getString("way")).label(), row.getString("address"), row.getString("reason")), account, lines);
  }
}
