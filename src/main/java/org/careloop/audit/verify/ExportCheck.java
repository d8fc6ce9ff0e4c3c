package org.careloop.audit.verify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.careloop.audit.chain.Anchor;
import org.careloop.audit.chain.AuditEvent;
import org.careloop.audit.chain.AuditReader;
import org.careloop.audit.chain.Coverage;
import org.careloop.audit.chain.CoveredTable;
import org.careloop.audit.chain.Merkle;
import org.careloop.audit.verify.ChainWalk.State;
import org.careloop.audit.verify.ExportLines.SignedRoot;
import org.careloop.audit.verify.RowCheck.Wrong;
import org.careloop.audit.verify.VerifyReport.Figures;
import org.careloop.audit.verify.VerifyReport.Finding;
import org.careloop.audit.verify.VerifyReport.Kind;

/** Checks an export by itself: files against the signed manifest, anchors and proofs, chain after chain with the rows beside it. */
final class ExportCheck {

  private static final int KIN = 400;
  private static final int LONG_TEXT = 4000;
  private static final Set<String> SIGNED_APART = Set.of(ExportZip.MANIFEST, ExportZip.SIGNATURE);

  private final Path path;
  private final KeyRing keys;
  private final Findings findings = new Findings();
  private final SealCheck seals;
  private final RowCheck check = new RowCheck(findings);
  private final AnchoredLeaves leaves = new AnchoredLeaves();
  private final Map<String, Anchor.Leaf> unmet = new LinkedHashMap<>();
  private long anchors;
  private long chains;
  private long events;
  private long entries;

  ExportCheck(Path path, KeyRing keys) {
    this.path = path;
    this.keys = keys;
    this.seals = new SealCheck(keys, findings);
  }

  VerifyReport run() throws IOException {
    long start = System.nanoTime();
    try (ExportFile file = new ExportFile(path)) {
      keys(file);
      signature(file);
      files(file);
      try {
        anchors(file);
        chains(file);
        stillThere(file);
      } catch (ExportFile.Unreadable damaged) {
        if (findings.found() == 0) {
          throw damaged;
        }
        ofFile(Kind.DAMAGED, path.getFileName().toString(), "What follows could not be read to its end: %s.".formatted(damaged.getMessage()));
      }
      long tables = file.manifest().files().keySet().stream().filter(name -> name.startsWith("rows/")).count();
      return new VerifyReport(findings.inOrder(), findings.found(), findings.notices(), new Figures(chains, events, entries, check.rows(), tables, anchors, -1,
          seals.checked(), (System.nanoTime() - start) / 1_000_000_000));
    }
  }

  private void keys(ExportFile file) throws IOException {
    List<AuditReader.Key> named = new ArrayList<>();
    try (ExportFile.Lines lines = file.lines("keys.ndjson")) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        named.add(ExportLines.key(line));
      }
    }
    keys.takeUp(named, findings);
  }

  private void signature(ExportFile file) throws IOException {
    Manifest manifest = file.manifest();
    String id = manifest.keyId();
    findings.notice("The export is of %s, made %s by %s.".formatted(manifest.whole() ? "the whole database" : "%s (%s)".formatted(manifest.scope(), manifest.title()), manifest.madeAt(),
        manifest.madeBy()));
    String signature = file.has(ExportZip.SIGNATURE) ? Base64.getEncoder().encodeToString(file.small(ExportZip.SIGNATURE)) : null;
    if (!keys.signed(id, new String(file.manifestBytes(), StandardCharsets.UTF_8), signature)) {
      ofFile(Kind.CHANGED, ExportZip.MANIFEST, "The manifest was changed, or signed by nobody this check knows: its signature by key %s does not fit.".formatted(id));
    } else if (!keys.knowsFromOutside(id)) {
      findings.notice("The signature fits key %s, which the export itself brings along. Compare the key with the practice's own, or give the folder of anchors.".formatted(id));
    }
  }

  private void files(ExportFile file) throws IOException {
    Map<String, Manifest.File> listed = file.manifest().files();
    for (String name : file.names()) {
      if (!listed.containsKey(name) && !SIGNED_APART.contains(name)) {
        ofFile(Kind.INSERTED, name, "The file is not one that the manifest names: it was put in later.");
      }
    }
    for (var one : listed.entrySet()) {
      if (!file.has(one.getKey())) {
        ofFile(Kind.REMOVED, one.getKey(), "The file is named in the manifest and missing.");
      } else if (!file.measured(one.getKey()).equals(one.getValue())) {
        ofFile(Kind.CHANGED, one.getKey(), "The file is not the one that was exported: its SHA-256 is another one than in the manifest.");
      }
    }
  }

  private void ofFile(Kind kind, String name, String words) {
    findings.add(new Finding(kind, null, null, Instant.EPOCH, null, "file", name, List.of(), words));
  }

  private void anchors(ExportFile file) throws IOException {
    Map<Long, List<ExportLines.Proof>> proofs = new HashMap<>();
    try (ExportFile.Lines lines = file.lines("proofs.ndjson")) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        ExportLines.Proof proof = ExportLines.proof(line);
        proofs.computeIfAbsent(proof.anchor(), none -> new ArrayList<>()).add(proof);
      }
    }
    Instant before = null;
    try (ExportFile.Lines lines = file.lines("anchors.ndjson")) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        SignedRoot root = ExportLines.anchor(line);
        anchors++;
        if (!keys.signed(root.keyId(), root.signed(), root.signature())
            || root.heads() != null && (root.heads().size() != root.leaves() || !Anchor.rootOf(root.heads()).equals(root.root()))) {
          findings.add(new Finding(Kind.CHANGED, null, null, root.at(), null, "anchors.ndjson", String.valueOf(root.no()), List.of(),
              "The anchor was changed, or made without the practice's key: its signature does not fit."));
          continue;
        }
        List<Anchor.Leaf> heads = root.heads() != null ? root.heads() : new ArrayList<>();
        for (ExportLines.Proof proof : proofs.getOrDefault(root.no(), List.of())) {
          if (root.heads() == null && Merkle.check(root.root(), proof.leaf().line(), proof.index(), root.leaves(), proof.path())) {
            heads.add(proof.leaf());
          } else if (root.heads() == null) {
            findings.add(new Finding(Kind.CHANGED, proof.leaf().chain(), proof.leaf().seq(), root.at(), null, null, null, List.of(),
                "The proof that anchor %d names this event does not lead to the anchor's root.".formatted(root.no())));
          }
        }
        boolean restored = root.note() != null && root.note().startsWith(AuditEvent.Kind.RESTORED);
        if (restored) {
          findings.notice(AnchorCheck.restored(root.no(), root.at(), root.note()));
        }
        leaves.add(new Anchor(root.no(), root.at(), root.node(), heads, root.root(), root.prev(), root.keyId(), root.signature(), root.note()),
            root.heads() == null || restored ? null : before);
        before = root.at();
      }
    }
    leaves.ready();
    if (anchors == 0) {
      findings.notice("There is no anchor in the export: its records are proven by its signature alone.");
    }
  }

  private void chains(ExportFile file) throws IOException {
    try (Rows rows = new Rows(file); ExportFile.Lines lines = file.lines("events.ndjson")) {
      ChainWalk walk = null;
      AuditEvent last = null;
      for (String line = lines.next(); line != null; line = lines.next()) {
        AuditEvent event = ExportLines.event(line);
        if (walk == null || !walk.chain().equals(event.chain())) {
          settle(walk, last, rows, file.manifest());
          walk = new ChainWalk(event.chain(), seals, findings);
        }
        walk.accept(event);
        leaves.met(event.chain(), event.seq(), event.hash());
        last = event;
      }
      settle(walk, last, rows, file.manifest());
      rows.rest().forEach((ref, chain) -> check.unknown(chain, ref));
    }
  }

  private void settle(ChainWalk walk, AuditEvent last, Rows rows, Manifest manifest) throws IOException {
    if (walk == null) {
      return;
    }
    chains++;
    events += walk.events();
    entries += walk.entries();
    long anchored = leaves.lastSeq(walk.chain());
    if (anchored > walk.events()) {
      walk.cutOff(anchored);
    } else if (anchored < walk.events()) {
      findings.count("%d chains have events newer than the last anchor that names them: they are in the signed export, but not yet anchored.", 1);
    }
    walk.finishWithoutHead();
    Manifest.Rows wanted = manifest.rowsOf(walk.chain());
    Map<RowRef, State> expected = new LinkedHashMap<>(walk.rows());
    List<Wrong> wrong = new ArrayList<>();
    Map<String, List<Map<String, String>>> kin = new HashMap<>();
    Set<String> times = new HashSet<>();
    for (var one : rows.of(walk.chain())) {
      RowRef ref = new RowRef(one.table(), one.row().id());
      State state = expected.remove(ref);
      if (one.row().movedTo() != null && state != null) {
        continue; // Its last state is in another chain, which is looked at by itself.
      }
      CoveredTable table = state == null ? null : Coverage.of(state.origin().coverage()).find(one.table());
      if (state == null || table == null) {
        check.unknown(walk.chain(), ref);
        continue;
      }
      Map<String, String> row = one.row().columns();
      if (!check.isRight(state, table, row)) {
        wrong.add(new Wrong(walk, ref, state, table, row));
      }
      if (kin.computeIfAbsent(one.table(), none -> new ArrayList<>()).size() < KIN && row.values().stream().allMatch(value -> value == null || value.length() < LONG_TEXT)) {
        kin.get(one.table()).add(row);
      }
      row.values().stream().filter(WhatChanged::isTime).limit(KIN).forEach(times::add);
    }
    for (Wrong one : wrong) {
      check.explain(one, kin.getOrDefault(one.ref().table(), List.of()).stream().filter(row -> row != one.row()).toList(), times);
    }
    if (wanted == Manifest.Rows.ALL) {
      expected.forEach((ref, state) -> {
        if (!state.isGone()) {
          check.missing(walk, ref, state);
        }
      });
    }
  }

  /** Heads that an anchor names must be among the events. */
  private void stillThere(ExportFile file) throws IOException {
    if (leaves.allMet()) {
      return;
    }
    try (ExportFile.Lines lines = file.lines("anchors.ndjson")) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        SignedRoot root = ExportLines.anchor(line);
        for (Anchor.Leaf leaf : root.heads() == null ? List.<Anchor.Leaf>of() : root.heads()) {
          tell(leaf, root.at());
        }
      }
    }
    try (ExportFile.Lines lines = file.lines("proofs.ndjson")) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        tell(ExportLines.proof(line).leaf(), null);
      }
    }
  }

  private void tell(Anchor.Leaf leaf, Instant at) {
    if (!leaves.wasMet(leaf) && unmet.putIfAbsent(leaf.chain(), leaf) == null) {
      findings.add(new Finding(Kind.CHANGED, leaf.chain(), leaf.seq(), at, null, null, null, List.of(),
          "An anchor names an event here that is not in the export, or is another one there: events were removed or written anew."));
    }
  }

  /** All files of rows side by side: each is sorted by chain as the events are. */
  private static final class Rows implements AutoCloseable {

    private record One(String table, ExportLines.Row row) {}

    private static final class File {
      final String table;
      final String name;
      final ExportFile.Lines lines;
      ExportLines.Row next;

      File(String table, String name, ExportFile.Lines lines) throws IOException {
        this.table = table;
        this.name = name;
        this.lines = lines;
        move();
      }

      void move() throws IOException {
        String line = lines.next();
        next = line == null ? null : ExportLines.row(line, name);
      }
    }

    private final List<File> files = new ArrayList<>();

    Rows(ExportFile file) throws IOException {
      for (String name : file.names()) {
        if (name.startsWith("rows/") && name.endsWith(".ndjson")) {
          files.add(new File(name.substring("rows/".length(), name.length() - ".ndjson".length()), name, file.lines(name)));
        }
      }
    }

    List<One> of(String chain) throws IOException {
      List<One> rows = new ArrayList<>();
      for (File file : files) {
        for (; file.next != null && file.next.chain().equals(chain); file.move()) {
          rows.add(new One(file.table, file.next));
        }
      }
      return rows;
    }

    /** Rows that no chain took: their chain has no events, or they stand out of order. */
    Map<RowRef, String> rest() throws IOException {
      Map<RowRef, String> rest = new LinkedHashMap<>();
      for (File file : files) {
        for (; file.next != null && rest.size() < Findings.KEPT; file.move()) {
          rest.put(new RowRef(file.table, file.next.id()), file.next.chain());
        }
      }
      return rest;
    }

    @Override
    public void close() throws IOException {
      for (File file : files) {
        file.lines.close();
      }
    }
  }
}
