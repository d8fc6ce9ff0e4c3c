package org.careloop.event;

import java.time.Instant;

/**
 * Somebody of the care team wants something done in a patient's open plan that no step asked for.
 *
 * @param patientId the EHR's logical id
 * @param planAction what, for example {@code addActivity}
 * @param requestedBy user id
 */
public record PlanActionRequested(
    String patientId,
    String planAction,
    String requestedBy,
    Instant occurredAt)
    implements CareEvent {

  @Override
  public String businessKey() {
    return null;
  }
}
