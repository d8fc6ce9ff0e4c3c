package org.careloop.inbox;

import java.time.Instant;
import org.careloop.event.EnrolmentProposed;

/**
 * What a message says about a patient who is to be taken into the programme.
 *
 * @param source {@code referral} or {@code registration}
 * @param patientIdentifier {@code system|value} or {@code Patient/id}
 * @param referralId {@code facility:number}; null where there is none
 * @param priority {@code stat}, {@code urgent}, {@code asap}, {@code routine}; null when not said
 */
record Enrolment(String source, String patientIdentifier, String facility, String referralId, String priority, Instant occurredAt) {

  EnrolmentProposed news(String messageId, String patient) {
    return new EnrolmentProposed(messageId, patient, source, referralId, priority, facility, occurredAt);
  }
}
