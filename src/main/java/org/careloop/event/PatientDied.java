package org.careloop.event;

import java.time.Instant;

/**
 * A patient has died (PID-29/PID-30, disposition 20, 40, 41 or 42). The case is the patient as the sender names them.
 *
 * @param diedAt time of death; null when only the fact was sent
 */
public record PatientDied(
    String messageId,
    String patientIdentifier,
    Instant diedAt,
    Instant occurredAt)
    implements CareEvent {

  @Override
  public String businessKey() {
    return patientIdentifier;
  }
}
