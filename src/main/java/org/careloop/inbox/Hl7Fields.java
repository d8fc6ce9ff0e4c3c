package org.careloop.inbox;

import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.Segment;
import ca.uhn.hl7v2.util.Terser;
import java.util.List;
import org.careloop.inbox.Refusal.Code;

/** Single fields out of parsed HL7 v2 segments; what is blank is null. */
final class Hl7Fields {

  static final int LONGEST_ID = 250;
  static final String NULLED = "\"\"";

  private Hl7Fields() {}

  static Segment only(List<Segment> segments, String name) {
    List<Segment> found = segments.stream().filter(segment -> segment.getName().equals(name)).toList();
    if (found.size() > 1) {
      throw new Refusal(Code.SEGMENT_SEQUENCE, name, "%d of them, expected one".formatted(found.size()));
    }
    return found.isEmpty() ? null : found.get(0);
  }

  static Segment first(List<Segment> segments, String name) {
    return segments.stream().filter(segment -> segment.getName().equals(name)).findFirst().orElse(null);
  }

  static int repetitions(Segment segment, int field) {
    try {
      return Math.min(segment.getField(field).length, 50);
    } catch (HL7Exception e) {
      return 0;
    }
  }

  static String value(Segment segment, int field, int repetition, int component) {
    return clean(terse(segment, field, repetition, component, 1));
  }

  static String terse(Segment segment, int field, int repetition, int component, int subcomponent) {
    try {
      return Terser.get(segment, field, repetition, component, subcomponent);
    } catch (HL7Exception e) {
      throw new Refusal(Code.DATA_TYPE, segment.getName(), field, "cannot be taken apart into components");
    }
  }

  static String clean(String value) {
    return value == null || value.isBlank() ? null : value.trim();
  }

  static String orEmpty(String value) {
    return value == null ? "" : value;
  }

  static void refuseUnfit(String id, String segment, int field) {
    if (id.chars().anyMatch(c -> c < ' ' || c == 0x7F)) {
      throw new Refusal(Code.DATA_TYPE, segment, field, "holds control characters, expected an identifier");
    }
  }

  static void refuseLong(String value, String segment, int field, int most) {
    if (value.length() > most) {
      throw new Refusal(Code.DATA_TYPE, segment, field, "has %d characters, expected %d at most".formatted(value.length(), most));
    }
  }
}
