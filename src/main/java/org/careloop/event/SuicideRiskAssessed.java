package org.careloop.event;

import java.time.Instant;

/**
 * Somebody has assessed a patient's suicide risk (clinical rules 5.3). Told to the patient's open cases, so that a plan that is drafted later has
 * what belongs to it and a plan in force is looked at again.
 *
 * @param patientId the EHR's logical id
 * @param suicideRisk {@code none}, {@code low}, {@code moderate} or {@code high}
 */
public record SuicideRiskAssessed(
    String patientId,
    String suicideRisk,
    Instant occurredAt)
    implements CareEvent {

  @Override
  public String businessKey() {
    return null;
  }
}
