package org.careloop.security;

import java.util.Arrays;
import java.util.Locale;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;

/** Why somebody is on the sign-in page (again), in words for them. The name stands in the address, never anything a stranger could choose. */
enum SignInProblem {
  REFUSED("bad", "User name or password is wrong, or there were too many attempts. Wait a moment, then try again."),
  EXPIRED("warn", "This page had been open for too long. Sign in again."),
  ENDED("warn", "Your session has ended: it was too old, or your account was changed or signed out elsewhere. Sign in again."),
  SIGNED_OUT("good", "You are signed out."),
  SIGNED_OUT_EVERYWHERE("good", "You are signed out, here and on every other device."),
  UNREACHABLE("bad", "{provider} cannot be reached at the moment. Try again in a few minutes; if it goes on, tell an administrator."),
  NOT_COMPLETED("bad", "Signing in at {provider} was not completed. Try again; if it happens again, tell an administrator the time."),
  NO_ROLE("warn", "{provider} knows you, but you have no role in Careloop. Ask an administrator to give you one, then sign in again."),
  NAME_TAKEN("bad", "Your user name at {provider} is already used here by another account. An administrator must rename or remove that account first."),
  BAD_NAME("bad", "Your user name at {provider} cannot be used here: expected 1 to 64 letters, digits, dots, dashes, underscores or @. "
      + "An administrator must change it at {provider}.");

  private final String tone;
  private final String text;

  SignInProblem(String tone, String text) {
    this.tone = tone;
    this.text = text;
  }

  String tone() {
    return tone;
  }

  String text(String provider) {
    String text = this.text.replace("{provider}", provider);
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  /** As it stands in the address. */
  String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String page() {
    return "/login?" + code();
  }

  /** What a check of a person's or token's identity throws. */
  OAuth2AuthenticationException refusal() {
    return new OAuth2AuthenticationException(new OAuth2Error(code()), code());
  }

  OAuth2AuthenticationException refusal(Throwable cause) {
    return new OAuth2AuthenticationException(new OAuth2Error(code()), code(), cause);
  }

  /** Why the way over the provider ended here. */
  static SignInProblem of(AuthenticationException refusal) {
    SignInProblem known = refusal instanceof OAuth2AuthenticationException named ? of(named.getError().getErrorCode()) : null;
    return known == null ? NOT_COMPLETED : known;
  }

  /** The problem of this code, or null. */
  static SignInProblem of(String code) {
    return Arrays.stream(values()).filter(problem -> problem.code().equals(code)).findFirst().orElse(null);
  }
}
