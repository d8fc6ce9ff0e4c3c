package org.careloop.audit.chain;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The one exact form of what is digested, hashed and sealed. Described for a reader with other tools in {@code src/docs/audit-trail.md}. */
public final class Canon {

  /** Stands before the first link of a chain. */
  public static final String FIRST = "0".repeat(64);

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private Canon() {}

  /** UTC with six digits of a second. */
  public static String time(Instant at) {
    return TIME.format(at.truncatedTo(ChronoUnit.MICROS));
  }

  /** Without line breaks and tabs, so that it is one field of one line. */
  public static String plain(String text) {
    return text == null ? null : text.replaceAll("\\p{Cntrl}", " ");
  }

  /** A row as bytes: the table, then each name with its value or without one, all texts with their length before them. */
  public static byte[] row(CoveredTable table, Map<String, String> row) {
    try (ByteArrayOutputStream bytes = new ByteArrayOutputStream(512); DataOutputStream out = new DataOutputStream(bytes)) {
      text(out, "careloop-row/1");
      text(out, table.name());
      for (String name : table.digested()) {
        text(out, name);
        String value = row.get(name);
        out.writeByte(value == null ? 0 : 1);
        if (value != null) {
          text(out, value);
        }
      }
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What stands for a row in an event: a commitment that tells nothing without the salt. */
  public static String digest(String salt, CoveredTable table, Map<String, String> row) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(hmac(HexFormat.of().parseHex(salt), row(table, row)));
  }

  /** An event as it is hashed: everything but hash, key, seal and salt. */
  public static String body(AuditEvent event) {
    return """
        careloop-event/1
        chain=%s
        seq=%d
        at=%s
        node=%s
        actor=%s
        kind=%s
        note=%s
        coverage=%d
        prev=%s
        entries=%d
        %s""".formatted(event.chain(), event.seq(), time(event.at()), event.node(), event.actor() == null ? "" : event.actor(), event.kind(),
        event.note() == null ? "" : event.note(), event.coverage(), event.prev(), event.entries().size(), entries(event.entries()));
  }

  public static String hash(AuditEvent event) {
    return sha256(body(event));
  }

  /** One line a row: table, id, digest, with tabs between. */
  public static String entries(List<AuditEvent.Entry> entries) {
    StringBuilder lines = new StringBuilder();
    entries.forEach(entry -> lines.append(entry.table()).append('\t').append(entry.id()).append('\t').append(entry.digest()).append('\n'));
    return lines.toString();
  }

  /** @throws IllegalArgumentException for text that no event was written with */
  public static List<AuditEvent.Entry> entries(String lines) {
    List<AuditEvent.Entry> entries = new ArrayList<>();
    for (String line : lines.split("\n")) {
      String[] parts = line.split("\t", -1);
      if (parts.length == 3) {
        entries.add(new AuditEvent.Entry(parts[0], parts[1], parts[2]));
      } else if (!line.isEmpty()) {
        throw new IllegalArgumentException("The list of rows of an event is damaged: a line has %d parts, expected 3.".formatted(parts.length));
      }
    }
    return entries;
  }

  /** The seal of a hash, hexadecimal. */
  public static String seal(byte[] secret, String hash) {
    return HexFormat.of().formatHex(hmac(secret, hash.getBytes(StandardCharsets.UTF_8)));
  }

  public static String sha256(String text) {
    return HexFormat.of().formatHex(sha256(text.getBytes(StandardCharsets.UTF_8)));
  }

  static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hmac(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }
}
