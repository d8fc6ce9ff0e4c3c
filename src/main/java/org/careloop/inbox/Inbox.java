package org.careloop.inbox;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.careloop.engine.CareEvents;
import org.careloop.event.CareEvent;
import org.careloop.event.MessageUnmatched;
import org.careloop.inbox.InboxStore.Kept;
import org.careloop.inbox.InboxStore.KnownStay;
import org.careloop.inbox.InboxStore.Placed;
import org.careloop.inbox.InboxStore.State;
import org.careloop.inbox.InboxStore.Summary;
import org.careloop.inbox.Reading.Merged;
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

  /** Its place is not known before it is kept. */
  private static final long JUST_ARRIVED = Long.MAX_VALUE;
  private static final String FIRST = "";

  private final Hl7Reader hl7;
  private final FhirReader fhir;
  private final InboxStore store;
  private final CareEvents careEvents;
  private final TransactionTemplate transaction;
  private final InboxSettings settings;
  private final Clock clock;
  private final Consequences consequences;
  private final Turns turns;
  private final Tally tally;

  Inbox(Hl7Reader hl7, FhirReader fhir, InboxStore store, CareEvents careEvents, PlatformTransactionManager transactions,
      InboxSettings settings, Clock clock, MeterRegistry meters) {
    this.hl7 = hl7;
    this.fhir = fhir;
    this.store = store;
    this.careEvents = careEvents;
    this.transaction = new TransactionTemplate(transactions);
    this.settings = settings;
    this.clock = clock;
    this.consequences = new Consequences(store);
    this.turns = new Turns(settings);
    this.tally = new Tally(meters);
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
    tally.refused(door, refusal);
    return Hl7Answer.refused(header, clock.instant(), refusal);
  }

  /** Notes that a FHIR request was refused. */
  void refused(String door, String element) {
    tally.refused(door, element);
  }

  private Hl7Answer fail(String door, Hl7Header header, Throwable failure) {
    failed(door, failure);
    return Hl7Answer.failed(header, clock.instant());
  }

  /** Says that a message was not stored by our own fault. */
  void failed(String door, Throwable failure) {
    tally.failed(door, failure);
  }

  /** Takes in what a FHIR request brought: all of it or, when one of it cannot be kept, nothing. */
  List<Outcome> receive(List<Letter> letters) {
    return keepOnce(letters, warning -> warning == null ? "" : warning);
  }

  private List<Outcome> keepOnce(List<Letter> letters, UnaryOperator<String> answer) {
    Instant now = clock.instant();
    List<Outcome> outcomes = turns.take(() -> transaction.execute(status -> {
      // Stays are locked in one order by everybody.
      Map<Integer, Outcome> byPlace = new TreeMap<>();
      inOrderOfStay(letters).forEach(place -> byPlace.put(place, keepOnce(letters.get(place), now, answer)));
      return new ArrayList<>(byPlace.values());
    }));
    for (int i = 0; i < letters.size(); i++) {
      Outcome outcome = outcomes.get(i);
      tally.count(letters.get(i).door(), letters.get(i).messageType(), outcome.repeated() ? "repeated" : outcome.state().word);
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
    Consequence consequence = consequences.of(messageId, letter, arrival, false);
    String warning = consequence.unmatched() == null ? null : consequence.unmatched().problem();
    String text = answer.apply(warning);
    List<String> notes = apply(messageId, letter, arrival, consequence, text);
    return new Outcome(messageId, consequence.state(), false, warning, notes, text);
  }

  private List<String> apply(String messageId, Letter letter, long arrival, Consequence consequence, String answer) {
    List<String> notes = new ArrayList<>(letter.notes());
    notes.addAll(consequence.notes());
    if (consequence.stay() != null) {
      KnownStay stay = consequence.stay();
      store.save(new KnownStay(stay.encounterId(), stay.facility(), stay.patientIdentifier(), stay.sentIdentifier(), stay.stay(),
          stay.lastTime(), stay.lastArrival() == JUST_ARRIVED ? arrival : stay.lastArrival()), consequence.newStay());
    }
    if (consequence.facts() != null && letter.patientReference() != null) {
      store.alias(Consequences.aliasKey(consequence.facts().facility(), letter.patientReference()), consequence.stay().patientIdentifier(),
          letter.messageTime());
    }
    if (letter.reading() instanceof Reading.OfEnrolment of && letter.patientReference() != null) {
      store.alias(Consequences.aliasKey(of.asked().facility(), letter.patientReference()), of.asked().patientIdentifier(), letter.messageTime());
    }
    for (Merged merged : consequence.merged()) {
      store.dropAlias(merged.into());
      store.alias(merged.identifier(), merged.into(), letter.messageTime());
      store.rekeyStays(merged.identifier(), merged.into());
    }
    for (CareEvent event : consequence.news()) {
      notes.add("%s: %s".formatted(event.messageName(), careEvents.tell(event)));
    }
    Reading.Unmatched unmatched = consequence.unmatched();
    if (unmatched != null) {
      notes.add("MessageUnmatched: " + tellUnmatched(messageId, letter.messageType(), letter.sender(), letter.messageTime(),
          unmatched.reason(), unmatched.problem()));
    }
    store.finish(messageId, consequence.state(), consequence.facts(), unmatched == null ? null : unmatched.reason(),
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
    tally.count("protocol", kept.messageType(), State.SET_ASIDE.word);
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
    store.save(new KnownStay(encounterId, known.facility(), known.patientIdentifier(), known.sentIdentifier(), Consequences.fold(rest), last.time(),
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
    Consequence consequence = consequences.of(newId, letter, JUST_ARRIVED, true);
    if (consequence.unmatched() != null) {
      throw new StillUnmatched(consequence.unmatched().problem());
    }
    long arrival = store.keep(newId, letter, variant, now, messageId);
    List<String> notes = apply(newId, letter, arrival, consequence, "");
    store.decide(messageId, State.SENT_AGAIN, by, now, null);
    tally.count("person", kept.messageType(), consequence.state().word);
    return new Outcome(newId, consequence.state(), false, null, notes, "");
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
      tally.count("person", kept.messageType(), State.DISCARDED.word);
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
}
