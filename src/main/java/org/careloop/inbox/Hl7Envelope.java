package org.careloop.inbox;

import static org.careloop.inbox.Hl7Fields.LONGEST_ID;
import static org.careloop.inbox.Hl7Fields.refuseLong;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Pattern;
import org.careloop.inbox.Refusal.Code;

/** What a message must be before anything is read out of it: its header (MSH) whole, its segments in order, its time a time. */
final class Hl7Envelope {

  private static final String VERSIONS = "2\\.([3-8])(\\.\\d)?";
  private static final int LONGEST_PART = 199;

  private final InboxSettings settings;

  Hl7Envelope(InboxSettings settings) {
    this.settings = settings;
  }

  /** The header, when a message may have it. */
  Hl7Header header(String msh) {
    if (msh.length() < 9 || !msh.substring(3, 8).matches("[^\\p{Alnum}\\s]{5}") && !msh.substring(3, 7).matches("[^\\p{Alnum}\\s]{4}")) {
      throw new Refusal(Code.REQUIRED_FIELD, "MSH", 2, "expected the field separator and four encoding characters, as |^~\\&");
    }
    if (msh.substring(3, 8).chars().distinct().count() < 5) {
      throw new Refusal(Code.DATA_TYPE, "MSH", 2, "expected encoding characters that differ from each other");
    }
    Hl7Header header = Hl7Header.of(msh);
    if (header.messageCode() == null) {
      throw new Refusal(Code.REQUIRED_FIELD, "MSH", 9, "message type missing, expected for example ADT^A03");
    }
    if (!header.messageCode().matches("[A-Z][A-Z0-9]{2}") || header.trigger() != null && !header.trigger().matches("[A-Z][A-Z0-9]{2}")) {
      throw new Refusal(Code.MESSAGE_TYPE, "MSH", 9, "not a message type, expected for example ADT^A03");
    }
    if (header.messageCode().equals("ADT") && header.trigger() == null) {
      throw new Refusal(Code.REQUIRED_FIELD, "MSH", 9, "trigger event missing, expected for example ADT^A03");
    }
    if (header.controlId() == null) {
      throw new Refusal(Code.REQUIRED_FIELD, "MSH", 10, "message control id missing: without it a repetition cannot be told from news");
    }
    refuseLong(header.controlId(), "MSH", 10, LONGEST_PART);
    refuseLong(Hl7Fields.orEmpty(header.sendingApplication()), "MSH", 3, LONGEST_ID);
    refuseLong(Hl7Fields.orEmpty(header.sendingFacility()), "MSH", 4, LONGEST_ID);
    if (header.processingId() != null && !settings.processingIds().contains(header.processingId())) {
      throw new Refusal(Code.PROCESSING_ID, "MSH", 11, "expected one of " + settings.processingIds());
    }
    if (header.version() != null && !header.version().matches(VERSIONS)) {
      throw new Refusal(Code.VERSION, "MSH", 12, "expected a version from 2.3 to 2.8");
    }
    return header;
  }

  static void refuseWrongOrder(List<String> segments) {
    boolean pid = false;
    for (int i = 1; i < segments.size(); i++) {
      if (segments.get(i).startsWith("MSH")) {
        throw new Refusal(Code.SEGMENT_SEQUENCE, "MSH", "a second one as segment %d, expected one message at a time".formatted(i + 1));
      }
      pid |= segments.get(i).startsWith("PID");
    }
    if (!pid) {
      throw new Refusal(Code.SEGMENT_SEQUENCE, "PID", "segment missing, every message must say whom it is about");
    }
  }

  /** When it was sent (MSH-7), by which messages are ordered. */
  Instant messageTime(String msh, ZoneId zone, Instant receivedAt, boolean seenByPerson, Findings findings) {
    String[] fields = msh.split(Pattern.quote(msh.substring(3, 4)), -1);
    String sent = fields.length > 6 ? fields[6].trim() : "";
    sent = sent.indexOf(msh.charAt(4)) < 0 ? sent : sent.substring(0, sent.indexOf(msh.charAt(4)));
    if (sent.isEmpty()) {
      findings.note("MSH-7 is empty: ordered by its arrival");
      return receivedAt;
    }
    Hl7Time time = Hl7Time.parse(sent, zone);
    if (time == null) {
      throw new Refusal(Code.DATA_TYPE, "MSH", 7, "not a date and time, expected YYYYMMDDHHMM[SS][+ZZZZ]");
    }
    if (time.instant().isAfter(receivedAt.plus(settings.futureTolerance()))) {
      findings.doubt("event-in-future", "MSH-7: %s lies in the future, expected the time of sending.".formatted(time.instant()));
      return seenByPerson ? receivedAt : time.instant();
    }
    return time.instant();
  }
}
