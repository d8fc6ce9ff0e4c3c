package org.careloop.inbox;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;

/**
 * The acknowledgement of one HL7 v2 message. Said only after the message is committed, refused or known to have failed by our own fault.
 *
 * @param status HTTP status that goes with it: 200 stored, 400 content at fault, 500 we failed
 * @param code AA, AR or AE
 * @param text the ER7 message
 */
record Hl7Answer(int status, String code, String text) {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmssZ").withZone(ZoneOffset.UTC);
  private static final String VERSIONS_WITH_OLD_ERRORS = "2\\.[1-4](\\.\\d)?";

  /**
   * Stored. A warning tells the sender that a person will look at it, and why. A referral is answered by RRI^I12 with its own RF1, PRD and
   * PID, as the standard wants it.
   *
   * @param sent the segments of the message
   */
  static Hl7Answer stored(Hl7Header header, Instant now, String warning, List<String> sent) {
    if (EnrolmentReader.REFERRAL.equals(header.messageCode() + "^" + header.trigger()) && sent.get(0).startsWith("MSH|^~\\&")) {
      StringBuilder referral = new StringBuilder();
      for (String name : List.of("RF1", "PRD", "PID")) {
        sent.stream().filter(segment -> segment.startsWith(name)).forEach(segment -> referral.append(segment).append('\r'));
      }
      return new Hl7Answer(200, "AA", text(header, now, "RRI^I12^RRI_I12", "AA", warning == null ? "" : warning, referral.toString()));
    }
    String error = warning == null ? "" : error(header, "", "0", "Message accepted", "W", warning);
    return new Hl7Answer(200, "AA", acknowledgement(header, now, "AA", warning == null ? "" : warning, error));
  }

  /** The content is at fault. */
  static Hl7Answer refused(Hl7Header header, Instant now, Refusal refusal) {
    String location = refusal.segment().matches("[A-Z][A-Z0-9]{2}")
        ? refusal.segment() + "^1" + (refusal.field() == 0 ? "" : "^" + refusal.field())
        : "";
    String error = error(header, location, String.valueOf(refusal.code().number), refusal.code().words, "E", refusal.getMessage());
    return new Hl7Answer(400, "AR", acknowledgement(header, now, "AR", refusal.getMessage(), error));
  }

  /** Our own fault; the sender may try again. */
  static Hl7Answer failed(Hl7Header header, Instant now) {
    String words = "Not stored by our own fault. Send it again later.";
    return new Hl7Answer(500, "AE", acknowledgement(header, now, "AE", words, error(header, "", "207", "Application internal error", "E", words)));
  }

  byte[] bytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String acknowledgement(Hl7Header header, Instant now, String code, String words, String error) {
    return text(header, now, header.trigger() == null ? "ACK" : "ACK^%s^ACK".formatted(safe(header.trigger())), code, words, error);
  }

  private static String text(Hl7Header header, Instant now, String type, String code, String words, String more) {
    return "MSH|^~\\&|%s|%s|%s|%s|%s||%s|%s|%s|%s||||||UNICODE UTF-8\rMSA|%s|%s|%s\r%s".formatted(
        again(header.receivingApplication()), again(header.receivingFacility()),
        again(header.sendingApplication()), again(header.sendingFacility()),
        TIME.format(now), type, UUID.randomUUID(), header.processingId() == null ? "P" : safe(header.processingId()), version(header),
        code, again(header.controlId()), safe(words), more);
  }

  private static String error(Hl7Header header, String location, String number, String meaning, String severity, String words) {
    if (version(header).matches(VERSIONS_WITH_OLD_ERRORS)) {
      return "ERR|%s^%s&%s&HL70357\r".formatted(location.isEmpty() ? "^^" : pad(location), number, meaning);
    }
    return "ERR||%s|%s^%s^HL70357|%s||||%s\r".formatted(location, number, meaning, severity, safe(words));
  }

  /** ERR-1 has segment, sequence and field before the code. */
  private static String pad(String location) {
    return location.chars().filter(c -> c == '^').count() == 1 ? location + "^" : location;
  }

  private static String version(Hl7Header header) {
    return header.version() != null && header.version().matches("2\\.\\d(\\.\\d)?") ? header.version() : "2.5";
  }

  /** The sender's own words with the sender's own separators: cut short, and freed of what would break a segment. */
  private static String again(String value) {
    if (value == null) {
      return "";
    }
    String clean = value.replaceAll("[\\p{Cntrl}|]", " ").trim();
    return clean.length() > 250 ? clean.substring(0, 250) : clean;
  }

  private static String safe(String value) {
    return value.replace("\\", "\\E\\").replace("|", "\\F\\").replace("^", "\\S\\").replace("~", "\\R\\").replace("&", "\\T\\")
        .replaceAll("\\p{Cntrl}", " ");
  }
}
