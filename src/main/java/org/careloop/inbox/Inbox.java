package org.careloop.inbox;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.careloop.engine.CareEvents;
import org.careloop.event.CareEvent;
import org.careloop.event.MessageUnmatched;
import org.careloop.event.PatientsMerged;
import org.careloop.inbox.InboxStore.Kept;
import org.careloop.inbox.InboxStore.KnownStay;
import org.careloop.inbox.InboxStore.Placed;
import org.careloop.inbox.InboxStore.State;
import org.careloop.inbox.InboxStore.Summary;
import org.careloop.inbox.Reading.Merged;
import org.careloop.inbox.StayNews.Trigger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Where all doors lead: keeps each message once, applies it to its stay, tells the protocols, commits, and only then answers. The same
 * message again gets the same answer and changes nothing. Never logs or counts what a message says about a patient.
 */
@Component
class Inbox {

  /**
   * What became of one message.
   *
   * @param repeated true when it had come before and nothing was done now
   * @param warning what the sender should know although it was stored; null for nothing
   */
  record Outcome(String messageId, State state, boolean repeated, String warning, List<String> notes, String answer) {}

  /** What would become of a message, before anything is written. */
  private record Plan(State state, StayNews facts, Reading.Unmatched unmatched, KnownStay stay, boolean newStay, List<CareEvent> news,
      List<Merged> merged, List<String> notes) {

    static Plan person(Reading.Unmatched unmatched) {
      return new Plan(State.SET_ASIDE, null, unmatched, null, false, List.of(), List.of(), List.of());
    }
  }

  private static final Logger log = LoggerFactory.getLogger(Inbox.class);
  private static final int ATTEMPTS = 8;
  private static final String FIRST = "";
  private static final long JUST_ARRIVED = Long.MAX_VALUE;
  private static final Set<String> COUNTED_TYPES = Set.of("ADT^A01", "ADT^A02", "ADT^A03", "ADT^A04", "ADT^A05", "ADT^A06", "ADT^A07",
      "ADT^A08", "ADT^A11", "ADT^A13", "ADT^A28", "ADT^A40", "REF^I12", "Encounter", "Patient", "ServiceRequest");

  private final Hl7Reader hl7;
  private final FhirReader fhir;
  private final InboxStore store;
  private final CareEvents careEvents;
  private final TransactionTemplate transaction;
  private final InboxSettings settings;
  private final Clock clock;
  private final MeterRegistry meters;
  private final Semaphore atOnce;

  Inbox(Hl7Reader hl7, FhirReader fhir, InboxStore store, CareEvents careEvents, PlatformTransactionManager transactions,
      InboxSettings settings, Clock clock, MeterRegistry meters) {
    this.hl7 = hl7;
    this.fhir = fhir;
    this.store = store;
    this.careEvents = careEvents;
    this.transaction = new TransactionTemplate(transactions);
    this.settings = settings;
    this.clock = clock;
    this.meters = meters;
    this.atOnce = new Semaphore(settings.atOnce(), true);
  }

  /** Takes in one HL7 v2 message; whatever it is, there is an answer. */
  Hl7Answer receive(String door, byte[] message) {
    Hl7Header header = Hl7Header.of(message);
    Instant now = clock.instant();
    try {
      Hl7Text text = Hl7Text.of(message, settings);
      Letter letter = hl7.read(door, text, now, null);
      Outcome outcome = keepOnce(List.of(letter), warning -> Hl7Answer.stored(header, now, warning, text.segments()).text()).get(0);
      return new Hl7Answer(200, "AA", outcome.answer());
    } catch (Refusal refusal) {
      return refuse(door, header, refusal);
    } catch (RuntimeException | StackOverflowError e) {
      return fail(door, header, e);
    }
  }

  /** The answer to a message that is refused unread. */
  Hl7Answer refuse(String door, Hl7Header header, Refusal refusal) {
    count(door, "none", "refused");
    log.info("Refused a message at {}: {} {}", door, refusal.segment(), refusal.code());
    return Hl7Answer.refused(header, clock.instant(), refusal);
  }

  /** Notes that a FHIR request was refused. */
  void refused(String door, String element) {
    count(door, "none", "refused");
    log.info("Refused a message at {}: {}", door, element.matches("[\\w.\\[\\]-]{1,80}") ? element : "element");
  }

  private Hl7Answer fail(String door, Hl7Header header, Throwable failure) {
    failed(door, failure);
    return Hl7Answer.failed(header, clock.instant());
  }

  /** Says in log and meter that a message was not stored by our own fault; without the failure's text, which may quote what was sent. */
  void failed(String door, Throwable failure) {
    count(door, "none", "failed");
    log.error("A message at {} was not stored by our own fault, its sender was asked to send it again: {}", door, traceOf(failure));
  }

  /** Takes in what a FHIR request brought: all of it or, when one of it cannot be kept, nothing. */
  List<Outcome> receive(List<Letter> letters) {
    return keepOnce(letters, warning -> warning == null ? "" : warning);
  }

  private List<Outcome> keepOnce(List<Letter> letters, UnaryOperator<String> answer) {
    Instant now = clock.instant();
    List<Outcome> outcomes = inTurn(() -> repeatWhenCrossed(() -> transaction.execute(status -> {
      // Stays are locked in one order by everybody.
      Map<Integer, Outcome> byPlace = new TreeMap<>();
      inOrderOfStay(letters).forEach(place -> byPlace.put(place, keepOnce(letters.get(place), now, answer)));
      return new ArrayList<>(byPlace.values());
    })));
    for (int i = 0; i < letters.size(); i++) {
      Outcome outcome = outcomes.get(i);
      count(letters.get(i).door(), letters.get(i).messageType(), outcome.repeated() ? "repeated" : outcome.state().word);
    }
    return outcomes;
  }

  private static List<Integer> inOrderOfStay(List<Letter> letters) {
    return IntStream.range(0, letters.size()).boxed()
        .sorted(Comparator.comparing(place -> letters.get(place).reading() instanceof Reading.OfStay of ? of.news().encounterId() : ""))
        .collect(Collectors.toList());
  }

  private Outcome keepOnce(Letter letter, Instant now, UnaryOperator<String> answer) {
    boolean byContent = letter.door().equals(FhirReader.DOOR);
    Optional<Kept> before = store.find(letter.sendingApp(), letter.sendingFacility(), letter.controlId(),
        byContent ? letter.contentHash() : FIRST);
    if (before.isPresent() && before.get().contentHash().equals(letter.contentHash())) {
      return repeated(before.get());
    }
    if (before.isEmpty()) {
      return keep(letter, byContent ? letter.contentHash() : FIRST, now, answer);
    }
    Optional<Kept> same = store.find(letter.sendingApp(), letter.sendingFacility(), letter.controlId(), letter.contentHash());
    return same.isPresent() ? repeated(same.get()) : keep(reused(letter), letter.contentHash(), now, answer);
  }

  private static Letter reused(Letter letter) {
    return new Letter(letter.door(), letter.sendingApp(), letter.sendingFacility(), letter.controlId(), letter.contentHash(),
        letter.messageType(), letter.messageTime(), letter.content(), letter.notes(), null, new Reading.Unmatched("control-id-reused",
            "MSH-10: this control id came before with another content, expected one of its own for each message."));
  }

  private static Outcome repeated(Kept kept) {
    return new Outcome(kept.messageId(), kept.state(), true, kept.problem(), kept.notes(), kept.answer());
  }

  private Outcome keep(Letter letter, String variant, Instant now, UnaryOperator<String> answer) {
    String messageId = UUID.randomUUID().toString();
    long arrival = store.keep(messageId, letter, variant, now, null);
    Plan plan = plan(messageId, letter, arrival, false);
    String warning = plan.unmatched() == null ? null : plan.unmatched().problem();
    String text = answer.apply(warning);
    List<String> notes = apply(messageId, letter, arrival, plan, text);
    return new Outcome(messageId, plan.state(), false, warning, notes, text);
  }

  private Plan plan(String messageId, Letter letter, long arrival, boolean sentByPerson) {
    Reading reading = letter.reading();
    if (reading instanceof Reading.Unmatched unmatched) {
      return Plan.person(unmatched);
    }
    if (reading instanceof Reading.OfStay of) {
      return planStay(messageId, of, InboxStore.stored(letter.messageTime()), arrival, sentByPerson);
    }
    if (reading instanceof Reading.OfMerge merge) {
      return planMerge(messageId, merge, InboxStore.stored(letter.messageTime()), sentByPerson);
    }
    if (reading instanceof Reading.OfEnrolment of) {
      Enrolment asked = of.asked();
      return new Plan(State.APPLIED, null, null, null, false,
          List.of(asked.news(messageId, named(asked.facility(), asked.patientIdentifier()))), List.of(), List.of());
    }
    return new Plan(State.RECORDED, null, null, null, false, List.of(), List.of(), List.of());
  }

  private Plan planStay(String messageId, Reading.OfStay of, Instant time, long arrival, boolean sentByPerson) {
    StayNews news = of.news();
    KnownStay known = store.lockStay(news.encounterId()).orElse(null);
    String named = named(news.facility(), news.patientIdentifier());
    String patient = named;
    String sent = sentByPerson && !news.patientIdentifier().equals(of.sentIdentifier()) ? of.sentIdentifier() : null;
    if (known != null) {
      String holder = store.resolve(known.patientIdentifier());
      boolean sameAsSent = named.equals(known.sentIdentifier()) || news.patientIdentifier().equals(known.sentIdentifier());
      boolean relinked = sentByPerson && (holder.equals(of.sentIdentifier()) || of.sentIdentifier() == null && sent == null);
      if (!sameAsSent && !relinked && contradict(holder, named)) {
        return Plan.person(new Reading.Unmatched("patient-differs",
            "PID-3: this visit number is known as another patient's, expected the patient of the messages before."));
      }
      patient = sameAsSent || !relinked && isReference(named) && !isReference(holder) ? holder : named;
      sent = sent == null ? known.sentIdentifier() : sent;
    }
    boolean newest = known == null || known.isBefore(time, arrival);
    Stay before = known == null ? Stay.NOTHING_KNOWN : known.stay();
    Stay after = newest ? before.after(news) : folded(news, time, arrival);
    Reading.Unmatched contradiction = contradiction(before, after, news, newest);
    if (contradiction != null) {
      return Plan.person(contradiction);
    }
    List<CareEvent> events = NewsOfStay.between(before, after, news, newest, messageId, patient);
    KnownStay next = new KnownStay(news.encounterId(), news.facility(), patient, sent, after,
        newest ? time : known.lastTime(), newest ? arrival : known.lastArrival());
    State state = !events.isEmpty() ? State.APPLIED : newest ? State.UNCHANGED : State.OLDER;
    List<String> notes = newest ? List.of()
        : List.of("older than what was known of this stay: took its place in the order, newer facts stand");
    return new Plan(state, news, null, next, known == null, events, List.of(), notes);
  }

  /** What this patient is called after all merges and references that were heard of. */
  private String named(String facility, String identifier) {
    String key = aliasKey(facility, identifier);
    String named = store.resolve(key);
    return named.equals(key) ? store.resolve(identifier) : named;
  }

  /** FHIR references are known by the facility that sent them; record numbers carry their own system. */
  private static String aliasKey(String facility, String identifier) {
    return isReference(identifier) ? facility + " " + identifier : identifier;
  }

  private static boolean isReference(String identifier) {
    return identifier.startsWith("Patient/");
  }

  /** Two names of the same kind that differ; a reference and a record number, or numbers of two systems, cannot be compared. */
  private static boolean contradict(String one, String other) {
    if (one.equals(other) || isReference(one) != isReference(other)) {
      return false;
    }
    return isReference(one) || one.substring(0, one.lastIndexOf('|') + 1).equals(other.substring(0, other.lastIndexOf('|') + 1));
  }

  private Stay folded(StayNews late, Instant time, long arrival) {
    List<Placed> placed = new ArrayList<>(store.facts(late.encounterId()));
    placed.add(new Placed(late, time, arrival));
    return fold(placed);
  }

  private static Stay fold(List<Placed> placed) {
    Stay stay = Stay.NOTHING_KNOWN;
    for (Placed one : placed.stream().sorted(Comparator.comparing(Placed::time).thenComparing(Placed::arrival)).toList()) {
      stay = stay.after(one.news());
    }
    return stay;
  }

  private static Reading.Unmatched contradiction(Stay before, Stay after, StayNews news, boolean newest) {
    boolean admittedAgain = news.trigger() == Trigger.ADMITTED && newest && before.status() == Stay.Status.DISCHARGED
        && (news.admittedAt() == null || before.dischargedAt() != null && news.admittedAt().isAfter(before.dischargedAt()));
    if (admittedAgain) {
      return new Reading.Unmatched("stay-already-ended",
          "PV1-19: an admission to a stay that has ended, expected a new visit number or a cancelled discharge (A13) before.");
    }
    boolean sameAsBefore = Objects.equals(after.dischargedAt(), before.dischargedAt()) && Objects.equals(after.admittedAt(),
        before.admittedAt());
    return !sameAsBefore && after.dischargedAt() != null && after.admittedAt() != null && after.dischargedAt().isBefore(after.admittedAt())
        ? new Reading.Unmatched("discharge-before-admission",
            "PV1-45: the discharge (%s) lies before the admission (%s), expected it after."
            .formatted(after.dischargedAt(), after.admittedAt()))
        : null;
  }

  /**
   * A merge that a person sends again is told again, even where its records were one already: the protocol may have failed to find
   * them.
   */
  private Plan planMerge(String messageId, Reading.OfMerge merge, Instant time, boolean again) {
    List<Merged> effective = new ArrayList<>();
    List<CareEvent> events = new ArrayList<>();
    for (Merged one : merge.merged()) {
      Instant known = store.aliasSince(one.identifier());
      boolean undone = one.identifier().equals(store.resolve(one.into()));
      Instant other = undone ? store.aliasSince(one.into()) : null;
      String into = undone ? one.into() : store.resolve(one.into());
      boolean older = known != null && known.isAfter(time) || other != null && other.isAfter(time);
      boolean alreadyOne = into.equals(store.resolve(one.identifier()));
      if (older || alreadyOne && !again) {
        continue;
      }
      if (!alreadyOne) {
        effective.add(new Merged(one.identifier(), into));
      }
      events.add(new PatientsMerged(messageId, into, one.identifier(), time));
    }
    return new Plan(events.isEmpty() ? State.UNCHANGED : State.APPLIED, null, null, null, false, events, effective, List.of());
  }

  private List<String> apply(String messageId, Letter letter, long arrival, Plan plan, String answer) {
    List<String> notes = new ArrayList<>(letter.notes());
    notes.addAll(plan.notes());
    if (plan.stay() != null) {
      KnownStay stay = plan.stay();
      store.save(new KnownStay(stay.encounterId(), stay.facility(), stay.patientIdentifier(), stay.sentIdentifier(), stay.stay(),
          stay.lastTime(), stay.lastArrival() == JUST_ARRIVED ? arrival : stay.lastArrival()), plan.newStay());
    }
    if (plan.facts() != null && letter.patientReference() != null) {
      store.alias(aliasKey(plan.facts().facility(), letter.patientReference()), plan.stay().patientIdentifier(), letter.messageTime());
    }
    if (letter.reading() instanceof Reading.OfEnrolment of && letter.patientReference() != null) {
      store.alias(aliasKey(of.asked().facility(), letter.patientReference()), of.asked().patientIdentifier(), letter.messageTime());
    }
    for (Merged merged : plan.merged()) {
      store.dropAlias(merged.into());
      store.alias(merged.identifier(), merged.into(), letter.messageTime());
      store.rekeyStays(merged.identifier(), merged.into());
    }
    for (CareEvent event : plan.news()) {
      notes.add("%s: %s".formatted(event.messageName(), careEvents.tell(event)));
    }
    Reading.Unmatched unmatched = plan.unmatched();
    if (unmatched != null) {
      notes.add("MessageUnmatched: " + tellUnmatched(messageId, letter.messageType(), letter.sender(), letter.messageTime(),
          unmatched.reason(), unmatched.problem()));
    }
    store.finish(messageId, plan.state(), plan.facts(), unmatched == null ? null : unmatched.reason(),
        unmatched == null ? null : unmatched.problem(), notes, answer);
    return notes;
  }

  private CareEvents.Told tellUnmatched(String messageId, String type, String sender, Instant time, String reason, String problem) {
    return careEvents.tell(new MessageUnmatched(messageId, type, sender, reason, problem, time));
  }

  /**
   * Takes back what an applied message said and gives it to a person. Takes part in the caller's transaction. Done once, however often it
   * is asked for.
   */
  void setAside(String messageId, String reason, String problem) {
    Kept kept = store.lock(messageId).orElseThrow(() -> unknown(messageId));
    if (kept.state() == State.SET_ASIDE || kept.state() == State.SENT_AGAIN || kept.state() == State.DISCARDED) {
      return;
    }
    store.setAside(messageId, reason, problem);
    if (kept.encounterId() != null) {
      foldAgain(kept.encounterId());
    }
    tellUnmatched(messageId, kept.messageType(), kept.sender(), kept.messageTime(), reason, problem);
    count("protocol", kept.messageType(), State.SET_ASIDE.word);
  }

  /** The stay without what was set aside. Nothing is told: the protocol that found out ends by itself. */
  private void foldAgain(String encounterId) {
    KnownStay known = store.lockStay(encounterId).orElse(null);
    List<Placed> rest = store.facts(encounterId);
    if (known == null) {
      return;
    }
    if (rest.isEmpty()) {
      store.forget(encounterId);
      return;
    }
    Placed last = rest.get(rest.size() - 1);
    store.save(new KnownStay(encounterId, known.facility(), known.patientIdentifier(), known.sentIdentifier(), fold(rest), last.time(),
        last.arrival()), false);
  }

  /**
   * Sends a message that was set aside again, as a person corrected it. Takes part in the caller's transaction and writes nothing when it
   * still cannot be applied.
   *
   * @param effectId minted before this attempt began: the same one sends once
   * @throws StillUnmatched says why
   */
  Outcome replay(String messageId, Correction correction, String effectId, String by) {
    Kept kept = store.lock(messageId).orElseThrow(() -> unknown(messageId));
    String variant = "again-" + effectId;
    Optional<Kept> done = store.find(kept.sendingApp(), kept.sendingFacility(), kept.controlId(), variant);
    if (done.isPresent()) {
      return repeated(done.get());
    }
    Instant now = clock.instant();
    Letter letter = readAgain(kept, correction, now);
    if (letter.reading() instanceof Reading.Unmatched unmatched) {
      throw new StillUnmatched(unmatched.problem());
    }
    String newId = UUID.randomUUID().toString();
    Plan plan = plan(newId, letter, JUST_ARRIVED, true);
    if (plan.unmatched() != null) {
      throw new StillUnmatched(plan.unmatched().problem());
    }
    long arrival = store.keep(newId, letter, variant, now, messageId);
    List<String> notes = apply(newId, letter, arrival, plan, "");
    store.decide(messageId, State.SENT_AGAIN, by, now, null);
    count("person", kept.messageType(), plan.state().word);
    return new Outcome(newId, plan.state(), false, null, notes, "");
  }

  private Letter readAgain(Kept kept, Correction correction, Instant now) {
    try {
      return kept.door().equals(FhirReader.DOOR)
          ? fhir.readAgain(kept, correction, now)
          : hl7.read(kept.door(), Hl7Text.of(kept.content()), now, correction);
    } catch (Refusal refusal) {
      throw new StillUnmatched(refusal.getMessage());
    }
  }

  /** A person decided that a message that was set aside is not to be acted on. */
  void discard(String messageId, String reason, String by) {
    Kept kept = store.lock(messageId).orElseThrow(() -> unknown(messageId));
    if (kept.state() != State.DISCARDED) {
      store.decide(messageId, State.DISCARDED, by, clock.instant(), reason.length() > 1000 ? reason.substring(0, 1000) : reason);
      count("person", kept.messageType(), State.DISCARDED.word);
    }
  }

  /** The text of a message for a person's eyes; who looked is kept. */
  Optional<Kept> read(String messageId, String by) {
    return transaction.execute(status -> {
      Optional<Kept> kept = store.find(messageId);
      kept.ifPresent(message -> store.noteReading(messageId, by, clock.instant()));
      return kept;
    });
  }

  /** The newest messages, without what they say. */
  List<Summary> newest(int most) {
    return store.newest(most);
  }

  Optional<Kept> find(String messageId) {
    return store.find(messageId);
  }

  private static IllegalArgumentException unknown(String messageId) {
    return new IllegalArgumentException("messageId \"%s\": the inbox has no such message. Repair the case's data.".formatted(messageId));
  }

  /** A burst waits here, where it holds nothing, and not for a second database connection with the first in hand. */
  private <T> T inTurn(Supplier<T> work) {
    try {
      if (!atOnce.tryAcquire(settings.patience().toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("Too many messages at once: none of %d places came free in %s"
            .formatted(settings.atOnce(), settings.patience()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for a place");
    }
    try {
      return work.get();
    } finally {
      atOnce.release();
    }
  }

  /** Two senders, or two nodes, with the same message or stay at the same moment: the second looks again at what the first left. */
  private static <T> T repeatWhenCrossed(Supplier<T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return work.get();
      } catch (RuntimeException e) {
        if (attempt == ATTEMPTS || !isCrossing(e)) {
          throw e;
        }
        pause(attempt);
      }
    }
  }

  private static boolean isCrossing(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof DuplicateKeyException || cause instanceof ConcurrencyFailureException
          || cause instanceof TransientDataAccessException || cause.getClass().getSimpleName().equals("OptimisticLockingException")) {
        return true;
      }
    }
    return false;
  }

  private static void pause(int attempt) {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(10, 40L * attempt));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for another message about the same stay");
    }
  }

  private static String traceOf(Throwable failure) {
    StringBuilder trace = new StringBuilder();
    for (Throwable cause = failure; cause != null && trace.length() < 2_000; cause = cause.getCause()) {
      trace.append(trace.isEmpty() ? "" : " <- ").append(cause.getClass().getName());
      Arrays.stream(cause.getStackTrace()).limit(3).forEach(frame -> trace.append(" at ").append(frame));
    }
    return trace.toString();
  }

  private void count(String door, String type, String outcome) {
    meters.counter("careloop.inbox.messages", "door", door, "type", COUNTED_TYPES.contains(type) ? type : "other", "outcome", outcome)
        .increment();
  }
}
