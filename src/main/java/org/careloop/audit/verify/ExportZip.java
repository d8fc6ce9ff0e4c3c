package org.careloop.audit.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes a signed archive: files in the order they come, their digests noted on the way, the manifest and its signature last. Holds no file in memory. */
final class ExportZip {

  static final String MANIFEST = "manifest.json";
  static final String SIGNATURE = "manifest.sig";
  static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._ -]*(/[A-Za-z0-9][A-Za-z0-9._ -]*)*");

  private final ZipOutputStream zip;
  private final Instant madeAt;
  private final Map<String, Manifest.File> files = new TreeMap<>();

  ExportZip(OutputStream out, Instant madeAt) {
    this.zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
    this.madeAt = madeAt;
  }

  void add(String name, AuditExport.Content content) throws IOException {
    if (!NAME.matcher(name).matches() || name.equals(MANIFEST) || name.equals(SIGNATURE) || files.containsKey(name)) {
      throw new IllegalArgumentException("export file '%s': a new name of letters, digits, dots, dashes and slashes was expected".formatted(name));
    }
    MessageDigest digest = sha256();
    var counted = new Counted(new DigestOutputStream(entry(name), digest));
    content.writeTo(counted);
    counted.flush();
    zip.closeEntry();
    files.put(name, new Manifest.File(counted.bytes, HexFormat.of().formatHex(digest.digest())));
  }

  /** Writes manifest and signature and ends the archive; the stream below stays open. */
  Manifest finish(String scope, String title, String madeBy, Map<String, Manifest.Rows> chains, ExportSigner signer) throws IOException {
    String pem = "keys/" + signer.keyId() + ".pem";
    if (!files.containsKey(pem)) {
      add(pem, out -> out.write(signer.publicKeyPem().getBytes(StandardCharsets.US_ASCII)));
    }
    String version = ExportZip.class.getPackage().getImplementationVersion();
    Manifest manifest = new Manifest(Manifest.FORMAT, scope, title, madeAt.toString(), madeBy, "Careloop" + (version == null ? "" : " " + version),
        signer.keyId(), howToCheck(pem), new TreeMap<>(chains), new TreeMap<>(files));
    byte[] bytes = json(manifest);
    entry(MANIFEST).write(bytes);
    zip.closeEntry();
    entry(SIGNATURE).write(signer.sign(bytes));
    zip.closeEntry();
    zip.finish();
    return manifest;
  }

  private static List<String> howToCheck(String pem) {
    return List.of(
        "java -jar careloop.jar verify-audit export.zip",
        "Without Careloop: unpack, then openssl pkeyutl -verify -pubin -inkey " + pem + " -rawin -in manifest.json -sigfile manifest.sig",
        "and compare the SHA-256 of each file (sha256sum) with the one below.",
        "The key is the practice's own where its id stands in the practice's folder of public keys, which lies outside the database.");
  }

  private OutputStream entry(String name) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setLastModifiedTime(FileTime.from(madeAt));
    zip.putNextEntry(entry);
    return zip;
  }

  private static byte[] json(Manifest manifest) {
    try {
      return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(manifest);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Counts, and never closes what is below. */
  private static final class Counted extends FilterOutputStream {
    private long bytes;

    Counted(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int one) throws IOException {
      out.write(one);
      bytes++;
    }

    @Override
    public void write(byte[] some, int from, int length) throws IOException {
      out.write(some, from, length);
      bytes += length;
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
