package org.careloop.security;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The provider of single sign-on, spoken to by OpenID Connect, and what its groups mean here.
 *
 * @param issuer its address, exactly as it names itself; empty for no single sign-on
 * @param name what people know it as, on the sign-in page
 * @param userNameClaim the claim that becomes the user id
 * @param groupsClaim the claim that holds group names, with dots for a way into an object ({@code realm_access.roles})
 * @param audience for whom a bearer token must have been issued; empty for no bearer tokens
 * @param roles the provider's group names for each of our groups. A group that is not named here is given by the provider's group of the
 *     same name, except {@code camunda-admin} and {@code integrations}, which nobody gets unless they are named.
 * @param programs what may come with a token of its own (client credentials)
 */
record ProviderSettings(@DefaultValue("") String issuer, @DefaultValue("") String clientId, @DefaultValue("") String clientSecret,
    @DefaultValue("your organization") @NotBlank String name, @DefaultValue("preferred_username") @NotBlank String userNameClaim,
    @DefaultValue("groups") @NotBlank String groupsClaim, @DefaultValue({"openid", "profile", "email"}) @NotEmpty List<String> scopes,
    @DefaultValue("") String audience, @DefaultValue Map<String, List<String>> roles, @DefaultValue List<@Valid Program> programs) {

  private static final Set<Role> NAMED_ONLY = Set.of(Role.ADMINISTRATORS, Role.INTEGRATIONS);

  ProviderSettings {
    if (!issuer.isBlank() && clientId.isBlank()) {
      throw new IllegalArgumentException("careloop.security.sso.client-id: empty, expected the id that the provider knows this program by.");
    }
    for (String named : roles.keySet()) {
      if (Arrays.stream(Role.values()).noneMatch(role -> isNamed(role, named))) {
        throw new IllegalArgumentException("careloop.security.sso.roles: \"%s\" is no group, expected some of %s."
            .formatted(named, Arrays.stream(Role.values()).map(Role::group).toList()));
      }
    }
  }

  /** A program and the groups its tokens stand for. */
  record Program(@NotBlank String clientId, @NotEmpty List<String> groups) {}

  boolean isSet() {
    return !issuer.isBlank();
  }

  boolean takesTokens() {
    return isSet() && !audience.isBlank();
  }

  /** True when somebody may come from the provider as an administrator. */
  boolean givesAdministrators() {
    return isSet() && !namesFor(Role.ADMINISTRATORS).isEmpty();
  }

  /** Our groups for the provider's. What is not known gives nothing. */
  Set<String> groupsFor(List<String> provided) {
    Set<String> groups = new LinkedHashSet<>();
    for (Role role : Role.values()) {
      if (namesFor(role).stream().anyMatch(provided::contains)) {
        groups.add(role.group());
      }
    }
    return groups;
  }

  Program program(String clientId) {
    return programs.stream().filter(program -> program.clientId().equals(clientId)).findFirst().orElse(null);
  }

  private List<String> namesFor(Role role) {
    return roles.entrySet().stream().filter(entry -> isNamed(role, entry.getKey())).map(Map.Entry::getValue).findFirst()
        .orElse(NAMED_ONLY.contains(role) ? List.of() : List.of(role.group()));
  }

  // The name of an environment variable has no dashes.
  private static boolean isNamed(Role role, String key) {
    return role.group().replace("-", "").equals(key.toLowerCase(Locale.ROOT).replaceAll("[-_]", ""));
  }

  /** Leaves the secret out. */
  @Override
  public String toString() {
    return "ProviderSettings[%s %s]".formatted(issuer, clientId);
  }
}
