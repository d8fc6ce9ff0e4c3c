package org.careloop.inbox;

import static org.careloop.inbox.Hl7Fields.NULLED;
import static org.careloop.inbox.Hl7Fields.value;

import ca.uhn.hl7v2.model.Segment;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/**
 * One HL7 v2 message taken apart, on its way to being read.
 *
 * @param segments those that are read
 * @param facility who sent it, by the name that stays are known under; null where it does not say
 * @param zone of its times without offset
 * @param tolerance how far ahead of us the sender's clock may be
 * @param time when it was sent
 * @param correction what a person said about it; null for a message as it comes from its sender
 * @param findings what was odd about it so far
 */
record Hl7Message(
    Hl7Header header, Hl7Text text, List<Segment> segments, String facility, ZoneId zone, Instant receivedAt, Duration tolerance, Instant time,
    Correction correction, Findings findings) {

  String type() {
    return header.messageCode() + (header.trigger() == null ? "" : "^" + header.trigger());
  }

  /** The patient whom a person said that it is about; null where nobody did. */
  String linkedPatient() {
    return correction == null ? null : correction.patientIdentifier();
  }

  /** A time in a field; null where it is empty, deleted or none. */
  Hl7Time time(Segment segment, int field) {
    String text = value(segment, field, 0, 1);
    return text == null || text.equals(NULLED) ? null : Hl7Time.parse(text, zone);
  }

  boolean isAhead(Instant instant) {
    return instant.isAfter(receivedAt.plus(tolerance));
  }
}
