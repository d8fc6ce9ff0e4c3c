package org.careloop.audit.packs;

import java.time.Instant;

/**
 * An export as it is recorded.
 *
 * @param caseId the case of a pack; null for a list
 * @param criteria what was looked for in a list, in words and without anything about a patient; null for a pack
 * @param recipient who gets it; null where it stays in the practice
 */
public record Taken(String id, Instant at, String person, String roles, Kind kind, String caseId, String caseKey, String patientId, String criteria, int cases,
    Purpose purpose, String recipient, String note, String fileName, long bytes, String sha256) {

  /** What kind of file. */
  public enum Kind {
    PACK_PDF("Case as PDF", "application/pdf"),
    PACK_ZIP("Case as signed archive", "application/zip"),
    CASES_CSV("List of cases as CSV", "text/csv;charset=UTF-8"),
    CASES_XES("Event log as XES", "application/xml;charset=UTF-8"),
    REPORT_CSV("Auditor's report as CSV", "text/csv;charset=UTF-8");

    private final String label;
    private final String mediaType;

    Kind(String label, String mediaType) {
      this.label = label;
      this.mediaType = mediaType;
    }

    String label() {
      return label;
    }

    String mediaType() {
      return mediaType;
    }
  }
}
