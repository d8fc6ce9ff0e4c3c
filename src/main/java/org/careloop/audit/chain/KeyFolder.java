package org.careloop.audit.chain;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The folder of secret keys, one file a key, readable for its owner only. Never in the database, never in a log, never in an export. */
public final class KeyFolder {

  private static final String ENDING = ".key";
  private static final ObjectMapper JSON = new ObjectMapper().registerModule(new JavaTimeModule())
      .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

  private final Path folder;

  public KeyFolder(Path folder) {
    this.folder = folder;
  }

  /** All keys at hand, by id. */
  public Map<String, AuditKey> all() {
    Map<String, AuditKey> keys = new TreeMap<>();
    if (!Files.isDirectory(folder)) {
      return keys;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(file -> file.getFileName().toString().endsWith(ENDING)).toList()) {
        AuditKey key = JSON.readValue(Files.readString(file), AuditKey.class);
        keys.put(key.keyId(), key);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The audit keys in %s cannot be read. An administrator must look at the folder (careloop.audit.keys)."
          .formatted(folder.toAbsolutePath()), e);
    }
    return keys;
  }

  /** The newest of these, or null. */
  static AuditKey newest(Iterable<AuditKey> keys) {
    AuditKey newest = null;
    for (AuditKey key : keys) {
      if (newest == null || Comparator.comparing(AuditKey::since).thenComparing(AuditKey::keyId).compare(key, newest) > 0) {
        newest = key;
      }
    }
    return newest;
  }

  /** Whole or not at all. */
  void store(AuditKey key) {
    try {
      Files.createDirectories(folder);
      boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
      Path writing = posix
          ? Files.createTempFile(folder, "new-", ".tmp", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
          : Files.createTempFile(folder, "new-", ".tmp");
      Files.writeString(writing, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(key));
      Files.move(writing, folder.resolve(key.keyId() + ENDING), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("A new audit key cannot be written to %s. An administrator must make the folder (careloop.audit.keys) writable."
          .formatted(folder.toAbsolutePath()), e);
    }
  }

  List<String> ids() {
    return List.copyOf(all().keySet());
  }
}
