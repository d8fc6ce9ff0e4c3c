package org.careloop.audit.packs;

import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.careloop.audit.packs.Taken.Kind;
import org.careloop.security.Role;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * The way out for every export: the file is made, its digest taken, its taking recorded and committed, and only then does its first byte leave.
 * What cannot be recorded does not leave. The file lies on disk for as long as it is sent, readable for the program alone.
 */
@Component
public class Exports {

  private static final Logger log = LoggerFactory.getLogger(Exports.class);

  /** Writes the file; answers with how many cases are in it. */
  public interface Making {
    int writeTo(OutputStream out) throws IOException;
  }

  /** Sends the file that is recorded. */
  public interface Sending {
    void send(Taken taken, Path file) throws IOException;
  }

  /**
   * What a file is of.
   *
   * @param patients whom it is asked for by name or number: each gets a row in the record; empty for a list of whoever fits
   */
  public record Subject(Kind kind, String caseId, String caseKey, List<String> patients, String criteria, String fileName) {}

  private final ExportStore store;

  Exports(ExportStore store) {
    this.store = store;
  }

  /** @param shown records that what is in the file was shown, before it leaves */
  public void take(Request request, Subject subject, Making making, Runnable shown, Sending sending) throws IOException {
    Path file = Files.createTempFile("careloop-export-", ".tmp");
    try {
      MessageDigest digest = sha256();
      int cases;
      try (OutputStream out = new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(file)), digest)) {
        cases = making.writeTo(out);
      }
      List<Taken> rows = rows(request, subject, cases, Files.size(file), HexFormat.of().formatHex(digest.digest()));
      record(rows, shown);
      sending.send(rows.get(0), file);
    } finally {
      delete(file);
    }
  }

  /** Sends the file as a download. */
  public static Sending to(HttpServletResponse response) {
    return (taken, file) -> {
      response.setContentType(taken.kind().mediaType());
      response.setContentLengthLong(taken.bytes());
      response.setHeader(HttpHeaders.CONTENT_DISPOSITION, ContentDisposition.attachment().filename(taken.fileName()).build().toString());
      response.setHeader("X-Careloop-Export", taken.id());
      Files.copy(file, response.getOutputStream());
      response.flushBuffer();
    };
  }

  /** The first row bears the id that the file may name. */
  private static List<Taken> rows(Request request, Subject subject, int cases, long bytes, String sha256) {
    List<String> patients = subject.patients().isEmpty() ? Collections.singletonList(null) : subject.patients();
    List<Taken> rows = new ArrayList<>();
    for (String patient : patients) {
      rows.add(new Taken(rows.isEmpty() ? request.id() : UUID.randomUUID().toString(), request.at(), request.person(), roles(request.groups()), subject.kind(),
          subject.caseId(), subject.caseKey(), patient, subject.criteria(), cases, request.purpose(), request.recipient(), request.note(), subject.fileName(), bytes,
          sha256));
    }
    return rows;
  }

  private void record(List<Taken> rows, Runnable shown) {
    try {
      shown.run();
      store.add(rows);
    } catch (RuntimeException e) {
      throw new IllegalStateException("Nothing was exported, because it could not be recorded who takes it. An administrator must look at the database.", e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      log.warn("An export's file stays on disk and must be deleted by hand: {}", file, e);
    }
  }

  private static String roles(List<String> groups) {
    return Arrays.stream(Role.values()).map(Role::group).filter(groups::contains).collect(Collectors.joining(","));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256", e);
    }
  }
}
