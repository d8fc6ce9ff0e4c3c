package org.careloop.audit.verify;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Remembers of millions of names which were met, in 32 megabytes: "no" is certain, "yes" is nearly so. Whoever needs certainty asks again where
 * the counts do not come out even.
 */
final class Touched {

  private static final int BITS = 28;
  private long[] bits;

  void add(String one, String other) {
    if (bits == null) {
      bits = new long[1 << BITS - 6];
    }
    long hash = hash(one, other);
    for (int i = 0; i < 3; i++) {
      int bit = bit(hash, i);
      bits[bit >>> 6] |= 1L << bit;
    }
  }

  boolean mayHold(String one, String other) {
    if (bits == null) {
      return false;
    }
    long hash = hash(one, other);
    for (int i = 0; i < 3; i++) {
      int bit = bit(hash, i);
      if ((bits[bit >>> 6] & 1L << bit) == 0) {
        return false;
      }
    }
    return true;
  }

  private static int bit(long hash, int which) {
    return (int) (hash >>> which * 18) & (1 << BITS) - 1;
  }

  private static long hash(String one, String other) {
    CRC32 crc = new CRC32();
    crc.update(one.getBytes(StandardCharsets.UTF_8));
    crc.update(0);
    crc.update(other.getBytes(StandardCharsets.UTF_8));
    long hash = crc.getValue() << 32 ^ (one.hashCode() * 31L + other.hashCode());
    hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
    hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
    return hash ^ hash >>> 33;
  }
}
