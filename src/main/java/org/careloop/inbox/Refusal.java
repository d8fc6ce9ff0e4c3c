package org.careloop.inbox;

/**
 * The content is at fault and nothing is kept: the sender must repair it. Names segment and field (HL7) or element (FHIR) and what was
 * expected there, never what the patient's data say.
 */
class Refusal extends RuntimeException {

  /** Error codes of HL7 table 0357. */
  enum Code {
    SEGMENT_SEQUENCE(100, "Segment sequence error"),
    REQUIRED_FIELD(101, "Required field missing"),
    DATA_TYPE(102, "Data type error"),
    TABLE_VALUE(103, "Table value not found"),
    MESSAGE_TYPE(200, "Unsupported message type"),
    PROCESSING_ID(202, "Unsupported processing id"),
    VERSION(203, "Unsupported version id");

    final int number;
    final String words;

    Code(int number, String words) {
      this.number = number;
      this.words = words;
    }
  }

  private final Code code;
  private final String segment;
  private final int field;

  /** A whole segment is at fault. */
  Refusal(Code code, String segment, String expected) {
    this(code, segment, 0, expected);
  }

  /** One field is at fault; field 0 means the segment itself. */
  Refusal(Code code, String segment, int field, String expected) {
    super(field == 0 ? "%s: %s".formatted(segment, expected) : "%s-%d: %s".formatted(segment, field, expected), null, false, false);
    this.code = code;
    this.segment = segment;
    this.field = field;
  }

  Code code() {
    return code;
  }

  String segment() {
    return segment;
  }

  int field() {
    return field;
  }
}
