package org.careloop.inbox;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.careloop.inbox.Refusal.Code;

/**
 * Bytes of one HL7 v2 message made readable: character set, byte order mark and line ends put right and noted, rubbish refused. Looks at
 * the outer form only and copies nothing but the text itself.
 *
 * @param text segments ended by carriage returns, without byte order mark
 * @param segments the text's segments in order
 * @param terminated true when the last segment was ended as it should be; many senders leave that out, so do messages that were cut off
 * @param notes what was tolerated
 */
record Hl7Text(String text, List<String> segments, boolean terminated, List<String> notes) {

  private static final Map<String, Charset> CHARSETS = Map.ofEntries(
      Map.entry("ASCII", StandardCharsets.US_ASCII),
      Map.entry("UNICODE UTF-8", StandardCharsets.UTF_8),
      Map.entry("UTF-8", StandardCharsets.UTF_8),
      Map.entry("UTF8", StandardCharsets.UTF_8),
      Map.entry("UNICODE", StandardCharsets.UTF_8),
      Map.entry("UNICODE UTF-16", StandardCharsets.UTF_16),
      Map.entry("WINDOWS-1252", Charset.forName("windows-1252")));

  private static final byte[] UTF_8_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final int MOST_SEGMENTS = 5_000;

  /** The refusal of a message of which only the beginning was read. */
  static Refusal tooLong(byte[] beginning, int limit) {
    int start = 0;
    int number = 0;
    for (int i = 0; i < beginning.length; i++) {
      if (beginning[i] == '\r' || beginning[i] == '\n') {
        number += i > start ? 1 : 0;
        start = i + 1;
      }
    }
    String name = segmentName(new String(beginning, start, Math.min(4, beginning.length - start), StandardCharsets.ISO_8859_1));
    return new Refusal(Code.DATA_TYPE, name == null ? "Segment " + (number + 1) : name,
        "segment %d goes beyond the %d bytes that a message may have".formatted(number + 1, limit));
  }

  static Hl7Text of(byte[] bytes, InboxSettings settings) {
    List<String> notes = new ArrayList<>();
    String raw = decode(bytes, notes);
    String text = raw.charAt(0) == '\uFEFF' ? raw.substring(1) : raw;
    text = text.stripLeading();
    if (!text.startsWith("MSH")) {
      throw new Refusal(Code.SEGMENT_SEQUENCE, "MSH", "expected as the first segment, but the content begins otherwise");
    }
    refuseControlCharacters(text);
    text = withCarriageReturns(text, notes);
    List<String> segments = split(text, settings);
    return new Hl7Text(String.join("\r", segments) + "\r", segments, text.endsWith("\r"), notes);
  }

  /** A text that was read and kept before: its form was judged then. */
  static Hl7Text of(String kept) {
    return new Hl7Text(kept, List.of(kept.split("\r")), true, List.of());
  }

  private static String decode(byte[] bytes, List<String> notes) {
    if (bytes.length == 0) {
      throw new Refusal(Code.SEGMENT_SEQUENCE, "MSH", "expected a message, but the content is empty");
    }
    if (bytes.length > 1 && (bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF || bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE)) {
      notes.add("byte order mark: read as UTF-16");
      return strictly(bytes, 0, StandardCharsets.UTF_16, "UTF-16");
    }
    int start = 0;
    if (bytes.length >= 3 && Arrays.equals(bytes, 0, 3, UTF_8_MARK, 0, 3)) {
      notes.add("byte order mark passed over");
      start = 3;
    }
    String declared = Hl7Header.of(bytes).characterSet();
    Charset charset = charset(declared);
    if (charset.equals(StandardCharsets.US_ASCII) || declared == null) {
      String text = strictly(bytes, start, StandardCharsets.UTF_8, declared == null ? "UTF-8 (MSH-18 is empty)" : "ASCII or UTF-8");
      if (declared != null && text.length() < bytes.length - start) {
        notes.add("MSH-18 says ASCII: read as UTF-8");
      }
      return text;
    }
    return strictly(bytes, start, charset, declared);
  }

  private static Charset charset(String declared) {
    if (declared == null) {
      return StandardCharsets.UTF_8;
    }
    String name = declared.toUpperCase(Locale.ROOT).trim();
    if (CHARSETS.containsKey(name)) {
      return CHARSETS.get(name);
    }
    if (name.matches("8859/([1-9]|13|15)") && Charset.isSupported("ISO-8859-" + name.substring(5))) {
      return Charset.forName("ISO-8859-" + name.substring(5));
    }
    throw new Refusal(Code.TABLE_VALUE, "MSH", 18, "character set not known, expected one of ASCII, 8859/1 to 8859/15, UNICODE UTF-8");
  }

  private static String strictly(byte[] bytes, int start, Charset charset, String name) {
    try {
      String text = charset.newDecoder().onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes, start, bytes.length - start)).toString();
      if (text.isBlank()) {
        throw new Refusal(Code.SEGMENT_SEQUENCE, "MSH", "expected a message, but the content is blank");
      }
      return text;
    } catch (CharacterCodingException e) {
      throw new Refusal(Code.DATA_TYPE, "MSH", 18, "the content holds bytes that are not " + name);
    }
  }

  private static void refuseControlCharacters(String text) {
    int segment = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\r' || c == '\n') {
        segment++;
      } else if (c < ' ' && c != '\t' && c != '\f' || c == '\u007F' || c == '\uFFFE' || c == '\uFFFF') {
        throw new Refusal(Code.DATA_TYPE, "Segment " + segment, "holds the control character 0x%02X, expected text".formatted((int) c));
      }
    }
  }

  private static String withCarriageReturns(String text, List<String> notes) {
    int firstReturn = text.indexOf('\r');
    int firstFeed = text.indexOf('\n');
    if (firstFeed < 0) {
      return text;
    }
    if (firstReturn < 0) {
      notes.add("line feeds taken for carriage returns");
      return text.replace('\n', '\r');
    }
    if (text.contains("\r\n")) {
      notes.add("line feeds after carriage returns passed over");
      return text.replace("\r\n", "\r");
    }
    // A lone line feed among carriage returns is text inside a field.
    return text;
  }

  private static List<String> split(String text, InboxSettings settings) {
    long longest = settings.maxSegmentSize().toBytes();
    List<String> segments = new ArrayList<>();
    for (int start = 0; start < text.length(); ) {
      int end = text.indexOf('\r', start);
      end = end < 0 ? text.length() : end;
      int number = segments.size() + 1;
      if (!text.substring(start, Math.min(end, start + 8)).isBlank() || !text.substring(start, end).isBlank()) {
        String name = segmentName(text.substring(start, Math.min(end, start + 4)));
        if (name == null || !text.startsWith("MSH") || end - start > 3 && text.charAt(start + 3) != text.charAt(3)) {
          throw new Refusal(Code.SEGMENT_SEQUENCE, "Segment " + number, "does not begin with a segment's name and the field separator");
        }
        if (end - start > longest) {
          throw new Refusal(Code.DATA_TYPE, name, "segment %d has %d characters, expected %d at most".formatted(number, end - start,
              longest));
        }
        if (number > MOST_SEGMENTS) {
          throw new Refusal(Code.SEGMENT_SEQUENCE, name, "expected %d segments at most".formatted(MOST_SEGMENTS));
        }
        segments.add(text.substring(start, end));
      }
      start = end + 1;
    }
    return segments;
  }

  /** The three-letter name a segment begins with; null when it does not begin with one. */
  static String segmentName(String segment) {
    return segment.length() >= 3 && segment.substring(0, 3).matches("[A-Z][A-Z0-9]{2}") ? segment.substring(0, 3) : null;
  }
}
