package org.careloop.security;

import java.util.List;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/** Who acts in the current request, as the engine wants to know it: user id and group ids. However they signed in. */
record SignedIn(String user, List<String> groups) {

  /** Null where nobody is signed in. */
  static SignedIn current() {
    Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
    if (authentication == null || !authentication.isAuthenticated() || authentication instanceof AnonymousAuthenticationToken) {
      return null;
    }
    return new SignedIn(authentication.getName(), Groups.of(authentication));
  }

  boolean is(Role role) {
    return groups.contains(role.group());
  }

  boolean isCareTeam() {
    return Role.careTeamRoles().stream().anyMatch(this::is);
  }
}
