package org.careloop.event;

import java.time.Instant;

/**
 * Two records of one patient became one (ADT^A40).
 *
 * @param patientIdentifier the surviving record
 * @param mergedIdentifier the record that is no more (MRG-1)
 */
public record PatientsMerged(
    String messageId,
    String patientIdentifier,
    String mergedIdentifier,
    Instant occurredAt)
    implements CareEvent {

  @Override
  public String businessKey() {
    return mergedIdentifier;
  }
}
