package org.careloop.keeping;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.careloop.engine.CaseErasure;
import org.careloop.keeping.Erasure.Reason;
import org.careloop.keeping.Erasure.State;
import org.careloop.trail.ChainProof;
import org.careloop.trail.Trail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Erases what is known of one patient where law demands it: one person asks, another confirms, then each case and each message is emptied in a
 * transaction of its own. Refused while the patient has an open case or a hold, and where a chain does not verify: erasing must never cover up.
 */
@Component
class Erasures {

  /** It is not done; the message says why and what to do. */
  static class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String why) {
      super(why);
    }
  }

  private static final Logger log = LoggerFactory.getLogger(Erasures.class);

  private final ErasureStore store;
  private final PatientRecords records;
  private final Cases cases;
  private final Holds holds;
  private final CaseErasure engine;
  private final OwnErasure own;
  private final Removal removal;
  private final ChainProof chains;
  private final KeepingLock lock;
  private final Trail trail;
  private final KeepingSettings settings;
  private final Clock clock;
  private final TransactionTemplate transaction;

  Erasures(ErasureStore store, PatientRecords records, Cases cases, Holds holds, CaseErasure engine, OwnErasure own, Removal removal, ChainProof chains,
      KeepingLock lock, Trail trail, KeepingSettings settings, Clock clock, PlatformTransactionManager transactions) {
    this.store = store;
    this.records = records;
    this.cases = cases;
    this.holds = holds;
    this.engine = engine;
    this.own = own;
    this.removal = removal;
    this.chains = chains;
    this.lock = lock;
    this.trail = trail;
    this.settings = settings;
    this.clock = clock;
    this.transaction = new TransactionTemplate(transactions);
  }

  /** Keeps the request; nothing is erased. Refused where it could not be done now. */
  String ask(String patientId, Reason reason, String basis, String words, String by) {
    return transaction.execute(status -> {
      lock.take();
      refuse(obstacles(patientId));
      if (store.in(State.ASKED).stream().anyMatch(erasure -> patientId.equals(erasure.patientId()))) {
        throw new Refused("For this patient an erasure is asked already. Confirm or withdraw it.");
      }
      String id = UUID.randomUUID().toString();
      store.insert(id, patientId, reason, basis, words, now(), by);
      return id;
    });
  }

  void withdraw(String id, String by) {
    transaction.executeWithoutResult(status -> {
      lock.take();
      Erasure erasure = waiting(id);
      store.decide(erasure.id(), State.WITHDRAWN, now(), by);
      trail.erased("erasure:" + id, "The patient's id went from erasure %s, which was withdrawn".formatted(id));
    });
  }

  /** Whether this person may confirm it. */
  boolean mayConfirm(Erasure erasure, String by) {
    return erasure.state() == State.ASKED && !(settings.twoPersons() && erasure.askedBy().equalsIgnoreCase(by));
  }

  /** Confirms and erases. Stopped in the middle, {@link #goOn} finishes it. */
  void confirm(String id, String by) {
    transaction.executeWithoutResult(status -> {
      lock.take();
      Erasure erasure = waiting(id);
      if (!mayConfirm(erasure, by)) {
        throw new Refused("Another person than the one who asked must confirm it: another privacy officer or an administrator.");
      }
      refuse(obstacles(erasure.patientId()));
      refuse(troubles(chainsOf(erasure.patientId())));
      store.decide(id, State.CONFIRMED, now(), by);
    });
    goOn(id);
  }

  /** Does what is left of a confirmed erasure: after a stop, or where one case could not be erased at first. */
  void goOn(String id) {
    Erasure erasure = store.find(id).filter(one -> one.state() == State.CONFIRMED)
        .orElseThrow(() -> new Refused("Erasure %s is not confirmed.".formatted(id)));
    String patientId = erasure.patientId();
    // The cases tell which messages and stays are the patient's, so they come last: after a stop the rest is still found.
    for (String message : records.messages(patientId)) {
      alone(() -> {
        if (own.waits(message)) {
          throw new Refused("A message of this patient waits in the inbox for a person. Have it settled first; then go on with the erasure.");
        }
        refuse(troubles(List.of("message:" + message)));
        if (own.message(message, note(erasure))) {
          store.count(id, 0, 1, 0, 1);
        }
      });
    }
    alone(() -> {
      refuse(troubles(List.of("patient:" + patientId, "exports")));
      own.exports(patientId, note(erasure));
      own.stays(records.stays(patientId), records.identifiers(patientId));
      store.count(id, 0, 0, own.openings(patientId, note(erasure)), 0);
    });
    for (String one : records.cases(patientId)) {
      alone(() -> eraseCase(erasure, one));
    }
    alone(() -> {
      if (store.find(id).map(Erasure::state).filter(State.CONFIRMED::equals).isPresent()) {
        store.finish(id, now());
      }
    });
    log.info("Erasure {} is done", id);
  }

  /** What was confirmed is finished also when a node died over it, or something stood in the way for a while. */
  @Scheduled(fixedDelayString = "${careloop.keeping.look-every:PT10M}", initialDelayString = "${careloop.keeping.look-every:PT10M}")
  void finishWhatWasStopped() {
    for (Erasure erasure : store.in(State.CONFIRMED)) {
      try {
        goOn(erasure.id());
      } catch (RuntimeException e) {
        log.warn("Erasure {} is confirmed and not finished; a privacy officer finds on /keeping what stands in the way", erasure.id(), e);
      }
    }
  }

  /** In words, how much it reaches. */
  String reach(String patientId) {
    return "%s, %s".formatted(KeepingWords.count(records.cases(patientId).size(), "case"), KeepingWords.count(records.messages(patientId).size(), "message"));
  }

  private void eraseCase(Erasure erasure, String caseId) {
    CaseFacts one = cases.lock(caseId).orElse(null);
    if (one == null || store.isErased(erasure.id(), caseId)) {
      return;
    }
    refuse(obstacles(one));
    refuse(troubles(List.of(one.chain())));
    removal.removeCaseRow(caseId);
    int values = engine.erase(caseId);
    store.addCase(erasure.id(), caseId, values, now());
    store.count(erasure.id(), 1, 0, 0, values);
    trail.erased(one.chain(), note(erasure));
  }

  /** What keeps this patient's data from being erased now, in words. */
  List<String> obstacles(String patientId) {
    List<String> found = new ArrayList<>();
    List<String> all = records.cases(patientId);
    for (String caseId : all) {
      cases.find(caseId).ifPresent(one -> found.addAll(obstacles(one)));
    }
    if (all.isEmpty()) {
      holds.active().stream().filter(hold -> hold.scope() == Hold.Scope.PATIENT && patientId.equals(hold.subject()))
          .forEach(hold -> found.add("The patient is on legal hold (%s).".formatted(hold.reference())));
    }
    if (records.messages(patientId).stream().anyMatch(own::waits)) {
      found.add("A message of this patient waits in the inbox for a person. Have it settled first.");
    }
    return found.stream().distinct().toList();
  }

  private List<String> obstacles(CaseFacts one) {
    List<String> found = new ArrayList<>();
    if (one.ended() == null || cases.isRunning(one.id())) {
      found.add("The patient has an open case of %s. It must end first.".formatted(one.protocol()));
    } else {
      holds.on(one).forEach(hold -> found.add("A case of the patient is on legal hold (%s). The hold must be lifted first.".formatted(hold.reference())));
    }
    return found;
  }

  /** Erasing must never cover up a change. */
  private List<String> troubles(List<String> names) {
    return names.stream().map(chains::trouble).flatMap(Optional::stream).toList();
  }

  private List<String> chainsOf(String patientId) {
    List<String> all = new ArrayList<>();
    records.cases(patientId).forEach(one -> all.add("case:" + one));
    records.messages(patientId).forEach(one -> all.add("message:" + one));
    all.add("patient:" + patientId);
    return all;
  }

  private Erasure waiting(String id) {
    return store.find(id).filter(erasure -> erasure.state() == State.ASKED)
        .orElseThrow(() -> new Refused("This erasure does not wait to be confirmed any more."));
  }

  private void alone(Runnable work) {
    transaction.executeWithoutResult(status -> {
      lock.take();
      work.run();
    });
  }

  private static void refuse(List<String> obstacles) {
    if (!obstacles.isEmpty()) {
      throw new Refused(String.join(" ", obstacles));
    }
  }

  private static String note(Erasure erasure) {
    return "Erased by erasure %s (%s)".formatted(erasure.id(), erasure.reason().getLabel());
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
