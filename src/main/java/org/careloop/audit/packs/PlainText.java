package org.careloop.audit.packs;

/** Texts from outside as a file of its kind can hold them. What a kind cannot hold is replaced visibly, never left out. */
public final class PlainText {

  private PlainText() {}

  /** Without the control characters that no XML can hold, not even escaped. */
  static String xml(String text) {
    StringBuilder plain = null;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int code = text.codePointAt(i);
      boolean allowed = code == '\t' || code == '\n' || code == '\r' || code >= 0x20 && code <= 0xD7FF || code >= 0xE000 && code <= 0xFFFD
          || code >= 0x10000;
      if (!allowed && plain == null) {
        plain = new StringBuilder(text.length()).append(text, 0, i);
      }
      if (plain != null) {
        plain.appendCodePoint(allowed ? code : 0xFFFD);
      }
    }
    return plain == null ? text : plain.toString();
  }

  /** As a cell of a table file: a spreadsheet must never run it as a formula. */
  public static String cell(String text) {
    if (text == null || text.isEmpty()) {
      return "";
    }
    String inner = text.stripLeading();
    char first = inner.isEmpty() ? text.charAt(0) : inner.charAt(0);
    return "=+-@\t\r\n|".indexOf(first) >= 0 || text.charAt(0) == '\t' || text.charAt(0) == '\r' || text.charAt(0) == '\n' ? "'" + text : text;
  }
}
