package org.careloop.security.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.persistence.entity.UserEntity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which passwords production takes, and how they are kept. */
class PolicyOfPasswordsTest {

  @ParameterizedTest
  @ValueSource(strings = {"A-long-Word-4-two-Nodes!", "kurz Und Bunt 7?"})
  void goodOnesAreTaken(String password) {
    assertThat(allows(password)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Sh0rt-one", "no-capital-letter-1", "NO-SMALL-LETTER-1", "No-digit-in-here!", "NoSignInHere1234",
      "I-am-JSmith-42!", "Dr-Jane-4ever-ok", "Jane Smith is 1!", "My-Password-1234!", "My-P@ssw0rd-1234!", "C4rel00p-is-great-9!", "Welcome-to-Mercy-1!",
      "Hello-Hospital-77!"})
  void weakOnesAndWhatNamesTheirOwnerAreRefused(String password) {
    assertThat(allows(password)).isFalse();
  }

  @Test
  void aHashIsSaltedAndLongPasswordsCountToTheirEnd() {
    StrongPasswords.Hash hash = new StrongPasswords.Hash(4);
    String longOne = "x".repeat(100);
    assertThat(hash.encrypt(longOne)).isNotEqualTo(hash.encrypt(longOne));
    assertThat(hash.check(longOne, hash.encrypt(longOne))).isTrue();
    assertThat(hash.check(longOne + "y", hash.encrypt(longOne))).isFalse();
    assertThat(hash.isToday("{bcrypt-sha256}" + hash.encrypt("a"))).isTrue();
    assertThat(hash.isToday("{SHA-512}abc")).isFalse();
    assertThat(new StrongPasswords.Hash(6).isToday("{bcrypt-sha256}" + hash.encrypt("a"))).as("cheaper than today's").isFalse();
  }

  private static boolean allows(String password) {
    User owner = new UserEntity("jsmith");
    owner.setFirstName("Jane");
    owner.setLastName("Smith");
    return new PolicyOfPasswords().getRules().stream().allMatch(rule -> rule.execute(password, owner));
  }
}
