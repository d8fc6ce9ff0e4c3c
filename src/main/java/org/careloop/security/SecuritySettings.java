package org.careloop.security;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import org.careloop.security.internal.TeamAuthority;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Who may sign in from the start, how people sign in and what production must not be without.
 *
 * @param accounts created at start where they do not exist; an account that exists is never touched, its password least of all
 * @param firstAdministrator made with a one-time password while nobody is an administrator, afterwards ignored
 * @param requiredInProduction names of properties without which the profile {@code production} refuses to start
 * @param passwordSignIn whether people may sign in with a password of this program; false needs single sign-on
 * @param passwordWork cost of the password hash, the exponent of bcrypt
 * @param attemptsPerAddress wrong passwords in a row that one network address has before it must wait; one more every 30 seconds
 * @param longestSession after which everybody signs in again, however busy
 * @param sso the provider of single sign-on; none where it has no issuer
 */
@Validated
@ConfigurationProperties("careloop.security")
record SecuritySettings(@DefaultValue List<@Valid Account> accounts, @DefaultValue FirstAdministrator firstAdministrator,
    @DefaultValue List<String> requiredInProduction, @DefaultValue("true") boolean passwordSignIn,
    @DefaultValue("12") @Min(4) @Max(16) int passwordWork, @DefaultValue("30") @Min(3) int attemptsPerAddress,
    @DefaultValue("12h") @NotNull Duration longestSession, @DefaultValue @Valid ProviderSettings sso) {

  SecuritySettings {
    if (!passwordSignIn && !sso.isSet()) {
      throw new IllegalArgumentException("careloop.security.password-sign-in: false, expected true while careloop.security.sso.issuer is not set:"
          + " nobody could sign in.");
    }
  }

  /**
   * One person or program.
   *
   * @param id what they sign in with
   * @param email where mail to this one person goes; none: to their group
   * @param groups ids of the groups they belong to, see {@link Role}; teams and {@link Languages} among them
   */
  record Account(@NotBlank String id, @NotBlank String password, @DefaultValue("") String firstName, @DefaultValue("") String lastName,
      @DefaultValue("") String email, @NotEmpty List<String> groups) {

    Account {
      List<String> known = java.util.Arrays.stream(Role.values()).map(Role::group).toList();
      if (groups != null && !groups.stream().allMatch(group -> known.contains(group) || group.startsWith(TeamAuthority.TEAM) || Languages.isLanguage(group))) {
        throw new IllegalArgumentException(
            "careloop.security.accounts: account \"%s\" has groups %s, expected some of %s, teams and languages.".formatted(id, groups, known));
      }
    }

    /** Leaves the password out. */
    @Override
    public String toString() {
      return "Account[%s %s]".formatted(id, groups);
    }
  }

  /** The account that lets the first person in. Empty where it is not wanted (any more). */
  record FirstAdministrator(@DefaultValue("") String id, @DefaultValue("") String password) {

    boolean isSet() {
      return !id.isBlank() && !password.isBlank();
    }

    /** Leaves the password out. */
    @Override
    public String toString() {
      return "FirstAdministrator[%s]".formatted(id);
    }
  }
}
