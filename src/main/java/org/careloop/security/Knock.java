package org.careloop.security;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/** How somebody came to a door and from where: the details of each attempt to sign in. The address is the one the server saw, see README. */
final class Knock extends WebAuthenticationDetails {

  private static final long serialVersionUID = 1L;

  /** The doors, by the names that the log keeps. */
  enum Way {
    PASSWORD("Password"), BASIC("Password with each request"), PROVIDER("Single sign-on"), TOKEN("Token");

    private final String label;

    Way(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  private final Way way;

  private Knock(HttpServletRequest request, Way way) {
    super(request);
    this.way = way;
  }

  static Knock atTheForm(HttpServletRequest request) {
    return new Knock(request, Way.PASSWORD);
  }

  static Knock withBasic(HttpServletRequest request) {
    return new Knock(request, Way.BASIC);
  }

  static Knock fromTheProvider(HttpServletRequest request) {
    return new Knock(request, Way.PROVIDER);
  }

  static Knock withToken(HttpServletRequest request) {
    return new Knock(request, Way.TOKEN);
  }

  /** Null where somebody came another way. */
  static Knock of(Authentication authentication) {
    return authentication.getDetails() instanceof Knock knock ? knock : null;
  }

  Way way() {
    return way;
  }
}
