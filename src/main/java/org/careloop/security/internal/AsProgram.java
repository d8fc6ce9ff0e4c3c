package org.careloop.security.internal;

import java.util.function.Supplier;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.impl.identity.Authentication;

/** Asks the engine as the program itself, for what a person may not look up but a rule about them must know. */
final class AsProgram {

  private AsProgram() {}

  static <T> T ask(IdentityService identities, Supplier<T> question) {
    Authentication who = identities.getCurrentAuthentication();
    identities.clearAuthentication();
    try {
      return question.get();
    } finally {
      identities.setAuthentication(who);
    }
  }
}
