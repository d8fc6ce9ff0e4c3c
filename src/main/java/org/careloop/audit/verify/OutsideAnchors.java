package org.careloop.audit.verify;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.careloop.audit.chain.Anchor;
import org.careloop.audit.chain.OutsideFile;

/** The anchors' file as long as it was when looking began: what is added meanwhile may name events that the look at the database does not see. */
final class OutsideAnchors {

  interface Reading {
    void anchor(Anchor anchor);
  }

  private static final String FILE = "anchors.ndjson";

  private final Path folder;
  private final long bytes;
  private long damaged;

  private OutsideAnchors(Path folder, long bytes) {
    this.folder = folder;
    this.bytes = bytes;
  }

  /** @param folder the folder of anchors, or null where none is at hand */
  static OutsideAnchors in(Path folder) throws IOException {
    boolean there = folder != null && Files.exists(folder.resolve(FILE));
    return new OutsideAnchors(folder, there ? Files.size(folder.resolve(FILE)) : -1);
  }

  static OutsideAnchors none() {
    return new OutsideAnchors(null, -1);
  }

  Path folder() {
    return folder;
  }

  boolean isGiven() {
    return folder != null;
  }

  boolean isThere() {
    return bytes >= 0;
  }

  /** Lines that could not be read the last time. */
  long damaged() {
    return damaged;
  }

  void each(Reading reading) throws IOException {
    damaged = 0;
    if (!isThere()) {
      return;
    }
    long left = bytes;
    try (InputStream in = Files.newInputStream(folder.resolve(FILE));
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16)) {
      for (String line = lines.readLine(); line != null && left > 0; line = lines.readLine()) {
        left -= line.getBytes(StandardCharsets.UTF_8).length + 1L;
        if (line.isBlank()) {
          continue;
        }
        Anchor anchor = null;
        try {
          anchor = OutsideFile.anchor(line);
        } catch (RuntimeException e) {
          damaged++;
        }
        if (anchor != null && anchor.at() != null && anchor.leaves() != null && anchor.root() != null && anchor.prev() != null) {
          reading.anchor(anchor);
        } else if (anchor != null) {
          damaged++;
        }
      }
    }
  }
}
