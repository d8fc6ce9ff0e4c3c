package org.careloop.event;

import java.time.Instant;

/**
 * The care plan of a patient is to be closed, and how.
 *
 * @param patientId the EHR's logical id
 * @param planOutcome for example {@code goalsMet} or {@code movedAway}
 */
public record PlanEnded(
    String patientId,
    String planOutcome,
    Instant occurredAt)
    implements CareEvent {

  @Override
  public String businessKey() {
    return null;
  }
}
