package org.careloop.audit.verify;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.careloop.audit.verify.VerifyReport.Finding;

/** Collects findings and notices in bounded memory: of many findings the earliest are kept, the others counted. */
final class Findings {

  /** How many findings a report names. */
  static final int KEPT = 1000;

  /** By time of recording; what has no time comes last. Within a chain by place, for the first event that is wrong spoils those after it. */
  private static final Comparator<Finding> FIRST = Comparator
      .comparing((Finding one) -> one.at() == null ? Instant.MAX : one.at())
      .thenComparing(one -> one.chain() == null ? "" : one.chain())
      .thenComparing(one -> one.seq() == null ? Long.MAX_VALUE : one.seq())
      .thenComparing(one -> one.table() == null ? "" : one.table())
      .thenComparing(one -> one.row() == null ? "" : one.row());

  private final PriorityQueue<Finding> kept = new PriorityQueue<>(FIRST.reversed());
  private final Map<String, String> notices = new LinkedHashMap<>();
  private final Map<String, Long> counted = new LinkedHashMap<>();
  private long found;

  void add(Finding finding) {
    found++;
    kept.add(finding);
    if (kept.size() > KEPT) {
      kept.poll();
    }
  }

  long found() {
    return found;
  }

  /** A notice that is given once, however often it is met. */
  void notice(String text) {
    notices.putIfAbsent(text, text);
  }

  /** A notice with a figure: {@code %d} in the text is how often it was met. */
  void count(String text, long times) {
    counted.merge(text, times, Long::sum);
  }

  List<Finding> inOrder() {
    return kept.stream().sorted(FIRST).toList();
  }

  List<String> notices() {
    List<String> all = new ArrayList<>(notices.values());
    counted.forEach((text, times) -> all.add(text.formatted(times)));
    return all;
  }
}
