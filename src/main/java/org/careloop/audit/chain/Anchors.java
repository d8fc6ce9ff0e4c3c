package org.careloop.audit.chain;

import jakarta.annotation.PostConstruct;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Anchors all chains: signs a Merkle root over the heads that moved, keeps it in the database and writes it, once that is committed, to a file
 * outside. So whoever changes the database later would have to change that file, too, and sign it. One node at a time.
 */
@Component
public class Anchors {

  private static final Logger log = LoggerFactory.getLogger(Anchors.class);

  private final ChainTables heads;
  private final KeysInUse keys;
  private final Recorder recorder;
  private final OutsideFile outside;
  private final AuditReader reader;
  private final ChainSettings settings;
  private final Clock clock;
  private final String node;
  private final TransactionTemplate alone;

  Anchors(ChainTables heads, KeysInUse keys, Recorder recorder, ChainSettings settings, DataSource database, Clock clock, ThisNode node,
      PlatformTransactionManager transactions) {
    this.heads = heads;
    this.keys = keys;
    this.recorder = recorder;
    this.outside = new OutsideFile(Path.of(settings.anchors()));
    this.reader = new AuditReader(database);
    this.settings = settings;
    this.clock = clock;
    this.node = node.name();
    this.alone = new TransactionTemplate(transactions);
    this.alone.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
  }

  /**
   * Anchors at once what is committed, in a transaction of its own.
   *
   * @return the new anchor, or the last one where nothing has moved; null where nothing ever has
   */
  public Anchor now() {
    Anchor made = alone.execute(status -> {
      heads.lockAll();
      keys.bringUpToDate(recorder);
      return make();
    });
    Anchor last = made == null ? heads.lastAnchor() : made;
    write();
    if (made != null) {
      log.info("Anchor {} over {} chains: {}, key {}.", made.no(), made.leaves().size(), made.root(), made.keyId());
    }
    return last;
  }

  /** Where the anchors lie outside the database. */
  public OutsideFile outside() {
    return outside;
  }

  @Scheduled(fixedDelayString = "PT15S", initialDelayString = "PT15S")
  void whenDue() {
    Instant last = heads.lastAnchoredAt();
    if (last == null || !clock.instant().isBefore(last.plus(settings.anchorEvery()))) {
      now();
    }
  }

  /** A database that is older than its anchors outside was restored from a backup, or is another one: its history says so from then on. */
  @PostConstruct
  void lookOutside() {
    Anchor beyond = outside.last();
    if (beyond == null) {
      return;
    }
    alone.executeWithoutResult(status -> {
      heads.lockAll();
      Anchor last = heads.lastAnchor();
      String note = restored(last, beyond);
      if (note != null) {
        if (isNew(last)) {
          log.info("{} They lie in {}. Nothing is wrong if this database is meant to be new.", note, settings.anchors());
        } else {
          log.warn("{} An auditor must know why.", note);
        }
        recorder.noted("keys", AuditEvent.Kind.RESTORED, note);
        sign(heads.moved(), beyond.no() + 1, beyond.sum(), note);
      }
    });
  }

  private String restored(Anchor last, Anchor beyond) {
    long number = last == null ? 0 : last.no();
    if (isNew(last)) {
      return "restored: this database began new and empty beside the anchors of another one, which end with number %d of %s. Its own begin with %d."
          .formatted(beyond.no(), Canon.time(beyond.at()), beyond.no() + 1);
    }
    if (number < beyond.no()) {
      return "restored: this database ends with anchor %d%s; outside it, anchors go on to %d of %s. What was recorded after the first is lost here."
          .formatted(number, last == null ? "" : " of " + Canon.time(last.at()), beyond.no(), Canon.time(beyond.at()));
    }
    boolean same = reader.anchors(beyond.no() - 1).stream().filter(anchor -> anchor.no() == beyond.no()).allMatch(
        anchor -> anchor.sum().equals(beyond.sum()));
    return same ? null : "restored: anchor %d outside this database is another one than in it. The database or the folder of anchors was exchanged."
        .formatted(beyond.no());
  }

  private boolean isNew(Anchor last) {
    return last == null && recorder.beganEmpty();
  }

  private Anchor make() {
    List<Anchor.Leaf> moved = heads.moved();
    if (moved.isEmpty()) {
      return null;
    }
    Anchor last = heads.lastAnchor();
    return sign(moved, last == null ? 1 : last.no() + 1, last == null ? Canon.FIRST : last.sum(), null);
  }

  private Anchor sign(List<Anchor.Leaf> leaves, long no, String prev, String note) {
    AuditKey key = keys.current();
    Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Anchor open = new Anchor(no, at, node, leaves, Anchor.rootOf(leaves), prev, key.keyId(), null, note);
    Anchor anchor = new Anchor(no, at, node, leaves, open.root(), prev, key.keyId(), key.sign(open.signed()), note);
    heads.add(anchor);
    heads.anchored(leaves);
    return anchor;
  }

  private void write() {
    reader.keys().forEach(key -> outside.keep(key.keyId(), key.publicKey()));
    outside.catchUp(reader::anchors);
  }
}
