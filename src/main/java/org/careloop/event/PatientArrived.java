package org.careloop.event;

import java.time.Instant;

/**
 * A patient was registered for an outpatient visit. Told between protocols, so that a booked visit counts as attended.
 *
 * @param patientId the EHR's logical id
 */
public record PatientArrived(
    String patientId,
    Instant arrivedAt,
    Instant occurredAt)
    implements CareEvent {

  @Override
  public String businessKey() {
    return null;
  }
}
