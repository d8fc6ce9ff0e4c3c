package org.careloop.engine;

import org.careloop.engine.internal.CurrentCase;
import org.springframework.stereotype.Component;

/**
 * Makes this case the only open one of its protocol under a key, which becomes its business key. Refuses with {@code already-open} where
 * another case holds the key; asked again by the same case it changes nothing.
 */
@Component
class TakeCase extends CareDelegate<TakeCase.Request, Void> {

  static final String ALREADY_OPEN = "already-open";

  private final CaseKeys keys;

  TakeCase(CaseKeys keys) {
    this.keys = keys;
  }

  /** @param caseKey what the case is about, for example the patient's id in the health record; never a name */
  record Request(String caseKey) {}

  @Override
  protected Void perform(Request request) {
    CurrentCase now = CurrentCase.get();
    String holder = keys.lock(now.protocol(), request.caseKey());
    if (!now.id().equals(holder)) {
      if (keys.isRunning(holder)) {
        throw refuse(ALREADY_OPEN, "caseKey: another case of %s is open under this key, expected none.".formatted(now.protocol()));
      }
      keys.opened(now.protocol(), request.caseKey(), now.id());
    }
    now.setKey(request.caseKey());
    return null;
  }
}
