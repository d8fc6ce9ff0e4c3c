package org.careloop.security.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Date;
import java.util.HexFormat;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.IdentityServiceImpl;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cmd.SaveUserCmd;
import org.camunda.bpm.engine.impl.persistence.entity.UserEntity;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.impl.util.EncryptionUtil;

/** Looks at stored passwords and locks without counting as an attempt to sign in. */
public final class Passwords {

  private Passwords() {}

  /** True when this is the account's password. */
  public static boolean is(ProcessEngine engine, User user, String candidate) {
    UserEntity account = (UserEntity) user;
    if (account.getPassword() == null) {
      return false;
    }
    String salted = EncryptionUtil.saltPassword(candidate, account.getSalt());
    return configuration(engine).getPasswordManager().check(salted, account.getPassword());
  }

  /** Takes as long as checking a password, so that nobody can tell from the time whether there was one to check. */
  public static void pretend(ProcessEngine engine, String candidate) {
    configuration(engine).getPasswordManager().encrypt(candidate);
  }

  /** Stores a password that the policy is not asked about: one that is stored already, or one that nobody will ever know. */
  public static void store(ProcessEngine engine, User user, String password) {
    user.setPassword(password);
    ((IdentityServiceImpl) engine.getIdentityService()).getCommandExecutor().execute(new SaveUserCmd(user, true));
  }

  /** True when the hash is one that the engine made before this program brought its own, or one that is cheaper than today's. */
  public static boolean isOld(ProcessEngine engine, User user) {
    String stored = ((UserEntity) user).getPassword();
    return stored != null && !((StrongPasswords.Hash) configuration(engine).getPasswordEncryptor()).isToday(stored);
  }

  /** Changes whenever the password does, and tells nothing about it. */
  public static String fingerprint(User user) {
    UserEntity account = (UserEntity) user;
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256")
          .digest((account.getPassword() + "|" + account.getSalt()).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** True while the engine would refuse even the right password. */
  public static boolean isLocked(ProcessEngine engine, User user) {
    Date until = ((UserEntity) user).getLockExpirationTime();
    return isLockedForGood(engine, user) || until != null && until.after(ClockUtil.getCurrentTime());
  }

  /** True when only an administrator unlocks it. */
  public static boolean isLockedForGood(ProcessEngine engine, User user) {
    return ((UserEntity) user).getAttempts() >= configuration(engine).getLoginMaxAttempts();
  }

  /** True when the last wrong password is at least as long ago, counted from the end of the pause it brought. */
  public static boolean hasRestedFor(User user, Duration rest) {
    Date until = ((UserEntity) user).getLockExpirationTime();
    return until == null || until.toInstant().plus(rest).isBefore(ClockUtil.getCurrentTime().toInstant());
  }

  public static boolean hasPolicy(ProcessEngine engine) {
    return configuration(engine).isEnablePasswordPolicy();
  }

  private static ProcessEngineConfigurationImpl configuration(ProcessEngine engine) {
    return (ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration();
  }
}
