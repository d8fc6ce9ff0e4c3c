package org.careloop.audit.verify;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.careloop.audit.chain.AuditEvent;
import org.careloop.audit.chain.Coverage;
import org.careloop.audit.chain.CoveredTable;
import org.careloop.audit.chain.RowReader;
import org.careloop.audit.verify.ChainWalk.Head;
import org.careloop.audit.verify.ChainWalk.State;
import org.careloop.audit.verify.RowCheck.Wrong;

/**
 * Goes through a database once: chain after chain along its events, the rows by their keys, then what no event knows. Some chains are in memory
 * at a time, never all. Reads in one transaction of its caller, so that work in progress is either whole or not there.
 */
final class DatabaseCheck {

  private static final int ROWS_AT_ONCE = 5000;
  private static final int CHAINS_AT_ONCE = 200;
  private static final int EXPLAINED = 60;
  private static final int KIN = 400;
  private static final int LONG_TEXT = 4000;

  private final Connection connection;
  private final SealCheck seals;
  private final AnchorCheck anchors;
  private final Findings findings;
  private final RowCheck check;
  private final Touched touched = new Touched();
  private final Map<String, Long> counted = new HashMap<>();
  private final Set<RowRef> told = new HashSet<>();
  private final List<ChainWalk> batch = new ArrayList<>();
  private boolean single;
  private int waiting;
  private int explained;
  private long chains;
  private long events;
  private long entries;

  DatabaseCheck(Connection connection, SealCheck seals, AnchorCheck anchors, Findings findings) {
    this.connection = connection;
    this.seals = seals;
    this.anchors = anchors;
    this.findings = findings;
    this.check = new RowCheck(findings);
  }

  long chains() {
    return chains;
  }

  long events() {
    return events;
  }

  long entries() {
    return entries;
  }

  long rows() {
    return check.rows();
  }

  long tables() {
    return counted.size();
  }

  void run() throws SQLException {
    ChainWalk walk = null;
    try (PreparedStatement select = connection.prepareStatement(StoredEvents.SELECT + "order by chain, seq")) {
      select.setFetchSize(1000);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          AuditEvent event = StoredEvents.event(rows);
          if (walk == null || !walk.chain().equals(event.chain())) {
            ended(walk);
            walk = new ChainWalk(event.chain(), seals, findings);
          }
          walk.accept(event);
          anchors.met(event);
        }
      }
    }
    ended(walk);
    settle();
    chainsWithoutEvents();
    for (CoveredTable table : Coverage.current().tables()) {
      rowsNobodyKnows(table);
    }
  }

  /** One chain, its rows, and rows that say they are its but that no event knows. */
  void run(String chain) throws SQLException {
    single = true;
    ChainWalk walk = new ChainWalk(chain, seals, findings);
    try (PreparedStatement select = connection.prepareStatement(StoredEvents.SELECT + "where chain = ? order by seq")) {
      select.setString(1, chain);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          walk.accept(StoredEvents.event(rows));
        }
      }
    }
    if (walk.events() == 0) {
      heads(List.of(chain)).values().forEach(walk::finish);
    } else {
      batch.add(walk);
      settle();
    }
    for (CoveredTable table : Coverage.current().tables()) {
      for (String id : RowReader.idsOfChain(connection, table, chain)) {
        RowRef ref = new RowRef(table.name(), id);
        State state = walk.rows().get(ref);
        if (state == null && told.add(ref)) {
          check.unknown(chain, ref);
        }
      }
    }
  }

  private void ended(ChainWalk walk) throws SQLException {
    if (walk != null) {
      batch.add(walk);
      waiting += walk.rows().size();
      if (waiting > ROWS_AT_ONCE || batch.size() >= CHAINS_AT_ONCE) {
        settle();
      }
    }
  }

  private void settle() throws SQLException {
    Map<String, Head> heads = heads(batch.stream().map(ChainWalk::chain).toList());
    Map<String, List<ChainWalk>> byTable = new LinkedHashMap<>();
    for (ChainWalk walk : batch) {
      anchors.cut(walk);
      Head head = heads.get(walk.chain());
      walk.finish(head);
      if (head != null && walk.spoiltAt() == null && anchors.isRight()) {
        if (anchors.lastSeq(walk.chain()) < head.anchoredSeq()) {
          walk.saysMoreThanAnchors();
        } else if (!head.moved() && anchors.lastSeq(walk.chain()) < head.lastSeq()) {
          walk.saysNothingMoved();
        }
      }
      chains++;
      events += walk.events();
      entries += walk.entries();
      walk.rows().keySet().stream().map(RowRef::table).distinct().forEach(table -> byTable.computeIfAbsent(table, none -> new ArrayList<>()).add(walk));
    }
    for (var table : byTable.entrySet()) {
      rowsOf(table.getKey(), table.getValue());
    }
    batch.clear();
    waiting = 0;
  }

  private Map<String, Head> heads(List<String> names) throws SQLException {
    Map<String, Head> heads = new HashMap<>();
    if (names.isEmpty()) {
      return heads;
    }
    try (PreparedStatement select = connection.prepareStatement("select chain, last_seq, last_hash, last_at, anchored_seq, moved from careloop_audit_chain where chain in ("
        + String.join(", ", Collections.nCopies(names.size(), "?")) + ")")) {
      for (int i = 0; i < names.size(); i++) {
        select.setString(i + 1, names.get(i));
      }
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          heads.put(rows.getString(1), new Head(rows.getLong(2), rows.getString(3), StoredEvents.instant(rows, 4), rows.getLong(5), rows.getBoolean(6)));
        }
      }
    }
    return heads;
  }

  /** Rows of one table, of all chains at hand. A row may be in two chains: values that were erased can move it. */
  private void rowsOf(String name, List<ChainWalk> walks) throws SQLException {
    Map<Integer, Map<String, ChainWalk>> byVersion = new HashMap<>();
    for (ChainWalk walk : walks) {
      walk.rows().forEach((ref, state) -> {
        if (ref.table().equals(name)) {
          byVersion.computeIfAbsent(state.origin().coverage(), none -> new LinkedHashMap<>()).put(ref.id(), walk);
        }
      });
    }
    for (var version : byVersion.entrySet()) {
      CoveredTable table = Coverage.of(version.getKey()).find(name);
      if (table == null) {
        throw new IllegalStateException("Events name table %s, which coverage %d does not cover.".formatted(name, version.getKey()));
      }
      compare(table, version.getValue());
    }
  }

  private void compare(CoveredTable table, Map<String, ChainWalk> expected) throws SQLException {
    List<Wrong> wrong = new ArrayList<>();
    Set<String> missing = new HashSet<>(expected.keySet());
    RowReader.rows(connection, table, expected.keySet()).forEach((id, row) -> {
      missing.remove(id);
      ChainWalk walk = expected.get(id);
      RowRef ref = new RowRef(table.name(), id);
      State state = walk.rows().get(ref);
      boolean here = walk.chain().equals(chainOf(table, row));
      if (here) {
        counted.merge(table.name(), 1L, Long::sum);
        if (!single) {
          touched.add(table.name(), id);
        }
      }
      if (!check.isRight(state, table, row)) {
        if (here || !isKnownIn(chainOf(table, row), ref)) {
          wrong.add(new Wrong(walk, ref, state, table, row));
          told.add(ref);
        }
      }
    });
    counted.putIfAbsent(table.name(), 0L);
    for (String id : missing) {
      ChainWalk walk = expected.get(id);
      RowRef ref = new RowRef(table.name(), id);
      if (!walk.rows().get(ref).isGone()) {
        check.missing(walk, ref, walk.rows().get(ref));
      }
    }
    for (Wrong one : wrong) {
      boolean more = explained++ < EXPLAINED;
      check.explain(one, more ? kin(one) : List.of(), more ? times(one.walk()) : List.of());
    }
  }

  private static String chainOf(CoveredTable table, Map<String, String> row) {
    try {
      return table.chainOf(row);
    } catch (IllegalStateException none) {
      return null;
    }
  }

  /** Whether a chain has an event about this row; asked only where something does not fit. */
  private boolean isKnownIn(String chain, RowRef ref) throws IllegalStateException {
    if (chain == null) {
      return false;
    }
    try (PreparedStatement select = connection.prepareStatement(StoredEvents.SELECT + "where chain = ? order by seq")) {
      select.setString(1, chain);
      select.setFetchSize(200);
      boolean known = false;
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          for (AuditEvent.Entry entry : StoredEvents.event(rows).entries()) {
            if (entry.table().equals(ref.table()) && entry.id().equals(ref.id())) {
              known = !entry.isGone();
            }
          }
        }
      }
      return known;
    } catch (SQLException e) {
      throw new IllegalStateException("The audit tables cannot be read: " + e.getMessage(), e);
    }
  }

  private Collection<Map<String, String>> kin(Wrong wrong) throws SQLException {
    List<String> ids = wrong.walk().rows().keySet().stream().filter(ref -> ref.table().equals(wrong.ref().table()) && !ref.equals(wrong.ref()))
        .map(RowRef::id).limit(KIN).toList();
    return RowReader.rows(connection, wrong.table(), ids).values().stream()
        .filter(row -> row.values().stream().noneMatch(value -> value != null && value.length() > LONG_TEXT)).toList();
  }

  private Collection<String> times(ChainWalk walk) throws SQLException {
    Set<String> times = new HashSet<>();
    Map<String, List<String>> ids = new HashMap<>();
    walk.rows().keySet().forEach(ref -> ids.computeIfAbsent(ref.table(), none -> new ArrayList<>()).add(ref.id()));
    for (var one : ids.entrySet()) {
      CoveredTable table = Coverage.current().find(one.getKey());
      if (table != null) {
        RowReader.rows(connection, table, one.getValue().subList(0, Math.min(KIN, one.getValue().size()))).values()
            .forEach(row -> row.values().stream().filter(WhatChanged::isTime).forEach(times::add));
      }
    }
    return times;
  }

  private void chainsWithoutEvents() throws SQLException {
    try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(
        "select c.chain, c.last_seq, c.last_hash, c.last_at, c.anchored_seq, c.moved from careloop_audit_chain c "
            + "where not exists (select 1 from careloop_audit_event e where e.chain = c.chain)")) {
      while (rows.next()) {
        new ChainWalk(rows.getString(1), seals, findings)
            .finish(new Head(rows.getLong(2), rows.getString(3), StoredEvents.instant(rows, 4), rows.getLong(5), rows.getBoolean(6)));
      }
    }
  }

  /** Where a table has more rows than events account for, it is gone through; what the sieve is not sure of is asked for one by one. */
  private void rowsNobodyKnows(CoveredTable table) throws SQLException {
    long there = count(table);
    long known = counted.getOrDefault(table.name(), 0L);
    counted.putIfAbsent(table.name(), 0L);
    if (there == known) {
      return;
    }
    long[] found = {0};
    RowReader.each(connection, table, (id, row) -> {
      RowRef ref = new RowRef(table.name(), id);
      String chain = chainOf(table, row);
      if (chain == null) {
        found[0]++;
        if (!told.contains(ref)) {
          check.chainless(ref);
        }
      } else if (!touched.mayHold(table.name(), id)) {
        found[0]++;
        if (!told.contains(ref)) {
          check.unknown(chain, ref);
        }
      }
    });
    if (there - known > found[0]) {
      RowReader.each(connection, table, (id, row) -> {
        RowRef ref = new RowRef(table.name(), id);
        String chain = chainOf(table, row);
        if (chain != null && touched.mayHold(table.name(), id) && !told.contains(ref) && !isKnownIn(chain, ref)) {
          check.unknown(chain, ref);
        }
      });
    }
  }

  private long count(CoveredTable table) throws SQLException {
    try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(
        "select count(*) from " + table.name() + " t" + (table.which() == null ? "" : " where t." + table.which()))) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
