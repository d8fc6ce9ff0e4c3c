package org.careloop.event;

import java.time.Instant;

/**
 * A hospital stay has ended and the patient left (ADT^A03, Encounter finished). Starts the transition.
 *
 * @param messageId the inbox message that brought the news
 * @param encounterId the stay: facility and visit number, {@code facility:number}
 * @param patientIdentifier the patient as the sender names them: {@code system|value} or {@code Patient/id}
 * @param admittedAt start of the stay; null when the sender never said
 * @param dischargedAt end of the stay
 * @param dischargeDisposition NUBC discharge status in two digits (PV1-36), for example {@code 01}; null when not sent
 * @param patientClass HL7 table 0004 code, for example {@code I} inpatient, {@code E} emergency, {@code O} outpatient
 * @param hospitalService PV1-10, for example {@code ONC}; null when not sent
 * @param acuteAdmission true when the admission was not planned (PV1-4 A, E or U); null when unknown
 */
public record PatientDischarged(
    String messageId,
    String encounterId,
    String patientIdentifier,
    String facility,
    Instant admittedAt,
    Instant dischargedAt,
    String dischargeDisposition,
    String patientClass,
    String hospitalService,
    Boolean acuteAdmission,
    Instant occurredAt)
    implements CareEvent {

  @Override
  public String businessKey() {
    return encounterId;
  }
}
