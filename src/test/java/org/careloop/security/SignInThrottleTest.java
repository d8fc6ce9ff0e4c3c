package org.careloop.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** Who is slowed down, and who is not. */
class SignInThrottleTest {

  private Instant now = Instant.parse("2026-03-06T20:00:00Z");
  private final SignInThrottle throttle = new SignInThrottle(3, new Clock() {
    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public java.time.ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }
  });

  @Test
  void manyAccountsFromOneAddressDoNotPay() {
    for (String account : new String[] {"nurse", "physician", "pharmacist"}) {
      assertThat(throttle.admits("10.0.0.7", account)).isTrue();
    }
    assertThat(throttle.admits("10.0.0.7", "lead")).isFalse();
    assertThat(throttle.admits("10.0.0.8", "lead")).as("somebody elsewhere").isTrue();
  }

  @Test
  void waitingGivesOneAttemptBackAndNotMoreThanThereWere() {
    exhaust("10.0.0.7");
    now = now.plus(SignInThrottle.ONE_BACK_AFTER);
    assertThat(throttle.admits("10.0.0.7", "lead")).isTrue();
    assertThat(throttle.admits("10.0.0.7", "lead")).isFalse();
    now = now.plus(Duration.ofDays(3));
    exhaust("10.0.0.7");
    assertThat(throttle.admits("10.0.0.7", "lead")).isFalse();
  }

  @Test
  void whoSignedInFromThereLatelyIsNotHeldUpByNeighbours() {
    assertThat(throttle.admits("10.0.0.7", "nurse")).isTrue();
    throttle.wasRight("10.0.0.7", "nurse");
    exhaust("10.0.0.7");
    assertThat(throttle.admits("10.0.0.7", "nurse")).isTrue();
    assertThat(throttle.admits("10.0.0.7", "physician")).isFalse();
  }

  @Test
  void aRightPasswordCostsNoAttempt() {
    for (int person = 0; person < 20; person++) {
      assertThat(throttle.admits("10.0.0.7", "person" + person)).isTrue();
      throttle.wasRight("10.0.0.7", "person" + person);
    }
  }

  @Test
  void theAddressesOfOneIpv6NetworkCountAsOne() {
    exhaust("2001:db8:1:2::1");
    assertThat(throttle.admits("2001:db8:1:2:ffff::9", "lead")).isFalse();
    assertThat(throttle.admits("2001:db8:1:3::1", "lead")).isTrue();
  }

  @Test
  void aClockThatGoesBackGivesNothingAway() {
    exhaust("10.0.0.7");
    now = now.minus(Duration.ofDays(300));
    assertThat(throttle.admits("10.0.0.7", "lead")).isFalse();
  }

  private void exhaust(String address) {
    for (int attempt = 0; attempt < 3; attempt++) {
      assertThat(throttle.admits(address, "guess" + attempt)).isTrue();
    }
  }
}
