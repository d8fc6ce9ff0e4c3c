package org.careloop.keeping;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * A request to erase what is known of one patient.
 *
 * @param patientId in the health record; null once it is done
 * @param basis the law or order, as it is cited
 * @param words of the person who asked; shown to privacy officers and auditors
 */
record Erasure(String id, String patientId, Reason reason, String basis, String words, State state, Instant askedAt, String askedBy, Instant decidedAt,
    String decidedBy, Instant finishedAt, int cases, int messages, int openings, int values) {

  /** Where a request stands. */
  enum State {
    ASKED, CONFIRMED, DONE, WITHDRAWN;

    String code() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** Why law demands it. */
  enum Reason {
    COURT_ORDER("court-order", "A court or authority orders it"),
    STATE_LAW("state-law", "A state privacy law gives the patient the right"),
    GDPR("gdpr", "Article 17 GDPR"),
    NO_CONSENT("no-consent", "Kept without the consent it needed (42 CFR Part 2)"),
    NOT_OURS("not-ours", "Came here by mistake: never our patient"),
    OTHER("other", "Another law");

    private final String code;
    private final String label;

    Reason(String code, String label) {
      this.code = code;
      this.label = label;
    }

    // For the pages.
    public String getCode() {
      return code;
    }

    public String getLabel() {
      return label;
    }

    static Optional<Reason> of(String code) {
      return Arrays.stream(values()).filter(reason -> reason.code.equals(code)).findFirst();
    }
  }
}
