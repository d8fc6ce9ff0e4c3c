package org.careloop.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.rest.security.auth.AuthenticationProvider;
import org.camunda.bpm.engine.rest.security.auth.AuthenticationResult;

/** Tells Camunda's web applications who is signed in, so that they never ask by themselves. Made by the engine's filter by its class name. */
public class WebAppUser implements AuthenticationProvider {

  @Override
  public AuthenticationResult extractAuthenticatedUser(HttpServletRequest request, ProcessEngine engine) {
    SignedIn signedIn = SignedIn.current();
    if (signedIn == null || engine.getIdentityService().createUserQuery().userId(signedIn.user()).count() == 0) {
      return AuthenticationResult.unsuccessful();
    }
    AuthenticationResult result = AuthenticationResult.successful(signedIn.user());
    result.setGroups(signedIn.groups());
    return result;
  }

  @Override
  public void augmentResponseByAuthenticationChallenge(HttpServletResponse response, ProcessEngine engine) {
    // The filter answers 401; the way to the sign-in page is the web rules' business.
  }
}
