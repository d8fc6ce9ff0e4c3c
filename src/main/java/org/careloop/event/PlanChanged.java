package org.careloop.event;

import java.time.Instant;

/**
 * A patient's care plan says something else than before. Told by the plan to whoever reads it at that moment.
 *
 * @param patientId the EHR's logical id
 * @param planVersion version of the plan from now on
 */
public record PlanChanged(
    String patientId,
    Integer planVersion,
    Instant occurredAt)
    implements CareEvent {

  @Override
  public String businessKey() {
    return null;
  }
}
