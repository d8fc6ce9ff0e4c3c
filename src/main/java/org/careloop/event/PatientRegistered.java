package org.careloop.event;

import java.time.Instant;

/**
 * A patient was registered without being admitted (ADT^A04, A05).
 *
 * @param messageId the inbox message that brought the news
 * @param encounterId the stay: facility and visit number, {@code facility:number}
 * @param patientIdentifier the patient as the sender names them: {@code system|value} or {@code Patient/id}
 * @param registrationKind {@code emergency}, {@code outpatient} or {@code preadmission}
 */
public record PatientRegistered(
    String messageId,
    String encounterId,
    String patientIdentifier,
    String facility,
    String registrationKind,
    String patientClass,
    Instant registeredAt,
    Instant occurredAt)
    implements CareEvent {

  @Override
  public String businessKey() {
    return encounterId;
  }
}
