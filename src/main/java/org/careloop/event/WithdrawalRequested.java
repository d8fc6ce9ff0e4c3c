package org.careloop.event;

import java.time.Instant;

/**
 * Somebody of the care team was told that the patient takes the consent back.
 *
 * @param patientId the EHR's logical id
 * @param requestedBy user id of who was told
 */
public record WithdrawalRequested(
    String patientId,
    String requestedBy,
    Instant occurredAt)
    implements CareEvent {

  @Override
  public String businessKey() {
    return null;
  }
}
