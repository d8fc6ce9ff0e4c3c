package org.careloop.portal;

import java.time.Instant;
import org.springframework.lang.Nullable;

/** One link as it is kept: for one purpose, in one case, for one patient. The link itself, which opens, is made of it and the key. */
record PatientLink(String id, String purpose, String caseId, String patientId, String language, String keyId, Instant expiresAt, State state,
    int tries, @Nullable String endedBecause) {

  enum State {
    OPEN,
    USED,
    LOCKED,
    REVOKED;

    String code() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** What the signature is over: nothing of it can be changed in the database without the link breaking. */
  String signed() {
    return String.join("\n", "careloop-link/1", id, purpose, caseId, patientId, String.valueOf(expiresAt.toEpochMilli()));
  }

  /** Exactly at its end it is over. */
  boolean isExpired(Instant now) {
    return !now.isBefore(expiresAt);
  }
}
