package org.careloop.security;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.identity.User;
import org.careloop.security.Accounts.Account;
import org.careloop.security.internal.Passwords;
import org.careloop.trail.Trail;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Lets people in who come from the provider: makes them known to the engine, so that Tasklist has names and colleagues, and keeps their
 * groups as the provider has them. Never takes over an account of this program or of another person, and never takes a membership away that
 * an administrator gave here.
 */
@Component
class Admission {

  private final ProcessEngine engine;
  private final Accounts accounts;
  private final JdbcTemplate database;
  private final TransactionTemplate transaction;
  private final Trail trail;
  private final ProviderSettings settings;
  private final SecureRandom random = new SecureRandom();

  Admission(ProcessEngine engine, Accounts accounts, JdbcTemplate database, PlatformTransactionManager transactions, SecuritySettings settings,
      Trail trail) {
    this.engine = engine;
    this.accounts = accounts;
    this.database = database;
    this.transaction = new TransactionTemplate(transactions);
    this.settings = settings.sso();
    this.trail = trail;
  }

  /** Checks the person, brings account and groups up to date and says which groups they have here. */
  Set<String> admit(ProviderIdentity person) {
    check(person);
    Set<String> given = given(person);
    try {
      transaction.executeWithoutResult(status -> bringUpToDate(person, given));
    } catch (ProcessEngineException | DataAccessException theSamePersonTwiceAtOnce) {
      transaction.executeWithoutResult(status -> bringUpToDate(person, given));
    }
    accounts.forget(person.id());
    Set<String> groups = accounts.groups(person.id());
    if (groups.stream().allMatch(Languages::isLanguage)) {
      throw SignInProblem.NO_ROLE.refusal();
    }
    return groups;
  }

  /** A language is taken over with a role, and where it has a group here; alone it lets nobody in. */
  private Set<String> given(ProviderIdentity person) {
    Set<String> groups = settings.groupsFor(person.groups());
    if (!groups.isEmpty()) {
      identities().createGroupQuery().groupType(Languages.GROUP_TYPE).list().stream().map(Group::getId).filter(Languages::isLanguage)
          .filter(person.groups()::contains).forEach(groups::add);
    }
    return groups;
  }

  /** Refuses a user id that cannot be one, or that is somebody else's here. Writes nothing. */
  void check(ProviderIdentity person) {
    if (!person.hasUsableId() || person.subject().isBlank()) {
      throw SignInProblem.BAD_NAME.refusal();
    }
    if (settings.program(person.id()) != null) {
      throw SignInProblem.NAME_TAKEN.refusal();
    }
    for (String taken : sameName(person.id())) {
      Account account = accounts.now(taken);
      boolean own = taken.equals(person.id()) && settings.issuer().equals(account.origin()) && person.subject().equals(accounts.subject(taken));
      if (!own) {
        throw SignInProblem.NAME_TAKEN.refusal();
      }
    }
  }

  /** Ids of accounts that people would take for this one. */
  List<String> sameName(String id) {
    return identities().createNativeUserQuery()
        .sql("select * from ACT_ID_USER where lower(ID_) = lower(#{id})").parameter("id", id).list().stream().map(User::getId).toList();
  }

  private void bringUpToDate(ProviderIdentity person, Set<String> given) {
    User user = identities().createUserQuery().userId(person.id()).singleResult();
    if (user == null && given.isEmpty()) {
      return;
    }
    if (user == null) {
      create(person);
    } else if (!named(user, person)) {
      name(user, person);
      identities().saveUser(user);
    }
    give(person.id(), given);
    // The provider renamed the person: what was given to the old name is not theirs any more.
    for (String renamed : accounts.ofSubject(settings.issuer(), person.subject())) {
      if (!renamed.equals(person.id())) {
        give(renamed, Set.of());
        accounts.endSessions(renamed);
      }
    }
  }

  private void create(ProviderIdentity person) {
    byte[] nobodyKnows = new byte[32];
    random.nextBytes(nobodyKnows);
    User user = identities().newUser(person.id());
    name(user, person);
    Passwords.store(engine, user, HexFormat.of().formatHex(nobodyKnows));
    identities().setUserInfo(person.id(), Accounts.ORIGIN, settings.issuer());
    accounts.setSubject(person.id(), person.subject());
  }

  private void give(String id, Set<String> groups) {
    Set<String> before = new HashSet<>(
        database.queryForList("select group_id from careloop_account_group where account_id = ?", String.class, id));
    Set<String> has = accounts.groups(id);
    for (String group : groups) {
      if (!has.contains(group)) {
        identities().createMembership(id, group);
        if (!before.contains(group)) {
          database.update("insert into careloop_account_group (account_id, group_id) values (?, ?)", id, group);
          trail.wrote("careloop_account_group", id, group);
        }
      }
    }
    before.removeAll(groups);
    for (String group : before) {
      identities().deleteMembership(id, group);
      database.update("delete from careloop_account_group where account_id = ? and group_id = ?", id, group);
      trail.gone("careloop_account_group", "account:" + id, id, group);
    }
  }

  private static boolean named(User user, ProviderIdentity person) {
    return Objects.equals(user.getFirstName(), person.firstName()) && Objects.equals(user.getLastName(), person.lastName())
        && Objects.equals(user.getEmail(), person.email());
  }

  private static void name(User user, ProviderIdentity person) {
    user.setFirstName(person.firstName());
    user.setLastName(person.lastName());
    user.setEmail(person.email());
  }

  private IdentityService identities() {
    return engine.getIdentityService();
  }
}
