package org.careloop.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Slows down who tries many accounts, or many patients' links, from one address; the engine's own lock slows down who tries one account from
 * many. An address has so many wrong attempts, and gets one back every half minute. Who has signed in from there lately is not held up by what
 * others at the same address do: a whole hospital may have one. Counts on this node only, in memory of limited size.
 */
public class SignInThrottle {

  static final Duration ONE_BACK_AFTER = Duration.ofSeconds(30);
  private static final Duration KNOWN_FOR = Duration.ofHours(24);

  private record Left(double attempts, Instant at) {}

  private final int most;
  private final Clock clock;
  private final Cache<String, Left> addresses = Caffeine.newBuilder().maximumSize(50_000).expireAfterAccess(KNOWN_FOR).build();
  private final Cache<String, Boolean> known = Caffeine.newBuilder().maximumSize(50_000).expireAfterWrite(KNOWN_FOR).build();

  /** @param most wrong attempts that an address has */
  public SignInThrottle(int most, Clock clock) {
    this.most = most;
    this.clock = clock;
  }

  /** Takes one attempt; false when there is none left. Counted before the password is looked at, so that many at once gain nothing. */
  public boolean admits(String address, String account) {
    if (isKnown(address, account)) {
      return true;
    }
    boolean[] admitted = {true};
    addresses.asMap().compute(network(address), (key, left) -> {
      Instant now = clock.instant();
      double attempts = left == null ? most : Math.min(most, left.attempts() + gained(left.at(), now));
      admitted[0] = attempts >= 1;
      return new Left(admitted[0] ? attempts - 1 : attempts, now);
    });
    return admitted[0];
  }

  /** The attempt was right: it does not count. */
  void wasRight(String address, String account) {
    if (!isKnown(address, account)) {
      addresses.asMap().computeIfPresent(network(address), (key, left) -> new Left(Math.min(most, left.attempts() + 1), left.at()));
    }
    known.put(network(address) + " " + account, true);
  }

  private boolean isKnown(String address, String account) {
    return known.getIfPresent(network(address) + " " + account) != null;
  }

  private static double gained(Instant since, Instant now) {
    return Math.max(0, Duration.between(since, now).toMillis()) / (double) ONE_BACK_AFTER.toMillis();
  }

  // Whoever has one IPv6 address has the other 2^64 of its network, too.
  private static String network(String address) {
    if (address.indexOf(':') < 0) {
      return address;
    }
    try {
      InetAddress parsed = InetAddress.getByName(address.replaceFirst("%.*", ""));
      return parsed instanceof Inet6Address ? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), 8)) : parsed.getHostAddress();
    } catch (UnknownHostException notAnAddress) {
      return address;
    }
  }
}
