package org.careloop.ehr;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.careloop.engine.CareDelegate;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Communication.CommunicationStatus;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Counts from the EHR what was done to reach a patient after a discharge: the evidence that a transition code rests on (clinical rules
 * 7.3). Only attempts of this case count, and failed ones only at different times. Never decides whether that is enough.
 */
@Component
class ReadContacts extends CareDelegate<ReadContacts.Request, ReadContacts.Contacts> {

  /** Failed attempts closer together than this are one attempt; default, no published figure. */
  static final Duration APART = Duration.ofMinutes(30);

  /**
   * Which attempts.
   *
   * @param until the last instant that still counts as in time
   */
  record Request(String patientId, String encounterId, Instant dischargedAt, Instant until) {}

  /**
   * What was found.
   *
   * @param reachedInTime how often the patient or caregiver was reached from discharge to {@code until}
   * @param attemptsInTime failed attempts in that time, at least 30 minutes apart
   * @param firstReachedAt the first success after discharge, in time or not
   */
  record Contacts(int reachedInTime, int attemptsInTime, @Nullable Instant firstReachedAt) {}

  private final Ehr ehr;

  ReadContacts(Ehr ehr) {
    this.ehr = ehr;
  }

  @Override
  protected Contacts perform(Request request) {
    List<Communication> contacts = ehr.of(request.patientId(), Communication.class).stream()
        .filter(contact -> Ehr.isOfCase(contact.getIdentifier(), request.encounterId()))
        .filter(contact -> contact.getCategory().stream()
            .anyMatch(category -> RecordContact.CATEGORY.equals(Coded.own("communication", category))))
        .filter(contact -> contact.hasSent() && !contact.getSent().toInstant().isBefore(request.dischargedAt()))
        .toList();
    List<Instant> reached = times(contacts, CommunicationStatus.COMPLETED);
    List<Instant> failed = times(contacts, CommunicationStatus.NOTDONE).stream().filter(at -> !at.isAfter(request.until())).toList();
    return new Contacts(
        (int) reached.stream().filter(at -> !at.isAfter(request.until())).count(),
        countApart(failed),
        reached.isEmpty() ? null : reached.get(0));
  }

  private static List<Instant> times(List<Communication> contacts, CommunicationStatus status) {
    return contacts.stream().filter(contact -> contact.getStatus() == status).map(contact -> contact.getSent().toInstant())
        .sorted(Comparator.naturalOrder()).toList();
  }

  private static int countApart(List<Instant> sorted) {
    int count = 0;
    Instant last = null;
    for (Instant at : sorted) {
      if (last == null || !at.isBefore(last.plus(APART))) {
        count++;
        last = at;
      }
    }
    return count;
  }
}
