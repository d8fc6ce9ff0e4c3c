package org.careloop.inbox;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * What of a message's header could be made out, so that even rubbish gets an answer that its sender can place. Never refuses anything;
 * every part may be null.
 */
record Hl7Header(
    String sendingApplication,
    String sendingFacility,
    String receivingApplication,
    String receivingFacility,
    String messageCode,
    String trigger,
    String controlId,
    String processingId,
    String version,
    String characterSet) {

  static final Hl7Header UNKNOWN = new Hl7Header(null, null, null, null, null, null, null, null, null, null);

  private static final int LONGEST = 4_000;

  static Hl7Header of(byte[] bytes) {
    String beginning = new String(bytes, 0, Math.min(bytes.length, LONGEST), StandardCharsets.UTF_8);
    int start = beginning.indexOf("MSH");
    if (start < 0 || start > 16 || beginning.length() < start + 9) {
      return UNKNOWN;
    }
    return of(beginning.substring(start).split("[\r\n]", 2)[0]);
  }

  static Hl7Header of(String segment) {
    if (segment.length() < 9) {
      return UNKNOWN;
    }
    String[] fields = segment.split(Pattern.quote(segment.substring(3, 4)), -1);
    char components = fields.length > 1 && !fields[1].isEmpty() ? fields[1].charAt(0) : '^';
    return new Hl7Header(field(fields, 2), field(fields, 3), field(fields, 4), field(fields, 5),
        part(field(fields, 8), components, 0), part(field(fields, 8), components, 1), field(fields, 9),
        part(field(fields, 10), components, 0), part(field(fields, 11), components, 0), part(repetition(field(fields, 17), fields),
            components, 0));
  }

  private static String repetition(String field, String[] fields) {
    return field == null || fields[1].length() < 2 ? field : part(field, fields[1].charAt(1), 0);
  }

  private static String field(String[] fields, int index) {
    return index < fields.length && !fields[index].isBlank() ? fields[index].trim() : null;
  }

  private static String part(String field, char separator, int index) {
    if (field == null) {
      return null;
    }
    String[] parts = field.split(Pattern.quote(String.valueOf(separator)), -1);
    return index < parts.length && !parts[index].isBlank() ? parts[index].trim() : null;
  }
}
