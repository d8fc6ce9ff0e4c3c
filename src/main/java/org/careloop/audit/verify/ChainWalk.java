package org.careloop.audit.verify;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.careloop.audit.chain.AuditEvent;
import org.careloop.audit.chain.Canon;
import org.careloop.audit.chain.Coverage;
import org.careloop.audit.verify.VerifyReport.Finding;
import org.careloop.audit.verify.VerifyReport.Kind;

/**
 * Goes along the events of one chain in their order: are they all there, does each continue the one before, are hash and seal right, does time
 * go forward; and what was each row's last state. Never looks at rows.
 */
final class ChainWalk {

  /** How far the clocks of two nodes may be apart before time going back is told. */
  static final Duration CLOCKS_APART = Duration.ofMinutes(2);

  private static final Set<String> TAKES_SALTS = Set.of("erased", "removed");
  private static final int NEIGHBOURS = 2000;

  /** What of an event is still needed when its rows are looked at. */
  record Origin(String chain, long seq, Instant at, String actor, String kind, int coverage, String salt) {}

  /** A row as its last event left it. */
  record State(Origin origin, String digest, Origin first) {
    boolean isGone() {
      return AuditEvent.GONE.equals(digest);
    }
  }

  private final String chain;
  private final SealCheck seals;
  private final Findings findings;
  private final Map<RowRef, State> rows = new HashMap<>();
  private final List<Origin> withoutSalt = new ArrayList<>();
  private long lastSeq;
  private String lastHash = "";
  private Origin last;
  private long lastTakingSalts;
  private boolean wasRemoved;
  private long entries;
  private Instant spoiltAt;

  ChainWalk(String chain, SealCheck seals, Findings findings) {
    this.chain = chain;
    this.seals = seals;
    this.findings = findings;
    this.lastHash = Canon.FIRST;
  }

  String chain() {
    return chain;
  }

  Map<RowRef, State> rows() {
    return rows;
  }

  long events() {
    return lastSeq;
  }

  long entries() {
    return entries;
  }

  String lastHash() {
    return lastHash;
  }

  Origin last() {
    return last;
  }

  /** The next event, by its place. */
  void accept(AuditEvent event) {
    Origin origin = new Origin(chain, event.seq(), event.at(), event.actor(), event.kind(), coverage(event), event.salt());
    boolean right = placed(event, origin) & whole(event, origin);
    if (right && last != null && event.at().isBefore(last.at().minus(CLOCKS_APART))) {
      timeGoesBack(event, origin);
    }
    if (event.salt() == null) {
      withoutSalt.add(origin);
    }
    if (TAKES_SALTS.contains(event.kind())) {
      lastTakingSalts = event.seq();
    }
    wasRemoved |= event.kind().equals("removed");
    for (AuditEvent.Entry entry : event.entries()) {
      entries++;
      RowRef row = new RowRef(entry.table(), entry.id());
      State before = rows.get(row);
      rows.put(row, new State(origin, entry.digest(), before == null ? origin : before.first()));
    }
    lastSeq = event.seq();
    lastHash = event.hash();
    last = origin;
  }

  private int coverage(AuditEvent event) {
    try {
      return Coverage.of(event.coverage()).version();
    } catch (IllegalArgumentException newer) {
      if (Canon.hash(event).equals(event.hash())) {
        findings.notice("Some events were written by a newer version of Careloop (coverage %d): check with that version.".formatted(event.coverage()));
      }
      return Coverage.CURRENT;
    }
  }

  private boolean placed(AuditEvent event, Origin origin) {
    if (event.seq() != lastSeq + 1) {
      long from = lastSeq + 1;
      long to = event.seq() - 1;
      add(Kind.REMOVED, new Origin(chain, from, last == null ? event.at() : last.at(), null, "", 0, null),
          (from == to ? "Event %d of this chain was removed".formatted(from) : "Events %d to %d of this chain were removed".formatted(from, to))
              + (last == null ? "" : ", recorded after %s".formatted(ReportText.time(last.at()))) + " and before %s.".formatted(ReportText.time(event.at())));
      return false;
    }
    if (!event.prev().equals(lastHash)) {
      if (spoiltAt == null) {
        add(Kind.REORDERED, origin, "This event does not continue the event before it: one of the two was put here, changed or taken from another place.");
      }
      return false;
    }
    return true;
  }

  private boolean whole(AuditEvent event, Origin origin) {
    if (!Canon.hash(event).equals(event.hash())) {
      boolean back = last != null && event.at().isBefore(last.at().minus(CLOCKS_APART));
      Long place = back ? null : placeThatFits(event);
      if (place != null) {
        add(Kind.REORDERED, origin, "This event was moved: as recorded it stood at place %d of its chain.".formatted(place));
      } else if (back) {
        add(Kind.BACK_DATED, origin, "This event was changed: its time now lies before that of the event it follows.");
      } else {
        add(Kind.CHANGED, origin, "This event itself was changed after it was recorded: its content does not give its hash.");
      }
      return false;
    }
    if (seals.isForged(event)) {
      add(Kind.FORGED, origin, "This event was written or changed without the practice's seal key: its hash was computed anew, its seal does not fit.");
      return false;
    }
    return true;
  }

  private Long placeThatFits(AuditEvent event) {
    for (long place = Math.max(1, event.seq() - NEIGHBOURS); place <= event.seq() + NEIGHBOURS; place++) {
      if (place != event.seq() && Canon.hash(atPlace(event, place)).equals(event.hash())) {
        return place;
      }
    }
    return null;
  }

  private static AuditEvent atPlace(AuditEvent event, long seq) {
    return new AuditEvent(event.chain(), seq, event.at(), event.node(), event.actor(), event.kind(), event.note(), event.coverage(), event.entries(),
        event.prev(), event.hash(), event.keyId(), event.seal(), event.salt());
  }

  private void timeGoesBack(AuditEvent event, Origin origin) {
    if (seals.canCheck(event)) {
      findings.notice("The clock of node %s went back by %s at event %d of chain %s (the event is sealed and in its place)."
          .formatted(event.node(), Duration.between(event.at(), last.at()), event.seq(), chain));
    } else {
      add(Kind.BACK_DATED, origin, "Its time lies %s before that of the event it follows; without the seal key nobody can say that the clock was wrong."
          .formatted(Duration.between(event.at(), last.at())));
    }
  }

  /** An anchor names a later event than the last one that is there. */
  void cutOff(long anchored) {
    add(Kind.TRUNCATED, new Origin(chain, lastSeq + 1, last == null ? Instant.EPOCH : last.at(), null, "", 0, null),
        "The chain was cut off after event %d: an anchor names event %d.".formatted(lastSeq, anchored));
  }

  /** The head says of events that they are anchored which no anchor names: they would never be. It may say less: it had moved on meanwhile. */
  void saysMoreThanAnchors() {
    add(Kind.CHANGED, last, "The chain's head was changed: it says that events are anchored which no anchor names.");
  }

  /** The head says that nothing came after the last anchor: what did come would never be anchored. */
  void saysNothingMoved() {
    add(Kind.CHANGED, last, "The chain's head was changed: it says that all is anchored, but no anchor names its last event.");
  }

  /** After the last event. The head is where the database says the chain ends; null where it knows no such chain. */
  void finish(Head head) {
    if (head == null) {
      add(Kind.REMOVED, last, "The chain has events, but its head was removed.");
    } else if (spoiltAt != null && head.lastSeq() == lastSeq) {
      // Said already.
    } else if (head.lastSeq() > lastSeq) {
      add(Kind.TRUNCATED, new Origin(chain, lastSeq + 1, head.lastAt(), null, "", 0, null),
          "The chain was cut off: its last %d events were removed.".formatted(head.lastSeq() - lastSeq));
    } else if (head.lastSeq() < lastSeq || !head.lastHash().equals(lastHash) || last != null && !head.lastAt().equals(last.at())) {
      add(Kind.CHANGED, last, "The chain's head was changed: it does not name the chain's last event.");
    }
    finishWithoutHead();
  }

  /** After the last event, where nothing says how many there were. */
  void finishWithoutHead() {
    if (wasRemoved) {
      findings.count("%d chains (cases, messages) say that their records were removed when the time of keeping was over, and by which rule.", 1);
    } else if (lastTakingSalts > 0) {
      findings.count("%d chains say that values in them were erased by law; what remains was sealed anew.", 1);
    }
    for (Origin origin : withoutSalt) {
      if (origin.seq() > lastTakingSalts) {
        add(Kind.CHANGED, origin, "The event's salt was taken away without an erasure: what it recorded cannot be compared with the rows any more.");
      }
    }
  }

  /** Where a chain ends, as the database says. */
  record Head(long lastSeq, String lastHash, Instant lastAt, long anchoredSeq, boolean moved) {}

  /** Since when the chain itself cannot be trusted; null where it can. What its rows say afterwards is a consequence. */
  Instant spoiltAt() {
    return spoiltAt;
  }

  private void add(Kind kind, Origin origin, String words) {
    Instant at = origin == null ? null : last != null && origin.at().isBefore(last.at()) ? last.at() : origin.at();
    if (spoiltAt == null) {
      spoiltAt = at == null ? Instant.EPOCH : at;
    }
    findings.add(new Finding(kind, chain, origin == null ? null : origin.seq(), at, origin == null ? null : origin.actor(),
        null, null, List.of(), words));
  }
}
