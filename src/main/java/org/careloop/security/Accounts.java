package org.careloop.security;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.identity.User;
import org.careloop.security.internal.Passwords;
import org.careloop.trail.Trail;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What is true of an account now, on every node: whether it exists, its groups, where it comes from, and the stamp by which sessions begun
 * before a change are told from those begun after. Reads the engine's users and writes only what the engine has no place for.
 */
@Component
class Accounts {

  /** How long another node may go on with what was true before. */
  static final Duration NOTICED_WITHIN = Duration.ofSeconds(10);

  private static final String TABLE = "careloop_account";

  /** Where the engine's user keeps the provider that the account comes from; it goes when the user goes. */
  static final String ORIGIN = "careloop-origin";

  /**
   * @param stamp changes with the password and whenever all sessions are ended
   * @param origin the provider's issuer, or null for an account of this program
   * @param endedAt when all sessions were last ended, or null
   */
  record Account(boolean exists, Set<String> groups, String stamp, String origin, boolean mustChangePassword, Instant endedAt) {

    boolean isLocal() {
      return exists && origin == null;
    }
  }

  private record Row(long generation, Instant endedAt, boolean mustChangePassword) {}

  private static final Row NONE = new Row(0, null, false);

  private final ObjectProvider<ProcessEngine> engine;
  private final JdbcTemplate database;
  private final TransactionTemplate transaction;
  private final TransactionTemplate ownTransaction;
  private final Trail trail;
  private final LoadingCache<String, Account> lately =
      Caffeine.newBuilder().expireAfterWrite(NOTICED_WITHIN).maximumSize(10_000).build(this::now);

  Accounts(ObjectProvider<ProcessEngine> engine, JdbcTemplate database, PlatformTransactionManager transactions, Trail trail) {
    this.engine = engine;
    this.database = database;
    this.transaction = new TransactionTemplate(transactions);
    this.ownTransaction = new TransactionTemplate(transactions);
    this.ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    this.trail = trail;
  }

  /** What was true at most {@link #NOTICED_WITHIN} ago. */
  Account lately(String id) {
    return lately.get(id);
  }

  Account now(String id) {
    IdentityService identities = identities();
    User user = identities.createUserQuery().userId(id).singleResult();
    if (user == null) {
      return new Account(false, Set.of(), "", null, false, null);
    }
    Row row = row(id);
    return new Account(true, groups(id), row.generation() + ":" + Passwords.fingerprint(user), identities.getUserInfo(id, ORIGIN),
        row.mustChangePassword(), row.endedAt());
  }

  /** Ids of the groups that the engine knows the account in, whoever put it there. */
  Set<String> groups(String id) {
    return identities().createGroupQuery().groupMember(id).unlimitedList().stream().map(Group::getId).collect(Collectors.toUnmodifiableSet());
  }

  /** Ends every session of the account: here at once, on other nodes with the first request after {@link #NOTICED_WITHIN}. */
  void endSessions(String id) {
    change(id, "generation = generation + 1, ended_at = current_timestamp");
  }

  /** The next sign-in leads to a new password and nowhere else. */
  void demandNewPassword(String id) {
    change(id, "must_change_password = true");
  }

  void passwordWasChanged(String id) {
    change(id, "must_change_password = false, generation = generation + 1, ended_at = current_timestamp");
  }

  /** Keeps who this account is at its provider. */
  void setSubject(String id, String subject) {
    transaction.executeWithoutResult(status -> {
      insertWhereMissing(id);
      database.update("update careloop_account set subject = ? where account_id = ?", subject, id);
      trail.wrote(TABLE, id);
    });
  }

  /** Who this account is at its provider, or null. */
  String subject(String id) {
    return database.queryForList("select subject from careloop_account where account_id = ?", String.class, id).stream().findFirst().orElse(null);
  }

  /** Accounts of this person of this provider: one, as long as the provider never changed the user name. */
  List<String> ofSubject(String issuer, String subject) {
    return database.queryForList("select account_id from careloop_account where subject = ?", String.class, subject).stream()
        .filter(id -> issuer.equals(identities().getUserInfo(id, ORIGIN))).toList();
  }

  void forget(String id) {
    lately.invalidate(id);
  }

  private void change(String id, String what) {
    transaction.executeWithoutResult(status -> {
      insertWhereMissing(id);
      database.update("update careloop_account set " + what + " where account_id = ?", id);
      trail.wrote(TABLE, id);
    });
    forget(id);
  }

  private void insertWhereMissing(String id) {
    if (database.queryForObject("select count(*) from careloop_account where account_id = ?", Long.class, id) == 0) {
      try {
        ownTransaction.executeWithoutResult(status -> {
          database.update("insert into careloop_account (account_id, generation, must_change_password) values (?, 0, false)", id);
          trail.wrote(TABLE, id);
        });
      } catch (DuplicateKeyException anotherNodeWasFaster) {
        // The row is there, which is all that was wanted.
      }
    }
  }

  private Row row(String id) {
    return database.query("select generation, ended_at, must_change_password from careloop_account where account_id = ?", (row, number) -> {
      Timestamp ended = row.getTimestamp("ended_at");
      return new Row(row.getLong("generation"), ended == null ? null : ended.toInstant(), row.getBoolean("must_change_password"));
    }, id).stream().findFirst().orElse(NONE);
  }

  private IdentityService identities() {
    return engine.getObject().getIdentityService();
  }
}
