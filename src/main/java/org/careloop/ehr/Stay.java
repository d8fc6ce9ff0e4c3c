package org.careloop.ehr;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Reference;

/**
 * The hospital stay that a transition is about: what the message said of it, completed by the EHR's encounter.
 *
 * @param admittedAt null when neither the message nor the EHR says
 * @param encounter empty when the EHR does not know the stay
 */
record Stay(Instant admittedAt, Instant dischargedAt, Optional<Encounter> encounter, ZoneId zone) {

  static Stay of(Instant admittedAt, Instant dischargedAt, Optional<Encounter> encounter, ZoneId zone) {
    Instant known = admittedAt != null ? admittedAt : encounter.map(e -> Times.start(e.getPeriod(), zone)).orElse(null);
    return new Stay(known, dischargedAt, encounter, zone);
  }

  /** No stay: everything up to this moment lies before it. */
  static Stay none(Instant now, ZoneId zone) {
    return new Stay(now, now, Optional.empty(), zone);
  }

  /** Null when the admission is unknown or after the discharge. */
  Integer lengthInDays(EhrSettings.LengthOfStayCounting counting) {
    if (admittedAt == null || admittedAt.isAfter(dischargedAt)) {
      return null;
    }
    int difference = (int) ChronoUnit.DAYS.between(admissionDate(), dischargedAt.atZone(zone).toLocalDate());
    return counting == EhrSettings.LengthOfStayCounting.INCLUSIVE ? difference + 1 : difference;
  }

  LocalDate admissionDate() {
    return admittedAt.atZone(zone).toLocalDate();
  }

  LocalDate dischargeDate() {
    return dischargedAt.atZone(zone).toLocalDate();
  }

  /** True for what happened between admission and discharge, or says that it belongs to this stay. */
  boolean holds(Instant at, Reference ofEncounter) {
    if (at != null && at.isAfter(dischargedAt)) {
      return false;
    }
    return isThis(ofEncounter) || at != null && admittedAt != null && !at.isBefore(admittedAt);
  }

  /** As {@link #holds}, with a day's grace after the discharge for what is signed once the patient has left. */
  boolean startedHere(Instant at, Reference ofEncounter) {
    return new Stay(admittedAt, dischargedAt.plus(Duration.ofDays(1)), encounter, zone).holds(at, ofEncounter);
  }

  boolean isThis(Reference reference) {
    String id = reference.getReferenceElement().getIdPart();
    return id != null && encounter.filter(e -> id.equals(e.getIdElement().getIdPart())).isPresent();
  }

  boolean isThis(Encounter other) {
    return encounter.filter(e -> e.getIdElement().getIdPart().equals(other.getIdElement().getIdPart())).isPresent();
  }
}
