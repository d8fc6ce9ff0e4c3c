package org.careloop.event;

import java.time.Instant;

/**
 * A line of a care plan that somebody works on asks for something else, or is no longer planned. Told by the plan to this one activity.
 *
 * @param patientId the EHR's logical id
 * @param itemId number of the line within the plan
 */
public record ActivityChanged(
    String patientId,
    String itemId,
    Instant occurredAt)
    implements CareEvent {

  @Override
  public String businessKey() {
    return null;
  }
}
