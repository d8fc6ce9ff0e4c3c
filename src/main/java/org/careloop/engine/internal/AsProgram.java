package org.careloop.engine.internal;

import java.util.function.Supplier;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.impl.identity.Authentication;

/** Asks the engine as the program itself, for what a person or an interface has no right to but the program must know or do. */
public final class AsProgram {

  private AsProgram() {}

  public static <T> T ask(IdentityService identities, Supplier<T> question) {
    Authentication who = identities.getCurrentAuthentication();
    identities.clearAuthentication();
    try {
      return question.get();
    } finally {
      identities.setAuthentication(who);
    }
  }
}
