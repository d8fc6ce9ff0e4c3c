package org.careloop.security;

import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.identity.User;
import org.careloop.security.SecuritySettings.Account;
import org.careloop.security.SecuritySettings.FirstAdministrator;
import org.careloop.security.internal.EngineSetUp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/**
 * Creates the configured accounts, in the sandbox one a role whose password is its id, and while nobody is an administrator the first one,
 * with a one-time password. Never changes an account that exists, never takes one away.
 */
@Component
@Order(2)
class AccountsAtStart implements EngineSetUp {

  private static final Logger log = LoggerFactory.getLogger(AccountsAtStart.class);

  private final SecuritySettings settings;
  private final Accounts accounts;
  private final boolean sandbox;

  AccountsAtStart(SecuritySettings settings, Accounts accounts, Environment environment) {
    this.settings = settings;
    this.accounts = accounts;
    this.sandbox = environment.acceptsProfiles(Profiles.of("sandbox"));
  }

  @Override
  public void apply(ProcessEngine engine) {
    List<Account> wanted = new ArrayList<>(settings.accounts());
    if (sandbox) {
      wanted.addAll(SandboxAccounts.all());
    }
    wanted.forEach(account -> create(engine.getIdentityService(), account));
    if (settings.firstAdministrator().isSet()) {
      letTheFirstPersonIn(engine.getIdentityService(), settings.firstAdministrator());
    }
  }

  private void letTheFirstPersonIn(IdentityService identities, FirstAdministrator first) {
    String group = Role.ADMINISTRATORS.group();
    if (identities.createUserQuery().memberOfGroup(group).count() > 0) {
      log.info("careloop.security.first-administrator is ignored: there is an administrator already. Take the setting away.");
      return;
    }
    if (identities.createUserQuery().userId(first.id()).count() > 0) {
      throw new IllegalStateException(("careloop.security.first-administrator.id: \"%s\" is an account already and not in group \"%s\", expected a new id."
          + " Whoever set it must name another.").formatted(first.id(), group));
    }
    create(identities, new Account(first.id(), first.password(), "", "", "", List.of(group)));
    accounts.demandNewPassword(first.id());
    log.info("The first administrator is \"{}\", with a one-time password that the first sign-in changes.", first.id());
  }

  private static void create(IdentityService identities, Account account) {
    if (identities.createUserQuery().userId(account.id()).count() > 0) {
      return;
    }
    User user = identities.newUser(account.id());
    user.setFirstName(account.firstName());
    user.setLastName(account.lastName());
    user.setEmail(account.email().isBlank() ? null : account.email());
    user.setPassword(account.password());
    try {
      identities.saveUser(user);
    } catch (ProcessEngineException e) {
      throw new IllegalStateException("careloop.security: account \"%s\" was not created: %s".formatted(account.id(), e.getMessage()), e);
    }
    account.groups().forEach(group -> identities.createMembership(account.id(), group));
  }
}
