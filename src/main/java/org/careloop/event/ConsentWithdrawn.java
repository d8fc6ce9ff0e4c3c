package org.careloop.event;

import java.time.Instant;

/**
 * The patient's consent to the programme has ended: whatever runs under it ends, too.
 *
 * @param patientId the EHR's logical id
 * @param consentRevokedAt from when it no longer holds
 */
public record ConsentWithdrawn(
    String patientId,
    Instant consentRevokedAt,
    Instant occurredAt)
    implements CareEvent {

  @Override
  public String businessKey() {
    return null;
  }
}
