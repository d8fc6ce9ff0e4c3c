package org.careloop.event;

import java.time.Instant;

/**
 * A care plan that was on hold goes on.
 *
 * @param patientId the EHR's logical id
 * @param requestedBy user id of who lets it go on
 */
public record PlanResumed(
    String patientId,
    String requestedBy,
    Instant occurredAt)
    implements CareEvent {

  @Override
  public String businessKey() {
    return null;
  }
}
