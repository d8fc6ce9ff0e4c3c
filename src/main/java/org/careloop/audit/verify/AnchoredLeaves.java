package org.careloop.audit.verify;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.careloop.audit.chain.Anchor;

/**
 * What anchors say of chains' heads, some twenty bytes a head, so that millions fit: collected first, then each event that is met is ticked off.
 * What is not ticked in the end was anchored and is not there any more.
 */
final class AnchoredLeaves {

  /** When the anchor before and the anchor itself were made: the event lies between. */
  record Between(long anchor, Instant after, Instant before) {}

  private final List<Between> anchors = new ArrayList<>();
  private final Map<Long, Long> lastSeq = new HashMap<>();
  private long[] unsorted = new long[1024];
  private int[] anchorOf = new int[1024];
  private long[] sorted;
  private int[] anchorSorted;
  private int size;
  private BitSet met;

  void add(Anchor anchor, Instant before) {
    anchors.add(new Between(anchor.no(), before, anchor.at()));
    for (Anchor.Leaf leaf : anchor.leaves()) {
      if (size == unsorted.length) {
        unsorted = Arrays.copyOf(unsorted, size * 2);
        anchorOf = Arrays.copyOf(anchorOf, size * 2);
      }
      unsorted[size] = sum(leaf.line());
      anchorOf[size++] = anchors.size() - 1;
      lastSeq.merge(sum(leaf.chain()), leaf.seq(), Math::max);
    }
  }

  /** After the last anchor. */
  void ready() {
    sorted = Arrays.copyOf(unsorted, size);
    Arrays.sort(sorted);
    anchorSorted = new int[size];
    for (int i = 0; i < size; i++) {
      anchorSorted[Arrays.binarySearch(sorted, unsorted[i])] = anchorOf[i];
    }
    unsorted = null;
    anchorOf = null;
    met = new BitSet(size);
  }

  /** The anchor that names this event as a head, ticked off; null where none does. */
  Between met(String chain, long seq, String hash) {
    int at = Arrays.binarySearch(sorted, sum(new Anchor.Leaf(chain, seq, hash).line()));
    if (at < 0) {
      return null;
    }
    met.set(at);
    return anchors.get(anchorSorted[at]);
  }

  boolean wasMet(Anchor.Leaf leaf) {
    int at = Arrays.binarySearch(sorted, sum(leaf.line()));
    return at >= 0 && met.get(at);
  }

  /** Whether every head that was ever anchored is still there. */
  boolean allMet() {
    for (int i = met.nextClearBit(0); i < size; i = met.nextClearBit(i + 1)) {
      boolean twin = i > 0 && sorted[i - 1] == sorted[i] && met.get(i - 1) || i + 1 < size && sorted[i + 1] == sorted[i] && met.get(i + 1);
      if (!twin) {
        return false;
      }
    }
    return true;
  }

  /** The highest place of this chain that any anchor names; 0 for none. */
  long lastSeq(String chain) {
    return lastSeq.getOrDefault(sum(chain), 0L);
  }

  private static long sum(String text) {
    return ByteBuffer.wrap(ExportZip.sha256().digest(text.getBytes(StandardCharsets.UTF_8))).getLong();
  }
}
