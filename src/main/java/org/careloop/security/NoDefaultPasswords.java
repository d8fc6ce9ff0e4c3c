package org.careloop.security;

import java.util.List;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.identity.User;
import org.careloop.security.internal.EngineSetUp;
import org.careloop.security.internal.Passwords;
import org.springframework.context.annotation.Profile;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Refuses to start production on a database with a sandbox account that everybody knows the password of, or with no administrator. Weak
 * passwords from before are found when somebody signs in with one, and must be changed then.
 */
@Component
@Profile("production")
@Order(3)
class NoDefaultPasswords implements EngineSetUp {

  private final SecuritySettings settings;

  NoDefaultPasswords(SecuritySettings settings) {
    this.settings = settings;
  }

  @Override
  public void apply(ProcessEngine engine) {
    List<String> open = SandboxAccounts.all().stream()
        .map(known -> engine.getIdentityService().createUserQuery().userId(known.id()).singleResult())
        .filter(user -> user != null && Passwords.is(engine, user, user.getId())).map(User::getId).toList();
    if (!open.isEmpty()) {
      throw new IllegalStateException(("Careloop does not start in profile \"production\": the accounts %s have a default password."
          + " An administrator of the database must remove them or set other passwords.").formatted(open));
    }
    if (!settings.sso().givesAdministrators()
        && engine.getIdentityService().createUserQuery().memberOfGroup(Role.ADMINISTRATORS.group()).count() == 0) {
      throw new IllegalStateException(("Careloop does not start in profile \"production\": nobody is in group \"%s\". Name the first administrator with"
          + " careloop.security.first-administrator.id and .password, or a group of the single sign-on with careloop.security.sso.roles.%s.")
          .formatted(Role.ADMINISTRATORS.group(), Role.ADMINISTRATORS.group()));
    }
  }
}
