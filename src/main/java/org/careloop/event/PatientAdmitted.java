package org.careloop.event;

import java.time.Instant;

/**
 * A hospital stay has begun (ADT^A01, A06 of an emergency patient, Encounter in-progress).
 *
 * @param messageId the inbox message that brought the news
 * @param encounterId the stay: facility and visit number, {@code facility:number}
 * @param patientIdentifier the patient as the sender names them: {@code system|value} or {@code Patient/id}
 * @param patientClass HL7 table 0004 code, for example {@code I} inpatient, {@code E} emergency
 * @param acuteAdmission true when the admission was not planned (PV1-4 A, E or U); null when unknown
 * @param plannedAdmission true when a pre-admission (A05) of this stay came before
 */
public record PatientAdmitted(
    String messageId,
    String encounterId,
    String patientIdentifier,
    String facility,
    Instant admittedAt,
    String patientClass,
    Boolean acuteAdmission,
    Boolean plannedAdmission,
    Instant occurredAt)
    implements CareEvent {

  @Override
  public String businessKey() {
    return encounterId;
  }
}
