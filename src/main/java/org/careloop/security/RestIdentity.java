package org.careloop.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.camunda.bpm.engine.IdentityService;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets the engine's REST API act as the person or program that signed in, and as nobody afterwards. */
class RestIdentity extends OncePerRequestFilter {

  private final IdentityService identities;

  RestIdentity(IdentityService identities) {
    this.identities = identities;
  }

  @Override
  protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    SignedIn signedIn = SignedIn.current();
    if (signedIn == null) {
      // Without an authentication the engine checks nothing at all.
      response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
      return;
    }
    try {
      identities.setAuthentication(signedIn.user(), signedIn.groups());
      chain.doFilter(request, response);
    } finally {
      identities.clearAuthentication();
    }
  }
}
