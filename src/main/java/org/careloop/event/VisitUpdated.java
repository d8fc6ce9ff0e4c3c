package org.careloop.event;

import java.time.Instant;

/**
 * What is known of a stay was corrected (ADT^A08, a second A03, an Encounter update). Components as in {@link PatientDischarged}.
 */
public record VisitUpdated(
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
