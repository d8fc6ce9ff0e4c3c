package org.careloop.security;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Who may sign in from the start and what production must not be without.
 *
 * @param accounts created at start where they do not exist; an account that exists is never touched, its password least of all
 * @param requiredInProduction names of properties without which the profile {@code production} refuses to start
 */
@Validated
@ConfigurationProperties("careloop.security")
record SecuritySettings(@DefaultValue List<@Valid Account> accounts, @DefaultValue List<String> requiredInProduction) {

  /**
   * One person or program.
   *
   * @param id what they sign in with
   * @param groups ids of the groups they belong to, see {@link Role}
   */
  record Account(@NotBlank String id, @NotBlank String password, @DefaultValue("") String firstName, @DefaultValue("") String lastName,
      @NotEmpty List<String> groups) {

    Account {
      List<String> known = java.util.Arrays.stream(Role.values()).map(Role::group).toList();
      if (groups != null && !known.containsAll(groups)) {
        throw new IllegalArgumentException(
            "careloop.security.accounts: account \"%s\" has groups %s, expected some of %s.".formatted(id, groups, known));
      }
    }

    /** Leaves the password out. */
    @Override
    public String toString() {
      return "Account[%s %s]".formatted(id, groups);
    }
  }
}
