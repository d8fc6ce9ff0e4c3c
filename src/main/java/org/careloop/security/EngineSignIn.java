package org.careloop.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.identity.User;
import org.careloop.security.SignInLog.Event;
import org.careloop.security.internal.Passwords;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.stereotype.Component;

/**
 * Checks user and password against the engine's own accounts, whose lock counts every wrong one, behind a throttle for each address. The
 * groups become authorities. Says the same, and takes as long, for an unknown user, a wrong password, a locked account and too many attempts.
 */
@Component
class EngineSignIn implements AuthenticationProvider {

  /** So long after its last wrong password an administrator's account opens again by itself: somebody must be able to unlock the others. */
  static final Duration ADMINISTRATORS_REST = Duration.ofHours(1);

  private final ProcessEngine engine;
  private final Accounts accounts;
  private final SignInLog log;
  private final SignInThrottle throttle;
  private final boolean people;
  private final Lock[] oneAtATime = Stream.generate(ReentrantLock::new).limit(64).toArray(Lock[]::new);
  private final byte[] key = new byte[32];
  private final Cache<String, Boolean> provedLately = Caffeine.newBuilder().maximumSize(1_000).expireAfterAccess(Duration.ofMinutes(15)).build();

  EngineSignIn(ProcessEngine engine, Accounts accounts, SignInLog log, SecuritySettings settings, Clock clock) {
    this.engine = engine;
    this.accounts = accounts;
    this.log = log;
    this.throttle = new SignInThrottle(settings.attemptsPerAddress(), clock);
    this.people = settings.passwordSignIn();
    new SecureRandom().nextBytes(key);
  }

  @Override
  public Authentication authenticate(Authentication claim) {
    String id = claim.getName();
    Object password = claim.getCredentials();
    Knock knock = Knock.of(claim);
    if (id == null || id.isBlank() || password == null || password.toString().isEmpty() || knock == null) {
      throw refusal();
    }
    User user = engine.getIdentityService().createUserQuery().userId(id).singleResult();
    Set<String> groups = user == null ? Set.of() : accounts.groups(id);
    boolean program = groups.equals(Set.of(Role.INTEGRATIONS.group()));
    String proof = user == null ? "" : proof(knock.getRemoteAddress(), id, password.toString(), user);
    // A program sends its password with each message. What was right from there a moment ago is right as long as the stored password stays,
    // and a stranger's guesses, which lock the account, must not stop the hospital's messages.
    boolean proved = knock.way() == Knock.Way.BASIC && provedLately.getIfPresent(proof) != null
        && (program || !Passwords.isLocked(engine, user));
    if (!proved) {
      check(id, password.toString(), user, groups, people || program, knock);
      log.write(Event.SIGNED_IN, id, knock.way(), knock.getRemoteAddress(), null);
      provedLately.put(proof(knock.getRemoteAddress(), id, password.toString(), user(id)), true);
    }
    UsernamePasswordAuthenticationToken token =
        UsernamePasswordAuthenticationToken.authenticated(id, null, groups.stream().map(SimpleGrantedAuthority::new).toList());
    token.setDetails(knock);
    return token;
  }

  @Override
  public boolean supports(Class<?> authentication) {
    return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
  }

  /** Whether this is the account's password; a wrong one counts as an attempt to sign in. */
  boolean isRight(String id, String password, Knock knock) {
    try {
      check(id, password, user(id), accounts.groups(id), true, knock);
      return true;
    } catch (BadCredentialsException wrong) {
      return false;
    }
  }

  private void check(String id, String password, User user, Set<String> groups, boolean allowed, Knock knock) {
    String address = knock.getRemoteAddress();
    if (!throttle.admits(address, id)) {
      Passwords.pretend(engine, password);
      throw refused(user, knock, "too many from this address");
    }
    boolean usable = user != null && allowed && accounts.now(id).isLocal();
    Lock lock = oneAtATime[Math.floorMod(id.hashCode(), oneAtATime.length)];
    lock.lock();
    try {
      User now = usable ? user(id) : null;
      if (now != null && groups.contains(Role.ADMINISTRATORS.group()) && Passwords.isLockedForGood(engine, now)
          && Passwords.hasRestedFor(now, ADMINISTRATORS_REST)) {
        identities().unlockUser(id);
        now = user(id);
      }
      if (now == null || Passwords.isLocked(engine, now)) {
        Passwords.pretend(engine, password);
        throw refused(user, knock, !usable ? "no password here" : "locked");
      }
      if (!identities().checkPassword(id, password)) {
        if (Passwords.isLockedForGood(engine, user(id))) {
          log.write(Event.LOCKED, id, knock.way(), address, null);
        }
        throw refused(user, knock, "wrong password");
      }
      throttle.wasRight(address, id);
      renew(now, password);
    } finally {
      lock.unlock();
    }
  }

  // Brings the stored hash up to date, and asks for another password where the policy would not let this one in any more.
  private void renew(User user, String password) {
    if (Passwords.hasPolicy(engine) && !identities().checkPasswordAgainstPolicy(password, user).isValid()) {
      accounts.demandNewPassword(user.getId());
    }
    if (Passwords.isOld(engine, user)) {
      Passwords.store(engine, user(user.getId()), password);
      accounts.forget(user.getId());
    }
  }

  private BadCredentialsException refused(User user, Knock knock, String reason) {
    log.write(Event.REFUSED, user == null ? null : user.getId(), knock.way(), knock.getRemoteAddress(), user == null ? "unknown account" : reason);
    return refusal();
  }

  private static BadCredentialsException refusal() {
    return new BadCredentialsException("User name or password is wrong, or the account is locked after too many attempts.");
  }

  private String proof(String address, String id, String password, User user) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      for (String part : Arrays.asList(address, id, Passwords.fingerprint(user), password)) {
        mac.update(part.getBytes(StandardCharsets.UTF_8));
        mac.update((byte) 0);
      }
      return HexFormat.of().formatHex(mac.doFinal());
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException(e);
    }
  }

  private User user(String id) {
    return identities().createUserQuery().userId(id).singleResult();
  }

  private IdentityService identities() {
    return engine.getIdentityService();
  }
}
