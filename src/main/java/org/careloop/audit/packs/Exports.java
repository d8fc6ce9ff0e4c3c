package org.careloop.audit.packs;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.careloop.audit.packs.Taken.Kind;
import org.careloop.security.Role;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The way out for every export: the file is made, its digest taken, its taking recorded and committed, and only then does its first byte leave.
 * What cannot be recorded does not leave. The file lies on disk for as long as it is sent, readable for the program alone.
 */
@Component
class Exports {

  private static final Logger log = LoggerFactory.getLogger(Exports.class);

  /** Writes the file; answers with how many cases are in it. */
  interface Making {
    int writeTo(OutputStream out) throws IOException;
  }

  /** Sends the file that is recorded. */
  interface Sending {
    void send(Taken taken, Path file) throws IOException;
  }

  /** What a file is of. */
  record Subject(Kind kind, String caseId, String caseKey, String patientId, String criteria, String fileName) {}

  private final ExportStore store;

  Exports(ExportStore store) {
    this.store = store;
  }

  /** @param shown records that what is in the file was shown, before it leaves */
  void take(Request request, Subject subject, Making making, Runnable shown, Sending sending) throws IOException {
    Path file = Files.createTempFile("careloop-export-", ".tmp");
    try {
      MessageDigest digest = sha256();
      int cases;
      try (OutputStream out = new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(file)), digest)) {
        cases = making.writeTo(out);
      }
      Taken taken = new Taken(request.id(), request.at(), request.person(), roles(request.groups()), subject.kind(), subject.caseId(), subject.caseKey(),
          subject.patientId(), subject.criteria(), cases, request.purpose(), request.recipient(), request.note(), subject.fileName(), Files.size(file),
          HexFormat.of().formatHex(digest.digest()));
      record(taken, shown);
      sending.send(taken, file);
    } finally {
      delete(file);
    }
  }

  private void record(Taken taken, Runnable shown) {
    try {
      shown.run();
      store.add(taken);
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
