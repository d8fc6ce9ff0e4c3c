package org.careloop.security;

import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.identity.User;
import org.careloop.security.SecuritySettings.Account;
import org.careloop.security.internal.EngineSetUp;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/**
 * Creates the configured accounts, and in the sandbox one a role whose password is its id. Never changes an account that exists, never
 * takes one away.
 */
@Component
@Order(2)
class AccountsAtStart implements EngineSetUp {

  private final SecuritySettings settings;
  private final boolean sandbox;

  AccountsAtStart(SecuritySettings settings, Environment environment) {
    this.settings = settings;
    this.sandbox = environment.acceptsProfiles(Profiles.of("sandbox"));
  }

  @Override
  public void apply(ProcessEngine engine) {
    List<Account> accounts = new ArrayList<>(settings.accounts());
    if (sandbox) {
      accounts.addAll(SandboxAccounts.all());
    }
    accounts.forEach(account -> create(engine.getIdentityService(), account));
  }

  private static void create(IdentityService identities, Account account) {
    if (identities.createUserQuery().userId(account.id()).count() > 0) {
      return;
    }
    User user = identities.newUser(account.id());
    user.setFirstName(account.firstName());
    user.setLastName(account.lastName());
    user.setPassword(account.password());
    try {
      identities.saveUser(user);
    } catch (ProcessEngineException e) {
      throw new IllegalStateException("Account \"%s\" of careloop.security.accounts was not created: %s".formatted(account.id(), e.getMessage()), e);
    }
    account.groups().forEach(group -> identities.createMembership(account.id(), group));
  }
}
