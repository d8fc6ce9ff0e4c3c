package org.careloop.inbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.careloop.event.CareEvent;
import org.careloop.event.PatientsMerged;
import org.careloop.inbox.InboxStore.KnownStay;
import org.careloop.inbox.InboxStore.Placed;
import org.careloop.inbox.InboxStore.State;
import org.careloop.inbox.Reading.Merged;
import org.careloop.inbox.StayNews.Trigger;

/**
 * Works out what a message changes, by what is known of its stay and its patient: the news it is, or why a person must look at it. Locks the
 * stay in the caller's transaction; writes and tells nothing.
 */
final class Consequences {

  private final InboxStore store;

  Consequences(InboxStore store) {
    this.store = store;
  }

  /**
   * @param arrival its place among all messages
   * @param sentByPerson whether a person has looked at it and sends it again
   */
  Consequence of(String messageId, Letter letter, long arrival, boolean sentByPerson) {
    Reading reading = letter.reading();
    if (reading instanceof Reading.Unmatched unmatched) {
      return Consequence.person(unmatched);
    }
    if (reading instanceof Reading.OfStay of) {
      return ofStay(messageId, of, InboxStore.stored(letter.messageTime()), arrival, sentByPerson);
    }
    if (reading instanceof Reading.OfMerge merge) {
      return ofMerge(messageId, merge, InboxStore.stored(letter.messageTime()), sentByPerson);
    }
    if (reading instanceof Reading.OfEnrolment of) {
      Enrolment asked = of.asked();
      return Consequence.ofNoStay(State.APPLIED,
          List.of(asked.news(messageId, named(asked.facility(), asked.patientIdentifier()))), List.of());
    }
    return Consequence.ofNoStay(State.RECORDED, List.of(), List.of());
  }

  private Consequence ofStay(String messageId, Reading.OfStay of, Instant time, long arrival, boolean sentByPerson) {
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
        return Consequence.person(new Reading.Unmatched("patient-differs",
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
      return Consequence.person(contradiction);
    }
    List<CareEvent> events = NewsOfStay.between(before, after, news, newest, messageId, patient);
    KnownStay next = new KnownStay(news.encounterId(), news.facility(), patient, sent, after,
        newest ? time : known.lastTime(), newest ? arrival : known.lastArrival());
    State state = !events.isEmpty() ? State.APPLIED : newest ? State.UNCHANGED : State.OLDER;
    List<String> notes = newest ? List.of()
        : List.of("older than what was known of this stay: took its place in the order, newer facts stand");
    return new Consequence(state, news, null, next, known == null, events, List.of(), notes);
  }

  /** What this patient is called after all merges and references that were heard of. */
  private String named(String facility, String identifier) {
    String key = aliasKey(facility, identifier);
    String named = store.resolve(key);
    return named.equals(key) ? store.resolve(identifier) : named;
  }

  /** FHIR references are known by the facility that sent them; record numbers carry their own system. */
  static String aliasKey(String facility, String identifier) {
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

  /** What is known of a stay when all this was said of it. */
  static Stay fold(List<Placed> placed) {
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
  private Consequence ofMerge(String messageId, Reading.OfMerge merge, Instant time, boolean again) {
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
    return Consequence.ofNoStay(events.isEmpty() ? State.UNCHANGED : State.APPLIED, events, effective);
  }
}
