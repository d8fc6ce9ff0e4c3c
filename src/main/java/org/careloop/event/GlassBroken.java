package org.careloop.event;

import java.time.Instant;

/**
 * Somebody has opened a patient's case outside the own team, which a privacy officer must look at. The case is the opening. Whose case it
 * was is kept with the opening, not told here.
 *
 * @param breakGlassId the opening
 * @param openedBy user id
 * @param openingReason the reason from the list, as people read it
 * @param openedAt when
 * @param openUntil when it ends by itself
 */
public record GlassBroken(String breakGlassId, String openedBy, String openingReason, Instant openedAt, Instant openUntil) implements CareEvent {

  @Override
  public String businessKey() {
    return breakGlassId;
  }

  @Override
  public Instant occurredAt() {
    return openedAt;
  }
}
