package org.careloop.audit.chain;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/**
 * The anchors outside the database: {@code anchors.ndjson}, one anchor a line, only ever added to, and {@code keys/<id>.pem} to check them
 * with. Several nodes may write the same file; each adds what the file lacks.
 */
public final class OutsideFile {

  private static final ObjectMapper JSON = new ObjectMapper().registerModule(new JavaTimeModule())
      .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS).disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final Path folder;

  public OutsideFile(Path folder) {
    this.folder = folder;
  }

  public static String line(Anchor anchor) {
    try {
      return JSON.writeValueAsString(anchor);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Anchor anchor(String line) {
    try {
      return JSON.readValue(line, Anchor.class);
    } catch (IOException e) {
      throw new UncheckedIOException("A line of anchors cannot be read.", e);
    }
  }

  /** Every anchor in the file, in its order. */
  public List<Anchor> anchors() {
    Path file = file();
    if (!Files.exists(file)) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines.filter(line -> !line.isBlank()).map(OutsideFile::anchor).toList();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** The last anchor in the file, or null. */
  public Anchor last() {
    String line = lastLine();
    return line == null ? null : anchor(line);
  }

  /** Public keys by id. */
  public List<String> keyIds() {
    try (Stream<Path> files = Files.isDirectory(keys()) ? Files.list(keys()) : Stream.empty()) {
      return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".pem")).map(name -> name.substring(0, name.length() - 4))
          .sorted().toList();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** A public key in Base64, as it was when the key was first used; null where there is none. */
  public String publicKey(String keyId) {
    Path file = keys().resolve(keyId + ".pem");
    try {
      return Files.exists(file) ? Files.readString(file).replaceAll("-----[A-Z ]+-----|\\s", "") : null;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** Adds the anchors that the file lacks. One process at a time. */
  void catchUp(LongFunction<List<Anchor>> after) {
    try {
      Files.createDirectories(folder);
      try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
          var alone = channel.lock()) {
        Anchor last = last();
        List<String> lines = new ArrayList<>();
        after.apply(last == null ? 0 : last.no()).forEach(anchor -> lines.add(line(anchor) + "\n"));
        channel.write(ByteBuffer.wrap(String.join("", lines).getBytes(StandardCharsets.UTF_8)));
        channel.force(true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Anchors cannot be written to %s. An administrator must make the folder (careloop.audit.anchors) writable."
          .formatted(folder.toAbsolutePath()), e);
    }
  }

  /** Never overwrites one that is there: whoever exchanges a key in the database later is found out by this file. */
  void keep(String keyId, String publicKey) {
    try {
      Files.createDirectories(keys());
      if (!Files.exists(keys().resolve(keyId + ".pem"))) {
        Files.writeString(keys().resolve(keyId + ".pem"), AuditKey.pem(publicKey));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Public keys cannot be written to %s. An administrator must make the folder (careloop.audit.anchors) writable."
          .formatted(keys().toAbsolutePath()), e);
    }
  }

  private String lastLine() {
    if (!Files.exists(file())) {
      return null;
    }
    try (RandomAccessFile file = new RandomAccessFile(file().toFile(), "r")) {
      for (long back = 8192; ; back *= 4) {
        long from = Math.max(0, file.length() - back);
        byte[] end = new byte[(int) (file.length() - from)];
        file.seek(from);
        file.readFully(end);
        String text = new String(end, StandardCharsets.UTF_8).strip();
        int line = text.lastIndexOf('\n');
        if (line >= 0 || from == 0) {
          return text.isEmpty() ? null : text.substring(line + 1);
        }
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private UncheckedIOException unreadable(IOException e) {
    return new UncheckedIOException("The anchors in %s cannot be read. An administrator must look at the folder (careloop.audit.anchors)."
        .formatted(folder.toAbsolutePath()), e);
  }

  private Path file() {
    return folder.resolve("anchors.ndjson");
  }

  private Path keys() {
    return folder.resolve("keys");
  }
}
