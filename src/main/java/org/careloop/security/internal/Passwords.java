package org.careloop.security.internal;

import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.persistence.entity.UserEntity;
import org.camunda.bpm.engine.impl.util.EncryptionUtil;

/** Looks at stored passwords without counting as an attempt to sign in. */
public final class Passwords {

  private Passwords() {}

  /** True when this is the account's password. */
  public static boolean is(ProcessEngine engine, User user, String candidate) {
    UserEntity account = (UserEntity) user;
    if (account.getPassword() == null) {
      return false;
    }
    String salted = EncryptionUtil.saltPassword(candidate, account.getSalt());
    return ((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration()).getPasswordManager().check(salted, account.getPassword());
  }
}
