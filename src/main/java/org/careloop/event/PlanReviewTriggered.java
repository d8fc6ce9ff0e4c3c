package org.careloop.event;

import java.time.Instant;

/**
 * Something happened after which a patient's care plan must be looked at again (clinical rules 8.2). Told to the open plan of the patient.
 *
 * @param patientId the EHR's logical id
 * @param reviewTrigger what happened, for example {@code emergencyVisit}
 */
public record PlanReviewTriggered(
    String patientId,
    String reviewTrigger,
    Instant occurredAt)
    implements CareEvent {

  @Override
  public String businessKey() {
    return null;
  }
}
