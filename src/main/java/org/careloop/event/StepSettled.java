package org.careloop.event;

import java.time.Instant;

/**
 * A failed step needs nobody any more: an operator tried it again, or its case has ended.
 *
 * @param jobId the engine's job of that step
 */
public record StepSettled(String jobId, Instant occurredAt) implements CareEvent {

  @Override
  public String businessKey() {
    return jobId;
  }
}
