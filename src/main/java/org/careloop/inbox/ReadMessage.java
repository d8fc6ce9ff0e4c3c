package org.careloop.inbox;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.careloop.engine.CareDelegate;
import org.careloop.inbox.InboxStore.Kept;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Tells when and by which door a message came and which stay it named. Nothing of what it says about the patient leaves the inbox here. */
@Component
class ReadMessage extends CareDelegate<ReadMessage.Request, ReadMessage.Read> {

  /** The message. */
  record Request(String messageId) {}

  /**
   * What may be known of it outside.
   *
   * @param messageLabel type, sender and local time of arrival, in place of a patient's label
   * @param receivedAt when it came in
   * @param setAsideAt now: from when on a person's time is counted
   * @param door {@code http}, {@code mllp} or {@code fhir}
   * @param messageEncounterId the stay it named; empty when it named none that could be read
   */
  record Read(String messageLabel, Instant receivedAt, Instant setAsideAt, String door, String messageEncounterId) {}

  private final Inbox inbox;
  private final Clock clock;
  private final DateTimeFormatter localTime;

  ReadMessage(Inbox inbox, Clock clock, @Value("${careloop.zone:America/New_York}") ZoneId zone) {
    this.inbox = inbox;
    this.clock = clock;
    this.localTime = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(zone);
  }

  @Override
  protected Read perform(Request request) {
    Kept kept = inbox.find(request.messageId()).orElseThrow(() -> new IllegalArgumentException(
        "messageId \"%s\": the inbox has no such message. Repair the case's data.".formatted(request.messageId())));
    String label = "%s from %s, %s".formatted(kept.messageType(), kept.sender(), localTime.format(kept.receivedAt()));
    return new Read(label, kept.receivedAt(), clock.instant(), kept.door(), kept.encounterId() == null ? "" : kept.encounterId());
  }
}
