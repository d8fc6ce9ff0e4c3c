package org.careloop.audit.verify;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.careloop.audit.chain.Canon;
import org.careloop.audit.chain.CoveredTable;
import org.careloop.audit.verify.ChainWalk.State;
import org.careloop.audit.verify.VerifyReport.Finding;
import org.careloop.audit.verify.VerifyReport.Kind;

/** Compares one row with the last thing its chain said of it, and says what is wrong with it, without a value of it. */
final class RowCheck {

  /** A row that is not as it was recorded. */
  record Wrong(ChainWalk walk, RowRef ref, State state, CoveredTable table, Map<String, String> row) {}

  private final Findings findings;
  private long rows;

  RowCheck(Findings findings) {
    this.findings = findings;
  }

  long rows() {
    return rows;
  }

  /** Whether this row is as its chain says. Rows that are not are explained later, when their neighbours are at hand. */
  boolean isRight(State state, CoveredTable table, Map<String, String> row) {
    rows++;
    return !state.isGone() && state.origin().salt() != null && same(state, table, row);
  }

  static boolean same(State state, CoveredTable table, Map<String, String> row) {
    return Canon.digest(state.origin().salt(), table, row).equals(state.digest());
  }

  void missing(ChainWalk walk, RowRef ref, State state) {
    add(Kind.REMOVED, walk, ref, state, List.of(), "The row was removed, and no event says so. As recorded it must be there.");
  }

  /** A row that no event knows. */
  void unknown(String chain, RowRef ref) {
    findings.add(new Finding(Kind.INSERTED, chain, null, null, null, ref.table(), ref.id(), List.of(),
        "The row was put in past the program: no event of chain %s knows it.".formatted(chain)));
  }

  /** Rows that belong nowhere: what names their chain is empty. */
  void chainless(RowRef ref) {
    findings.add(new Finding(Kind.INSERTED, null, null, null, null, ref.table(), ref.id(), List.of(),
        "The row belongs to no chain: the program writes no such row."));
  }

  /** @param kin other rows of the same table and chain; {@code times} all times in rows of the chain */
  void explain(Wrong wrong, Collection<Map<String, String>> kin, Collection<String> times) {
    State state = wrong.state();
    if (state.isGone()) {
      add(Kind.INSERTED, wrong.walk(), wrong.ref(), state, List.of(), "The row is there, but its chain says that it was removed: it was put back past the program.");
    } else if (state.origin().salt() == null) {
      add(Kind.CHANGED, wrong.walk(), wrong.ref(), state, List.of(),
          "The salt of the event that recorded the row was taken away, so the row cannot be compared any more; an erasure seals every remaining row anew.");
    } else {
      WhatChanged what = WhatChanged.of(wrong, kin, times);
      add(what.kind(), wrong.walk(), wrong.ref(), state, what.columns(), what.words());
    }
  }

  private void add(Kind kind, ChainWalk walk, RowRef ref, State state, List<String> columns, String words) {
    Instant at = state.origin().at();
    Instant spoilt = walk.spoiltAt();
    boolean follows = spoilt != null && !at.isAfter(spoilt);
    findings.add(new Finding(kind, walk.chain(), state.origin().seq(), follows ? spoilt.plusNanos(1000) : at, state.origin().actor(), ref.table(), ref.id(),
        new ArrayList<>(columns), spoilt == null ? words : words + " (The chain itself is damaged: this may follow from it.)"));
  }
}
