package org.careloop.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import org.careloop.security.Accounts.Account;
import org.springframework.security.authentication.CredentialsExpiredException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Ends sessions that must not go on: too old, of an account that was deleted, put into other groups, given another password or signed out
 * everywhere, on this node or another. Leads whoever must change the password to the page for it. Never touches what a token allows.
 */
class SessionLife extends OncePerRequestFilter {

  /** Set on a request whose session has just been ended. */
  static final String ENDED = SessionLife.class.getName() + ".ended";

  private static final String MARK = SessionLife.class.getName() + ".mark";

  /** What was true when the session began. */
  private record Mark(String account, String stamp, Set<String> groups, Instant begun) implements Serializable {}

  private final Accounts accounts;
  private final Duration longest;
  private final InstantSource time;

  /** @param time not the engine's clock: moving that one in the sandbox must not throw everybody out */
  SessionLife(Accounts accounts, Duration longest, InstantSource time) {
    this.accounts = accounts;
    this.longest = longest;
    this.time = time;
  }

  /** To be called when somebody has just signed in. */
  void begin(HttpServletRequest request, Authentication who) {
    mark(request.getSession(), who, time.instant());
  }

  /** Lets this session outlive a change of its own account; it grows no younger by that. */
  void goOn(HttpServletRequest request, Authentication who) {
    HttpSession session = request.getSession();
    mark(session, who, session.getAttribute(MARK) instanceof Mark mark ? mark.begun() : time.instant());
  }

  private void mark(HttpSession session, Authentication who, Instant begun) {
    accounts.forget(who.getName());
    session.setAttribute(MARK, new Mark(who.getName(), accounts.now(who.getName()).stamp(), groups(who), begun));
  }

  @Override
  protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Authentication who = SecurityContextHolder.getContext().getAuthentication();
    Knock knock = SignedIn.current() == null ? null : Knock.of(who);
    if (SignedIn.current() == null || knock != null && knock.way() == Knock.Way.TOKEN) {
      chain.doFilter(request, response);
      return;
    }
    Account account = accounts.lately(who.getName());
    if (knock != null && knock.way() == Knock.Way.BASIC) {
      if (account.mustChangePassword()) {
        refuse(response);
        return;
      }
    } else if (!goesOn(request.getSession(false), who, account)) {
      end(request);
      throw new CredentialsExpiredException("The session has ended.");
    } else if (account.mustChangePassword() && !isWayToNewPassword(request)) {
      if (request.getServletPath().startsWith("/camunda/api/")) {
        refuse(response);
      } else {
        response.sendRedirect(request.getContextPath() + "/account");
      }
      return;
    }
    chain.doFilter(request, response);
  }

  private boolean goesOn(HttpSession session, Authentication who, Account account) {
    return session != null && session.getAttribute(MARK) instanceof Mark mark && account.exists()
        && mark.account().equals(who.getName()) && mark.stamp().equals(account.stamp()) && mark.groups().equals(account.groups())
        && time.instant().isBefore(mark.begun().plus(longest));
  }

  private static void end(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    if (session != null) {
      session.invalidate();
    }
    SecurityContextHolder.clearContext();
    request.setAttribute(ENDED, true);
  }

  private static boolean isWayToNewPassword(HttpServletRequest request) {
    String path = request.getServletPath();
    return path.equals("/account") || path.startsWith("/account/") || path.equals("/logout") || path.startsWith("/careloop.") || path.equals("/error");
  }

  private static void refuse(HttpServletResponse response) throws IOException {
    response.setStatus(HttpServletResponse.SC_FORBIDDEN);
    response.setContentType("application/problem+json");
    response.getWriter().write("{\"title\":\"The password must be changed first\",\"status\":403,"
        + "\"detail\":\"This account has a one-time password. Sign in with a browser and choose another on the page /account.\"}");
  }

  private static Set<String> groups(Authentication who) {
    Set<String> groups = new HashSet<>();
    who.getAuthorities().forEach(authority -> groups.add(authority.getAuthority()));
    return Set.copyOf(groups);
  }
}
