package org.careloop.event;

import java.time.Instant;

/**
 * A stay changed its place or class without ending (ADT^A02, A06, A07).
 *
 * @param messageId the inbox message that brought the news
 * @param encounterId the stay: facility and visit number, {@code facility:number}
 * @param patientIdentifier the patient as the sender names them: {@code system|value} or {@code Patient/id}
 * @param patientClass HL7 table 0004 code after the transfer
 */
public record PatientTransferred(
    String messageId,
    String encounterId,
    String patientIdentifier,
    String facility,
    String patientClass,
    Instant occurredAt)
    implements CareEvent {

  @Override
  public String businessKey() {
    return encounterId;
  }
}
