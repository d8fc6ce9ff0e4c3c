package org.careloop.keeping;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * What must not be removed or erased until a privacy officer lifts it.
 *
 * @param subject id of the case, of the patient in the health record, or of the protocol; null for a period
 * @param fromDay first day of the period, in the practice's zone
 * @param toDay last day of the period; null for one that goes on
 */
record Hold(String id, Scope scope, String subject, LocalDate fromDay, LocalDate toDay, String reason, String reference, Instant placedAt,
    String placedBy, Instant liftedAt, String liftedBy, String liftReason) {

  /** What a hold is on. */
  enum Scope {
    CASE("case", "One case"),
    PATIENT("patient", "One patient"),
    PROTOCOL("protocol", "All cases of a protocol"),
    PERIOD("period", "Everything of a period");

    private final String code;
    private final String label;

    Scope(String code, String label) {
      this.code = code;
      this.label = label;
    }

    public String code() {
      return code;
    }

    public String label() {
      return label;
    }

    static Scope of(String code) {
      for (Scope scope : values()) {
        if (scope.code.equals(code)) {
          return scope;
        }
      }
      throw new IllegalArgumentException("scope \"%s\": expected case, patient, protocol or period".formatted(code));
    }
  }

  boolean covers(CaseFacts one, ZoneId zone) {
    return switch (scope) {
      case CASE -> one.id().equals(subject);
      case PATIENT -> one.patients().contains(subject);
      case PROTOCOL -> one.definitions().stream().anyMatch(definition -> definition.startsWith(subject + ":"));
      case PERIOD -> (one.ended() == null || !begin(zone).isAfter(one.ended())) && (toDay == null || one.started().isBefore(end(zone)));
    };
  }

  /** True for a period that this moment lies in. */
  boolean covers(Instant at, ZoneId zone) {
    return scope == Scope.PERIOD && !at.isBefore(begin(zone)) && (toDay == null || at.isBefore(end(zone)));
  }

  Instant begin(ZoneId zone) {
    return fromDay.atStartOfDay(zone).toInstant();
  }

  /** The moment after the period. */
  Instant end(ZoneId zone) {
    return toDay.plusDays(1).atStartOfDay(zone).toInstant();
  }
}
