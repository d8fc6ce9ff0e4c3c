package org.careloop.security;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Who somebody is, as the provider says it. Nothing in it is believed before {@link Admission} has looked at it.
 *
 * @param id what would be the user id; null where the claim is missing
 * @param subject the provider's own name for the person, which never passes on to another
 * @param groups the provider's names
 */
record ProviderIdentity(String id, String subject, String firstName, String lastName, String email, List<String> groups) {

  private static final Pattern USABLE = Pattern.compile("[A-Za-z0-9._@-]{1,64}");
  private static final int LONGEST_NAME = 100;

  static ProviderIdentity of(ProviderSettings settings, Map<String, Object> claims) {
    String first = text(claims, "given_name");
    String last = text(claims, "family_name");
    boolean oneName = first.isEmpty() && last.isEmpty();
    return new ProviderIdentity(claims.get(settings.userNameClaim()) instanceof String id ? id : null,
        Objects.toString(claims.get("sub"), ""), first, oneName ? text(claims, "name") : last, text(claims, "email"),
        groups(claims, settings.groupsClaim()));
  }

  /** True for what the engine takes for a user id, and people can tell from another. */
  boolean hasUsableId() {
    return id != null && USABLE.matcher(id).matches();
  }

  private static List<String> groups(Map<?, ?> claims, String claim) {
    Object found = claims.get(claim);
    int dot = claim.indexOf('.');
    if (found == null && dot > 0 && claims.get(claim.substring(0, dot)) instanceof Map<?, ?> inner) {
      return groups(inner, claim.substring(dot + 1));
    }
    if (found instanceof Collection<?> several) {
      return several.stream().filter(String.class::isInstance).map(String.class::cast).toList();
    }
    return found instanceof String one ? List.of(one) : List.of();
  }

  private static String text(Map<String, Object> claims, String claim) {
    String text = claims.get(claim) instanceof String value ? value.replaceAll("\\p{Cntrl}", " ").strip() : "";
    return text.length() > LONGEST_NAME ? text.substring(0, LONGEST_NAME) : text;
  }
}
