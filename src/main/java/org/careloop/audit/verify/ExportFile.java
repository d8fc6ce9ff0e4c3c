package org.careloop.audit.verify;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * An export as it was received, from whomever. Nothing is unpacked to disk: files are read in place, line by line, so that names lead nowhere;
 * lengths, ratios and numbers are bounded, so that a bomb ends in a clear refusal.
 */
final class ExportFile implements Closeable {

  /** It is no export, or one that was made to do harm. */
  static final class Unreadable extends IOException {
    private static final long serialVersionUID = 1L;

    Unreadable(String message) {
      super(message);
    }
  }

  private static final int FILES = 20_000;
  private static final int MANIFEST_BYTES = 16 << 20;
  private static final int LINE_BYTES = 64 << 20;
  private static final long ALL_BYTES = 64L << 30;
  private static final long SMALL = 64L << 20;
  private static final long RATIO = 250;

  private final ZipFile zip;
  private final Map<String, ZipEntry> entries;
  private final byte[] manifestBytes;
  private final Manifest manifest;

  ExportFile(Path path) throws IOException {
    try {
      this.zip = new ZipFile(path.toFile(), StandardCharsets.UTF_8);
    } catch (ZipException e) {
      throw new Unreadable("%s: no zip archive (%s)".formatted(path.getFileName(), e.getMessage()));
    }
    try {
      this.entries = entries(path);
      this.manifestBytes = small(ExportZip.MANIFEST);
      this.manifest = new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false).readValue(manifestBytes, Manifest.class);
      if (!Manifest.FORMAT.equals(manifest.format()) || manifest.files() == null || manifest.chains() == null || manifest.keyId() == null) {
        throw new Unreadable("%s: format %s was expected in manifest.json".formatted(path.getFileName(), Manifest.FORMAT));
      }
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      zip.close();
      throw new Unreadable("%s: manifest.json cannot be read".formatted(path.getFileName()));
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private Map<String, ZipEntry> entries(Path path) throws IOException {
    if (zip.size() > FILES) {
      throw new Unreadable("%s: more than %d files in the archive".formatted(path.getFileName(), FILES));
    }
    Map<String, ZipEntry> all = new LinkedHashMap<>();
    long bytes = 0;
    for (ZipEntry entry : Collections.list(zip.entries())) {
      if (entry.isDirectory() || !ExportZip.NAME.matcher(entry.getName()).matches()) {
        throw new Unreadable("%s: a file name in the archive that no export has".formatted(path.getFileName()));
      }
      if (all.put(entry.getName(), entry) != null) {
        throw new Unreadable("%s: %s is in the archive twice".formatted(path.getFileName(), entry.getName()));
      }
      bytes += Math.max(0, entry.getSize());
      if (bytes > ALL_BYTES || entry.getSize() > SMALL && entry.getSize() > RATIO * Math.max(1, entry.getCompressedSize())) {
        throw new Unreadable("%s: %s would become too big when unpacked".formatted(path.getFileName(), entry.getName()));
      }
    }
    return all;
  }

  Manifest manifest() {
    return manifest;
  }

  byte[] manifestBytes() {
    return manifestBytes.clone();
  }

  Iterable<String> names() {
    return entries.keySet();
  }

  boolean has(String name) {
    return entries.containsKey(name);
  }

  /** The whole of a small file: manifest, signature, a public key. */
  byte[] small(String name) throws IOException {
    try (InputStream in = open(name)) {
      byte[] bytes = in.readNBytes(MANIFEST_BYTES + 1);
      if (bytes.length > MANIFEST_BYTES) {
        throw new Unreadable("%s: longer than %d bytes".formatted(name, MANIFEST_BYTES));
      }
      return bytes;
    }
  }

  /** What the manifest says of a file, as the file really is: its length and SHA-256. */
  Manifest.File measured(String name) throws IOException {
    MessageDigest digest = ExportZip.sha256();
    try (InputStream in = new DigestInputStream(open(name), digest)) {
      long bytes = in.transferTo(OutputStream.nullOutputStream());
      return new Manifest.File(bytes, HexFormat.of().formatHex(digest.digest()));
    }
  }

  /** The lines of a file, one at a time; no lines where the file is missing. */
  Lines lines(String name) throws IOException {
    return new Lines(name, has(name) ? open(name) : InputStream.nullInputStream());
  }

  Map<String, byte[]> keys() throws IOException {
    Map<String, byte[]> keys = new TreeMap<>();
    for (String name : entries.keySet()) {
      if (name.startsWith("keys/") && name.endsWith(".pem")) {
        keys.put(name.substring("keys/".length(), name.length() - ".pem".length()), small(name));
      }
    }
    return keys;
  }

  private InputStream open(String name) throws IOException {
    ZipEntry entry = entries.get(name);
    if (entry == null) {
      throw new Unreadable("%s is missing in the archive".formatted(name));
    }
    return new BufferedInputStream(new Bounded(zip.getInputStream(entry), name, Math.max(SMALL, RATIO * Math.max(1, entry.getCompressedSize()))), 1 << 16);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  /** Reads lines of a bounded length. */
  static final class Lines implements Closeable {
    private final String name;
    private final InputStream in;

    private Lines(String name, InputStream in) {
      this.name = name;
      this.in = in;
    }

    /** The next line without its end; null after the last. */
    String next() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream(512);
      int one = in.read();
      if (one < 0) {
        return null;
      }
      for (; one >= 0 && one != '\n'; one = in.read()) {
        line.write(one);
        if (line.size() > LINE_BYTES) {
          throw new Unreadable("%s: a line longer than %d bytes".formatted(name, LINE_BYTES));
        }
      }
      return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  /** Sizes in an archive's directory may lie: what is really read is counted. */
  private static final class Bounded extends FilterInputStream {
    private final String name;
    private final long most;
    private long read;

    Bounded(InputStream in, String name, long most) {
      super(in);
      this.name = name;
      this.most = most;
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      count(one < 0 ? 0 : 1);
      return one;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int got = super.read(into, from, length);
      count(Math.max(0, got));
      return got;
    }

    private void count(int got) throws Unreadable {
      read += got;
      if (read > most) {
        throw new Unreadable("%s: unpacks to far more than it says".formatted(name));
      }
    }
  }
}
