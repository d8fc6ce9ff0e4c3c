package org.careloop.event;

import java.time.Instant;

/**
 * A message that fits nowhere, contradicts itself or names an unknown patient. The case is the message.
 *
 * @param messageId the inbox message that a person must look at
 * @param messageType for example {@code ADT^A03} or {@code Encounter}
 * @param sender sending application and facility
 * @param unmatchedReason kebab-case code, for example {@code patient-unknown}
 * @param problem one sentence for the person: field, value (never patient text), what was expected
 */
public record MessageUnmatched(
    String messageId,
    String messageType,
    String sender,
    String unmatchedReason,
    String problem,
    Instant occurredAt)
    implements CareEvent {

  @Override
  public String businessKey() {
    return messageId;
  }
}
