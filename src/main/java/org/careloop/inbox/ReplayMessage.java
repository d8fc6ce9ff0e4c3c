package org.careloop.inbox;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.careloop.engine.CareDelegate;
import org.careloop.inbox.Inbox.Outcome;
import org.careloop.inbox.InboxStore.State;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Sends a message that was set aside again, as a person corrected it. The same text is read anew, what the person entered takes the place
 * of what it says, and it is applied as a message of its own that refers to the old one. Sent once for each {@code effectId}.
 *
 * <p>Refuses {@link #STILL_UNMATCHED} with the sentence that tells the person what is still missing.
 */
@Component
class ReplayMessage extends CareDelegate<ReplayMessage.Request, ReplayMessage.Sent> {

  static final String STILL_UNMATCHED = "still-unmatched";

  /**
   * The message and what the person entered; what is empty stays as the message says.
   *
   * @param linkedPatientIdentifier the patient, as {@code system|value} or {@code Patient/id}
   * @param correctedVisitNumber number of the stay at the sending facility
   * @param correctedDischargedAt time of discharge, ISO with offset
   * @param correctedDisposition NUBC discharge status, two digits
   * @param decidedBy who decided
   */
  record Request(
      String effectId,
      String messageId,
      @Nullable String linkedPatientIdentifier,
      @Nullable String correctedVisitNumber,
      @Nullable String correctedDischargedAt,
      @Nullable String correctedDisposition,
      @Nullable String decidedBy) {}

  /**
   * What came of it.
   *
   * @param replayOutcome {@code applied}; {@code unchanged} or {@code older} when it said nothing new
   * @param replayedMessageId the message that was made of it
   */
  record Sent(String replayOutcome, String replayedMessageId) {}

  private final Inbox inbox;

  ReplayMessage(Inbox inbox) {
    this.inbox = inbox;
  }

  @Override
  protected Sent perform(Request request) {
    Correction correction = new Correction(patient(request.linkedPatientIdentifier()), trimmed(request.correctedVisitNumber()),
        time(request.correctedDischargedAt()), disposition(request.correctedDisposition()));
    try {
      Outcome outcome = inbox.replay(request.messageId(), correction, request.effectId(), request.decidedBy());
      return new Sent((outcome.state() == State.SET_ASIDE ? State.APPLIED : outcome.state()).word, outcome.messageId());
    } catch (StillUnmatched still) {
      throw refuse(STILL_UNMATCHED, still.getMessage());
    }
  }

  private static String patient(String given) {
    String identifier = trimmed(given);
    if (identifier != null && !identifier.matches("Patient/[A-Za-z0-9.-]{1,64}|[^|\\p{Cntrl}]{1,180}\\|[^|\\p{Cntrl}]{1,60}")) {
      throw refuse(STILL_UNMATCHED, "Patient: expected the record number as system|number, or Patient/ and the record's id.");
    }
    return identifier;
  }

  private static Instant time(String given) {
    String text = trimmed(given);
    if (text == null) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw refuse(STILL_UNMATCHED, "Discharge time: expected a date and time.");
    }
  }

  private static String disposition(String given) {
    String code = trimmed(given);
    if (code != null && !code.matches("\\d{2}")) {
      throw refuse(STILL_UNMATCHED, "Discharge disposition: expected a code of two digits.");
    }
    return code;
  }

  private static String trimmed(String given) {
    return given == null || given.isBlank() ? null : given.trim();
  }
}
