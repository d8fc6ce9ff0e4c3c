package org.careloop.event;

import java.time.Instant;

/**
 * The admission that counted as a readmission was taken back. Told between protocols.
 *
 * @param patientId the EHR's logical id
 * @param readmissionEncounterId the stay that never was
 */
public record ReadmissionCancelled(
    String patientId,
    String readmissionEncounterId,
    Instant occurredAt)
    implements CareEvent {

  @Override
  public String businessKey() {
    return null;
  }
}
