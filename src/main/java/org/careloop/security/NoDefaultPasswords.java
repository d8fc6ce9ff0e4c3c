package org.careloop.security;

import java.util.List;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.identity.User;
import org.careloop.security.internal.EngineSetUp;
import org.careloop.security.internal.Passwords;
import org.springframework.context.annotation.Profile;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Refuses to start production on a database with an account whose password is its id or a well-known word, or with no administrator. */
@Component
@Profile("production")
@Order(3)
class NoDefaultPasswords implements EngineSetUp {

  @Override
  public void apply(ProcessEngine engine) {
    List<String> open = engine.getIdentityService().createUserQuery().unlimitedList().stream()
        .filter(user -> Stream.concat(Stream.of(user.getId()), ProductionCheck.WELL_KNOWN.stream())
            .anyMatch(candidate -> Passwords.is(engine, user, candidate)))
        .map(User::getId).toList();
    if (!open.isEmpty()) {
      throw new IllegalStateException(("Careloop does not start in profile \"production\": the accounts %s have a default password."
          + " An administrator of the database must remove them or set other passwords.").formatted(open));
    }
    if (engine.getIdentityService().createUserQuery().memberOfGroup(Role.ADMINISTRATORS.group()).count() == 0) {
      throw new IllegalStateException(("Careloop does not start in profile \"production\": nobody is in group \"%s\"."
          + " Name the first administrator under careloop.security.accounts.").formatted(Role.ADMINISTRATORS.group()));
    }
  }
}
