package org.careloop.security;

import java.util.Collection;
import java.util.List;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.Group;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.stereotype.Component;

/**
 * Checks user and password against the engine's own accounts, whose throttling counts every attempt. The groups become authorities. Says
 * the same for an unknown user, a wrong password and an account that is locked for a while.
 */
@Component
class EngineSignIn implements AuthenticationProvider {

  private final IdentityService identities;

  EngineSignIn(IdentityService identities) {
    this.identities = identities;
  }

  @Override
  public Authentication authenticate(Authentication claim) {
    String user = claim.getName();
    Object password = claim.getCredentials();
    if (user == null || user.isBlank() || password == null || !identities.checkPassword(user, password.toString())) {
      throw new BadCredentialsException("User name or password is wrong, or the account is locked after too many attempts.");
    }
    UsernamePasswordAuthenticationToken token = UsernamePasswordAuthenticationToken.authenticated(user, null, authorities(user));
    token.setDetails(claim.getDetails());
    return token;
  }

  @Override
  public boolean supports(Class<?> authentication) {
    return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
  }

  private Collection<GrantedAuthority> authorities(String user) {
    List<Group> groups = identities.createGroupQuery().groupMember(user).list();
    return groups.stream().<GrantedAuthority>map(group -> new SimpleGrantedAuthority(group.getId())).toList();
  }
}
