package org.careloop.security.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.digest.PasswordEncryptor;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.annotation.Order;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Keeps passwords as bcrypt hashes and holds new ones to Careloop's policy, where the engine asks for one. Hashes that the engine made
 * before (SHA-512) still verify.
 */
@Component
@Order(110)
class StrongPasswords extends AbstractProcessEnginePlugin {

  private final int work;

  StrongPasswords(@Value("${careloop.security.password-work:12}") int work) {
    this.work = work;
  }

  @Override
  public void preInit(ProcessEngineConfigurationImpl engine) {
    engine.setPasswordEncryptor(new Hash(work));
    if (engine.isEnablePasswordPolicy()) {
      engine.setPasswordPolicy(new PolicyOfPasswords());
    }
  }

  /** bcrypt reads 72 bytes and not more, so it gets a digest of the salted password. */
  static final class Hash implements PasswordEncryptor {

    private static final String NAME = "bcrypt-sha256";

    private final BCryptPasswordEncoder bcrypt;

    Hash(int work) {
      this.bcrypt = new BCryptPasswordEncoder(work);
    }

    @Override
    public String encrypt(String password) {
      return bcrypt.encode(digest(password));
    }

    @Override
    public boolean check(String password, String encrypted) {
      return bcrypt.matches(digest(password), encrypted);
    }

    @Override
    public String hashAlgorithmName() {
      return NAME;
    }

    boolean isToday(String stored) {
      String prefix = "{" + NAME + "}";
      return stored.startsWith(prefix) && !bcrypt.upgradeEncoding(stored.substring(prefix.length()));
    }

    private static String digest(String password) {
      try {
        return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(password.getBytes(StandardCharsets.UTF_8)));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
