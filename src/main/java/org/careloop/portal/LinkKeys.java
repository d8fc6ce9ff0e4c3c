package org.careloop.portal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * The secret keys that sign links, one file a key in a folder outside the database, readable for its owner only. The last by name signs, all
 * verify: a new one is begun by taking the old files away (links end at once) or by putting one beside them. Makes the first key itself.
 */
@Component
class LinkKeys {

  private static final String ENDING = ".key";
  private static final String ALGORITHM = "HmacSHA256";
  private static final int SECRET_BYTES = 32;
  private static final int SIGNATURE_BYTES = 16;

  private final Path folder;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  LinkKeys(PortalSettings settings, Clock clock) {
    this.folder = Path.of(settings.keys());
    this.clock = clock;
  }

  /** Id of the key that signs now. */
  synchronized String current() {
    TreeMap<String, byte[]> keys = read();
    return keys.isEmpty() ? make() : keys.lastKey();
  }

  /** HMAC-SHA256, its first 128 bits; null where the key is not at hand. */
  byte[] sign(String keyId, String text) {
    byte[] secret = read().get(keyId);
    if (secret == null) {
      return null;
    }
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      return Arrays.copyOf(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)), SIGNATURE_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private TreeMap<String, byte[]> read() {
    TreeMap<String, byte[]> keys = new TreeMap<>();
    if (!Files.isDirectory(folder)) {
      return keys;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(one -> one.getFileName().toString().endsWith(ENDING)).toList()) {
        String name = file.getFileName().toString();
        byte[] secret = Base64.getDecoder().decode(Files.readString(file).strip());
        if (secret.length < SECRET_BYTES) {
          throw new IllegalStateException("%s: %d bytes, expected at least %d. An administrator must look at the folder (careloop.portal.keys)."
              .formatted(name, secret.length, SECRET_BYTES));
        }
        keys.put(name.substring(0, name.length() - ENDING.length()), secret);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The keys of patients' links in %s cannot be read. An administrator must look at the folder (careloop.portal.keys)."
          .formatted(folder.toAbsolutePath()), e);
    }
    return keys;
  }

  // Whole or not at all: another node may read it at this moment.
  private String make() {
    byte[] secret = new byte[SECRET_BYTES];
    byte[] mark = new byte[4];
    random.nextBytes(secret);
    random.nextBytes(mark);
    String id = LocalDate.now(clock) + "-" + HexFormat.of().formatHex(mark);
    try {
      Files.createDirectories(folder);
      boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
      Path writing = posix
          ? Files.createTempFile(folder, "new-", ".tmp", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
          : Files.createTempFile(folder, "new-", ".tmp");
      Files.writeString(writing, Base64.getEncoder().encodeToString(secret) + "\n");
      Files.move(writing, folder.resolve(id + ENDING), StandardCopyOption.ATOMIC_MOVE);
      return id;
    } catch (IOException e) {
      throw new UncheckedIOException("A key for patients' links cannot be written to %s. An administrator must make the folder (careloop.portal.keys) writable."
          .formatted(folder.toAbsolutePath()), e);
    }
  }
}
