package org.careloop.event;

import java.time.Instant;

/**
 * An admission was sent in error and is taken back (ADT^A11).
 *
 * @param messageId the inbox message that brought the news
 * @param encounterId the stay: facility and visit number, {@code facility:number}
 * @param patientIdentifier the patient as the sender names them: {@code system|value} or {@code Patient/id}
 */
public record AdmissionCancelled(
    String messageId,
    String encounterId,
    String patientIdentifier,
    String facility,
    Instant occurredAt)
    implements CareEvent {

  @Override
  public String businessKey() {
    return encounterId;
  }
}
