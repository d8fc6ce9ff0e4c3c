package org.careloop.audit.verify;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.careloop.audit.chain.Anchor;
import org.careloop.audit.chain.AuditEvent;
import org.careloop.audit.chain.Canon;
import org.careloop.audit.verify.VerifyReport.Finding;
import org.careloop.audit.verify.VerifyReport.Kind;

/**
 * Anchors in the database, and those outside it: each signed, each holding on to the one before, both the same; every head they name still there.
 * Tells a restored backup and a lost file from anchors that somebody took away.
 */
final class AnchorCheck {

  /** How long an event may have been on its way when an anchor passed it. */
  private static final Duration ON_ITS_WAY = Duration.ofMinutes(10);

  private record Gap(long from, long to) {
    boolean holds(long no) {
      return no >= from && no <= to;
    }
  }

  private final Connection connection;
  private final KeyRing keys;
  private final OutsideAnchors outside;
  private final Findings findings;
  private final AnchoredLeaves leaves = new AnchoredLeaves();
  private final List<Gap> restored = new ArrayList<>();
  private final List<Gap> taken = new ArrayList<>();
  private final Set<String> told = new HashSet<>();
  private Anchor last;
  private long number;
  private boolean right = true;
  private long inDatabase;
  private long outsideCount;
  private long sameOutside;

  AnchorCheck(Connection connection, KeyRing keys, OutsideAnchors outside, Findings findings) {
    this.connection = connection;
    this.keys = keys;
    this.outside = outside;
    this.findings = findings;
  }

  /** Knows of no anchor and therefore finds nothing: for a look at chains alone. */
  static AnchorCheck none(Connection connection, KeyRing keys, Findings findings) {
    AnchorCheck none = new AnchorCheck(connection, keys, OutsideAnchors.none(), findings);
    none.right = false;
    none.leaves.ready();
    return none;
  }

  long inDatabase() {
    return inDatabase;
  }

  long outsideCount() {
    return outsideCount;
  }

  /** Before the events: which heads must be there. */
  void collect() throws SQLException, IOException {
    try (PreparedStatement select = connection.prepareStatement(ExportAnchors.SELECT + "order by anchor_no")) {
      select.setFetchSize(50);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          stored(ExportAnchors.anchor(rows), rows.getInt(10));
        }
      }
    }
    outside();
    leaves.ready();
    notices();
  }

  private void stored(Anchor anchor, int count) {
    inDatabase++;
    boolean afterRestore = anchor.note() != null && anchor.note().startsWith(AuditEvent.Kind.RESTORED);
    long expected = number + 1;
    boolean sound = true;
    if (!keys.signed(anchor.keyId(), anchor.signed(), anchor.signature()) || !Anchor.rootOf(anchor.leaves()).equals(anchor.root()) || count != anchor.leaves().size()) {
      sound = false;
      add(Kind.CHANGED, anchor.at(), anchor.no(), keys.knows(anchor.keyId()) ? "The anchor was changed, or made without the practice's key: its signature does not fit."
          : "The anchor is signed by a key that nothing vouches for.");
    } else if (anchor.no() != expected && afterRestore) {
      restored.add(new Gap(expected, anchor.no() - 1));
      findings.notice(restored(anchor.no(), anchor.at(), anchor.note()));
    } else if (anchor.no() != expected) {
      taken.add(new Gap(expected, anchor.no() - 1));
      add(Kind.REMOVED, last == null ? Instant.EPOCH : last.at(), expected, expected == anchor.no() - 1 ? "The anchor was removed from the database."
          : "Anchors %d to %d were removed from the database.".formatted(expected, anchor.no() - 1));
    } else if (number == (last == null ? 0 : last.no()) && !anchor.prev().equals(last == null ? Canon.FIRST : last.sum()) && !afterRestore) {
      add(Kind.REORDERED, anchor.at(), anchor.no(), "The anchor does not hold on to the anchor before it: one of the two was exchanged.");
    }
    number = anchor.no();
    if (sound) {
      leaves.add(anchor, last == null || afterRestore ? null : last.at());
      last = anchor;
    }
  }

  /** In the words of the program, which met anchors outside that its database did not know. */
  static String restored(long no, Instant at, String note) {
    return "With anchor %d of %s the numbers go on after a gap: %s".formatted(no, ReportText.time(at),
        note.replaceFirst("^" + AuditEvent.Kind.RESTORED + ": ", ""));
  }

  private void outside() throws SQLException, IOException {
    if (!outside.isThere()) {
      return;
    }
    Instant newest = newestEvent();
    List<Anchor> beyond = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(ExportAnchors.SELECT + "where anchor_no = ?")) {
      List<SQLException> failed = new ArrayList<>();
      outside.each(anchor -> {
        outsideCount++;
        if (!keys.signed(anchor.keyId(), anchor.signed(), anchor.signature()) || !Anchor.rootOf(anchor.leaves()).equals(anchor.root())) {
          add(Kind.CHANGED, anchor.at(), anchor.no(), "The anchor in the file outside the database was changed: its signature does not fit.");
          return;
        }
        try {
          compare(anchor, select, newest, beyond);
        } catch (SQLException e) {
          failed.add(e);
        }
      });
      if (!failed.isEmpty()) {
        throw failed.get(0);
      }
    }
    if (!beyond.isEmpty()) {
      Anchor first = beyond.get(0);
      Anchor end = beyond.get(beyond.size() - 1);
      findings.add(new Finding(Kind.ROLLED_BACK, null, null, first.at(), null, "careloop_audit_anchor", String.valueOf(first.no()), List.of(),
          ("The database as a whole is older than its anchors outside: it ends %s, the anchors go on from number %d of %s to %d of %s. A backup was restored and the "
              + "program has not run since, or somebody put back an old state. Ask who did and why; what was recorded in between is missing here.")
              .formatted(newest == null ? "empty" : "with an event of " + ReportText.time(newest), first.no(), ReportText.time(first.at()), end.no(), ReportText.time(end.at()))));
    }
  }

  private void compare(Anchor anchor, PreparedStatement select, Instant newest, List<Anchor> beyond) throws SQLException {
    select.setLong(1, anchor.no());
    Anchor stored = null;
    try (ResultSet rows = select.executeQuery()) {
      if (rows.next()) {
        stored = ExportAnchors.anchor(rows);
      }
    }
    if (stored != null && stored.sum().equals(anchor.sum())) {
      sameOutside++;
    } else if (stored != null) {
      add(Kind.CHANGED, anchor.at(), anchor.no(), "The anchor in the database is another one than outside it.");
      leaves.add(anchor, null);
    } else if (restored.stream().noneMatch(gap -> gap.holds(anchor.no()))) {
      boolean inGap = taken.stream().anyMatch(gap -> gap.holds(anchor.no()));
      if (!inGap && (newest == null || newest.isBefore(anchor.at()) && last != null && anchor.no() > last.no() && isCutBefore(anchor))) {
        beyond.add(anchor);
        return;
      }
      if (!inGap) {
        add(Kind.REMOVED, anchor.at(), anchor.no(), "The anchor was removed from the database; it stands in the file outside.");
      }
      leaves.add(anchor, null);
    }
  }

  /** Whether some head of this anchor is missing: where all are there, the anchor alone was taken away. */
  private boolean isCutBefore(Anchor anchor) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement("select 1 from careloop_audit_event where chain = ? and seq = ?")) {
      for (Anchor.Leaf leaf : anchor.leaves()) {
        select.setString(1, leaf.chain());
        select.setLong(2, leaf.seq());
        try (ResultSet rows = select.executeQuery()) {
          if (!rows.next()) {
            return true;
          }
        }
      }
      return false;
    }
  }

  private Instant newestEvent() throws SQLException {
    try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery("select max(at) from careloop_audit_event")) {
      return rows.next() ? StoredEvents.instant(rows, 1) : null;
    }
  }

  private void notices() throws SQLException {
    if (!outside.isGiven()) {
      findings.notice("No anchors from outside the database were given: who can write to the whole database and has the keys could have made all of it anew.");
    } else if (!outside.isThere()) {
      findings.notice("The folder of anchors has no file anchors.ndjson: the node that wrote it is lost, or has not anchored yet. The other nodes' files do as well.");
    } else {
      if (outside.damaged() > 0) {
        findings.notice("%d lines of the file of anchors outside cannot be read, for example after a crash while writing.".formatted(outside.damaged()));
      }
      if (sameOutside < inDatabase) {
        findings.notice("%d of %d anchors in the database are not in the file outside: the node that writes it was down or is lost.".formatted(inDatabase - sameOutside, inDatabase));
      }
    }
    if (last == null) {
      findings.notice("There is no anchor yet: the end of a chain that was cut off cannot be missed.");
      return;
    }
    try (PreparedStatement select = connection.prepareStatement("select count(*) from careloop_audit_event where at > ?")) {
      select.setObject(1, last.at().atOffset(java.time.ZoneOffset.UTC));
      try (ResultSet rows = select.executeQuery()) {
        rows.next();
        if (rows.getLong(1) > 0) {
          findings.notice("%d events are newer than the last anchor, number %d of %s: they are sealed, but not yet anchored."
              .formatted(rows.getLong(1), last.no(), ReportText.time(last.at())));
        }
      }
    }
  }

  /** Ticks an event off, and compares its time with the anchors around it. */
  void met(AuditEvent event) {
    AnchoredLeaves.Between between = leaves.met(event.chain(), event.seq(), event.hash());
    if (between != null && (event.at().isAfter(between.before().plus(ON_ITS_WAY)) || between.after() != null && event.at().isBefore(between.after().minus(ON_ITS_WAY)))) {
      findings.add(new Finding(Kind.BACK_DATED, event.chain(), event.seq(), event.at(), event.actor(), null, null, List.of(),
          "Its time does not fit the anchor that first names it, number %d of %s.".formatted(between.anchor(), ReportText.time(between.before()))));
    }
  }

  /** A chain that is shorter than an anchor says. */
  void cut(ChainWalk walk) {
    long seq = leaves.lastSeq(walk.chain());
    if (seq > walk.events()) {
      told.add(walk.chain());
      walk.cutOff(seq);
    }
  }

  long lastSeq(String chain) {
    return leaves.lastSeq(chain);
  }

  /** Whether nothing is wrong with any anchor: only then does a head that says other than they stand alone. */
  boolean isRight() {
    return right;
  }

  /** After the events: which heads were anchored and are not there any more. */
  void finish() throws SQLException, IOException {
    if (leaves.allMet()) {
      return;
    }
    List<SQLException> failed = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(ExportAnchors.SELECT + "order by anchor_no")) {
      select.setFetchSize(50);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          missing(ExportAnchors.anchor(rows));
        }
      }
    }
    outside.each(anchor -> {
      try {
        if (restored.stream().noneMatch(gap -> gap.holds(anchor.no())) && (last == null || anchor.no() <= last.no())) {
          missing(anchor);
        }
      } catch (SQLException e) {
        failed.add(e);
      }
    });
    if (!failed.isEmpty()) {
      throw failed.get(0);
    }
  }

  private void missing(Anchor anchor) throws SQLException {
    if (!keys.signed(anchor.keyId(), anchor.signed(), anchor.signature())) {
      return;
    }
    for (Anchor.Leaf leaf : anchor.leaves()) {
      if (leaves.wasMet(leaf) || !told.add(leaf.chain())) {
        continue;
      }
      try (PreparedStatement select = connection.prepareStatement(StoredEvents.SELECT + "where chain = ? and seq = ?")) {
        select.setString(1, leaf.chain());
        select.setLong(2, leaf.seq());
        try (ResultSet rows = select.executeQuery()) {
          AuditEvent event = rows.next() ? StoredEvents.event(rows) : null;
          findings.add(event == null
              ? new Finding(Kind.REMOVED, leaf.chain(), leaf.seq(), anchor.at(), null, null, null, List.of(),
                  "The event was removed: anchor %d of %s names it.".formatted(anchor.no(), ReportText.time(anchor.at())))
              : new Finding(Kind.CHANGED, leaf.chain(), leaf.seq(), event.at(), event.actor(), null, null, List.of(),
                  "The event, or one before it, is not the one that anchor %d of %s names: the chain was written anew.".formatted(anchor.no(), ReportText.time(anchor.at()))));
        }
      }
    }
  }

  private void add(Kind kind, Instant at, long no, String words) {
    right = false;
    findings.add(new Finding(kind, null, null, at, null, "careloop_audit_anchor", String.valueOf(no), List.of(), words));
  }
}
