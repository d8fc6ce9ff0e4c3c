package org.careloop.security;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import org.careloop.security.SignInLog.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.authentication.logout.LogoutSuccessHandler;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.stereotype.Component;

/**
 * How people and programs sign in and out, for the web rules to put into their chains: password, HTTP Basic, single sign-on and bearer tokens
 * where a provider is configured. Says nothing about who may go where.
 */
@Component
class SignInRules {

  private static final Logger trouble = LoggerFactory.getLogger(SignInRules.class);

  private final SecuritySettings settings;
  private final SingleSignOn provider;
  private final SignInLog log;
  private final SessionLife sessions;

  SignInRules(SecuritySettings settings, SingleSignOn provider, SignInLog log, Accounts accounts) {
    this.settings = settings;
    this.provider = provider;
    this.log = log;
    this.sessions = new SessionLife(accounts, settings.longestSession(), InstantSource.system());
  }

  /** Password or token with each request. */
  void forPrograms(HttpSecurity http) throws Exception {
    withBasic(http);
    if (settings.sso().takesTokens()) {
      provider.takeTokens(http);
    }
  }

  /** Password with each request, or the session of a person. */
  void withBasic(HttpSecurity http) throws Exception {
    http.httpBasic(basic -> basic.realmName("Careloop").authenticationDetailsSource(Knock::withBasic))
        .addFilterBefore(sessions, AuthorizationFilter.class);
  }

  /** A session, begun at the provider or with a password. */
  void forPeople(HttpSecurity http, RequestMatcher scriptsSignOut) throws Exception {
    if (settings.passwordSignIn()) {
      http.formLogin(form -> form.loginPage("/login").authenticationDetailsSource(Knock::atTheForm)
          .successHandler(new Welcome()).failureHandler(backToThePage()));
    }
    if (settings.sso().isSet()) {
      provider.takePeople(http, new Welcome(), this::backFromTheProvider);
    }
    http.logout(logout -> logout.addLogoutHandler(this::wroteDown).logoutSuccessHandler(farewell(scriptsSignOut)))
        .addFilterBefore(sessions, AuthorizationFilter.class);
  }

  /** Lets this session go on after a change of its own account that ends all others. */
  void goOn(HttpServletRequest request, Authentication who) {
    sessions.goOn(request, who);
  }

  /** Signs the person out at the provider, too, where the session began there. */
  void signOutThereToo(HttpServletRequest request, Authentication who) {
    provider.signOutThereToo(request, who);
  }

  /** Begins the session, then leads on to where the person wanted to go. */
  private final class Welcome extends SavedRequestAwareAuthenticationSuccessHandler {

    @Override
    public void onAuthenticationSuccess(HttpServletRequest request, HttpServletResponse response, Authentication who)
        throws ServletException, IOException {
      sessions.begin(request, who);
      if (Knock.of(who).way() == Knock.Way.PROVIDER) {
        log.write(Event.SIGNED_IN, who.getName(), Knock.Way.PROVIDER, request.getRemoteAddr(), null);
      }
      super.onAuthenticationSuccess(request, response, who);
    }
  }

  private static AuthenticationFailureHandler backToThePage() {
    return (request, response, refusal) -> response.sendRedirect(request.getContextPath() + SignInProblem.REFUSED.page());
  }

  private void backFromTheProvider(HttpServletRequest request, HttpServletResponse response, AuthenticationException refusal) throws IOException {
    SignInProblem problem = SignInProblem.of(refusal);
    log.write(Event.REFUSED, null, Knock.Way.PROVIDER, request.getRemoteAddr(), problem.code());
    if (problem == SignInProblem.NOT_COMPLETED) {
      trouble.warn("Single sign-on was not completed: {}", refusal.getMessage());
    }
    response.sendRedirect(request.getContextPath() + problem.page());
  }

  private void wroteDown(HttpServletRequest request, HttpServletResponse response, Authentication who) {
    if (who != null && Knock.of(who) != null) {
      log.write(Event.SIGNED_OUT, who.getName(), Knock.of(who).way(), request.getRemoteAddr(), null);
    }
  }

  // A script cannot follow to a page; the page it belongs to goes there by itself.
  private LogoutSuccessHandler farewell(RequestMatcher scripts) {
    return (request, response, who) -> {
      provider.signOutThereToo(request, who);
      if (scripts.matches(request)) {
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
      } else {
        response.sendRedirect(request.getContextPath() + SignInProblem.SIGNED_OUT.page());
      }
    };
  }
}
