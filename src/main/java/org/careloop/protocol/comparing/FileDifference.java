package org.careloop.protocol.comparing;

import java.util.List;

/**
 * How one file of two sets differs.
 *
 * @param changes in words, in the order of the file
 * @param text the differing lines with what surrounds them, each starting with a plus, a minus, a blank or {@code @@}
 */
public record FileDifference(String path, Kind kind, List<Change> changes, List<String> text) {

  /** What became of the file. */
  public enum Kind { ADDED, CHANGED, REMOVED }
}
