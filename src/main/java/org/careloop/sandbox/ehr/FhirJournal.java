package org.careloop.sandbox.ehr;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sandbox EHR's memory on disk: one line of JSON for each change, only ever appended. A last line that a crash cut short is dropped
 * when the file is read again. Without a file it forgets everything.
 */
final class FhirJournal {

  private static final Logger LOG = LoggerFactory.getLogger(FhirJournal.class);

  private final Path file;

  private FhirJournal(Path file) {
    this.file = file;
  }

  static FhirJournal inMemory() {
    return new FhirJournal(null);
  }

  static FhirJournal at(Path file) {
    return new FhirJournal(file.toAbsolutePath());
  }

  /** Hands over each line in the order it was written. */
  void replay(Consumer<String> reader) {
    if (file == null || !Files.exists(file)) {
      return;
    }
    try {
      String content = Files.readString(file, StandardCharsets.UTF_8);
      int wholeLines = content.lastIndexOf('\n') + 1;
      if (wholeLines < content.length()) {
        LOG.warn("The sandbox EHR's journal {} ends in the middle of a line; that last change is dropped.", file);
        truncate(content.substring(0, wholeLines).getBytes(StandardCharsets.UTF_8).length);
      }
      int number = 0;
      for (String line : content.substring(0, wholeLines).split("\n")) {
        number++;
        if (!line.isBlank()) {
          read(reader, line, number);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the sandbox EHR's journal " + file, e);
    }
  }

  /** Appends lines in one write; they are asked for only where there is a file. */
  void append(Supplier<String> lines) {
    if (file == null) {
      return;
    }
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, lines.get(), StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the sandbox EHR's journal " + file, e);
    }
  }

  private void read(Consumer<String> reader, String line, int number) {
    try {
      reader.accept(line);
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "Line %d of the sandbox EHR's journal %s is not one of its changes. Repair it, or delete the file to start anew."
              .formatted(number, file), e);
    }
  }

  private void truncate(long length) throws IOException {
    try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
      opened.setLength(length);
    }
  }
}
