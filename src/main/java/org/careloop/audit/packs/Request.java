package org.careloop.audit.packs;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Somebody wants to take something: who, what for, for whom.
 *
 * @param id the export's id from the beginning, so that the file can name it
 * @param recipient null where it stays in the practice
 * @param note null for none
 */
public record Request(String id, String person, List<String> groups, Purpose purpose, String recipient, String note, Instant at) {

  /** What was asked for is not complete; the message says what is missing, in the auditor's words. */
  public static final class Incomplete extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Incomplete(String message) {
      super(message);
    }
  }

  private static final int LONGEST_RECIPIENT = 255;
  private static final int LONGEST_NOTE = 1000;

  public static Request of(String person, List<String> groups, String purpose, String recipient, String note, Instant at) {
    Purpose why = Purpose.of(purpose).orElseThrow(() -> new Incomplete("Say what the export is for."));
    String whom = recipient == null || recipient.isBlank() ? null : recipient.strip();
    String more = note == null || note.isBlank() ? null : note.strip();
    if (why.leavesThePractice() && whom == null) {
      throw new Incomplete("Say who gets it: for \"%s\" it leaves the practice.".formatted(why.label()));
    }
    if (why == Purpose.OTHER && more == null) {
      throw new Incomplete("Say in a few words what the export is for.");
    }
    if (whom != null && whom.length() > LONGEST_RECIPIENT || more != null && more.length() > LONGEST_NOTE) {
      throw new Incomplete("Who gets it has room for %d characters, what for in words for %d.".formatted(LONGEST_RECIPIENT, LONGEST_NOTE));
    }
    return new Request(UUID.randomUUID().toString(), person, groups, why, whom, more, at);
  }
}
