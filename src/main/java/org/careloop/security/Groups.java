package org.careloop.security;

import java.util.List;
import java.util.Objects;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;

/** The groups of somebody who is signed in, however they did. */
public final class Groups {

  private Groups() {}

  public static List<String> of(Authentication who) {
    return who.getAuthorities().stream().map(GrantedAuthority::getAuthority).filter(Objects::nonNull).toList();
  }
}
