package org.careloop.security.internal;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.camunda.bpm.engine.identity.PasswordPolicy;
import org.camunda.bpm.engine.identity.PasswordPolicyRule;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.identity.PasswordPolicyDigitRuleImpl;
import org.camunda.bpm.engine.impl.identity.PasswordPolicyLengthRuleImpl;
import org.camunda.bpm.engine.impl.identity.PasswordPolicyLowerCaseRuleImpl;
import org.camunda.bpm.engine.impl.identity.PasswordPolicySpecialCharacterRuleImpl;
import org.camunda.bpm.engine.impl.identity.PasswordPolicyUpperCaseRuleImpl;
import org.camunda.bpm.engine.impl.identity.PasswordPolicyUserDataRuleImpl;

/** At least twelve characters of four kinds, nothing of its owner's name and none of the words that are guessed first. */
public class PolicyOfPasswords implements PasswordPolicy {

  public static final int SHORTEST = 12;

  /** Words that no password may hold, also not with a zero for an o and the like. */
  public static final Set<String> WELL_KNOWN = Set.of("password", "admin", "demo", "careloop", "changeme", "change-me", "secret",
      "camunda", "welcome", "letmein", "qwerty", "hospital", "123456", "abcdef");

  private static final List<PasswordPolicyRule> RULES = List.of(new NothingGuessable(), new PasswordPolicyLengthRuleImpl(SHORTEST),
      new PasswordPolicyLowerCaseRuleImpl(1), new PasswordPolicyUpperCaseRuleImpl(1), new PasswordPolicyDigitRuleImpl(1),
      new PasswordPolicySpecialCharacterRuleImpl(1));

  @Override
  public List<PasswordPolicyRule> getRules() {
    return RULES;
  }

  /** Stands under the engine's name for its own rule, which Camunda's pages have words for. */
  private static final class NothingGuessable extends PasswordPolicyUserDataRuleImpl {

    @Override
    public boolean execute(String password) {
      return !holdsWellKnownWord(password);
    }

    @Override
    public boolean execute(String password, User user) {
      return !holdsWellKnownWord(password) && super.execute(password, user);
    }

    private static boolean holdsWellKnownWord(String password) {
      String plain = password.toLowerCase(Locale.ROOT);
      String read = readAsLetters(plain);
      return WELL_KNOWN.stream().anyMatch(word -> plain.contains(word) || read.contains(word));
    }

    private static String readAsLetters(String password) {
      return password.replace('@', 'a').replace('4', 'a').replace('3', 'e').replace('1', 'i').replace('!', 'i').replace('0', 'o')
          .replace('5', 's').replace('$', 's').replace('7', 't');
    }
  }
}
