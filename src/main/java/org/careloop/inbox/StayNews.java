package org.careloop.inbox;

import java.time.Instant;
import java.util.Set;

/**
 * What one message says about one stay. An absent fact is null: the message does not speak of it. What it deletes on purpose (HL7
 * {@code ""}) is listed in {@code cleared}. Kept with the message, so that the stay can be folded again when an older message comes late.
 *
 * @param trigger what happened
 * @param occurredAt the message's own time, by which news is ordered
 * @param personHash fingerprint of the demographics, to see that something changed without keeping what
 */
record StayNews(
    Trigger trigger,
    String encounterId,
    String facility,
    String patientIdentifier,
    Instant occurredAt,
    Instant admittedAt,
    Instant dischargedAt,
    String dischargeDisposition,
    String patientClass,
    String hospitalService,
    Boolean acuteAdmission,
    Boolean died,
    Instant diedAt,
    String personHash,
    Set<String> cleared) {

  /** Discharge dispositions by which the patient has died. NUBC: expired; at home, in a facility, place unknown. */
  static final Set<String> DIED = Set.of("20", "40", "41", "42");

  /** What kind of news; the HL7 trigger beside each, or the Encounter status. */
  enum Trigger {
    /** A01. */
    ADMITTED,
    /** A02. */
    TRANSFERRED,
    /** A03, finished. */
    DISCHARGED,
    /** A04; arrived, triaged or in progress without a bed. */
    REGISTERED,
    /** A05, planned. */
    PREADMITTED,
    /** A06. */
    BECAME_INPATIENT,
    /** A07. */
    BECAME_OUTPATIENT,
    /** A08. */
    UPDATED,
    /** A11, cancelled, entered in error. */
    ADMISSION_CANCELLED,
    /** A13. */
    DISCHARGE_CANCELLED,
    /** In progress: the whole picture, so that a discharge known before is taken back. */
    IN_PROGRESS
  }
}
