package org.careloop.audit.verify;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Lines of many files at once, kept on disk until the archive takes one file after the other. The folder is its owner's only, and goes in the end. */
final class Spool implements Closeable {

  private final Path folder = Files.createTempDirectory("careloop-export-");
  private final Map<String, Writer> writers = new TreeMap<>();

  Spool() throws IOException {}

  void line(String file, String line) throws IOException {
    Writer writer = writers.get(file);
    if (writer == null) {
      writer = new BufferedWriter(Files.newBufferedWriter(path(file), StandardCharsets.UTF_8), 1 << 16);
      writers.put(file, writer);
    }
    writer.write(line);
    writer.write('\n');
  }

  void addTo(ExportZip zip) throws IOException {
    for (var file : writers.entrySet()) {
      file.getValue().close();
      zip.add(file.getKey(), out -> Files.copy(path(file.getKey()), out));
    }
  }

  private Path path(String file) {
    return folder.resolve(file.replace('/', '_'));
  }

  @Override
  public void close() throws IOException {
    for (var file : writers.entrySet()) {
      file.getValue().close();
      Files.deleteIfExists(path(file.getKey()));
    }
    Files.deleteIfExists(folder);
  }
}
