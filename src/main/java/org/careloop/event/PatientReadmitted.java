package org.careloop.event;

import java.time.Instant;

/**
 * A patient with an open transition is in hospital again. Told between protocols, once the patient is known.
 *
 * @param patientId the EHR's logical id
 * @param readmissionEncounterId the new stay
 * @param plannedReadmission true when the new stay was planned
 */
public record PatientReadmitted(
    String patientId,
    String readmissionEncounterId,
    Instant readmittedAt,
    Boolean plannedReadmission,
    Instant occurredAt)
    implements CareEvent {

  @Override
  public String businessKey() {
    return null;
  }
}
