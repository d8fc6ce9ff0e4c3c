package org.careloop.event;

import java.time.Instant;

/**
 * Somebody asks that a patient be taken into the care-coordination programme: by a referral (REF^I12, FHIR ServiceRequest) or by registering
 * the patient (ADT^A28). The case is the patient as the sender names them, until the health record tells who it is.
 *
 * @param messageId the inbox message that brought the news; null when another protocol tells it
 * @param patientIdentifier the patient as the sender names them: {@code system|value} or {@code Patient/id}
 * @param enrolmentSource {@code referral} or {@code registration}
 * @param referralId the sender's number of the referral; null for a registration
 * @param referralPriority {@code stat}, {@code urgent}, {@code asap} or {@code routine}; null when not said
 */
public record EnrolmentProposed(
    String messageId,
    String patientIdentifier,
    String enrolmentSource,
    String referralId,
    String referralPriority,
    String facility,
    Instant occurredAt)
    implements CareEvent {

  @Override
  public String businessKey() {
    return patientIdentifier;
  }
}
