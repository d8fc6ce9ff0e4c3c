package org.careloop.ehr;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Encounter;

/**
 * What LACE, HOSPITAL and the care tier ask about the time before a stay or before today: emergency visits in six months, admissions in
 * twelve. Windows are calendar months back from that date; the stay itself, and for LACE the emergency visit that led to it, do not count
 * (clinical rules T4, 4.2, 6).
 */
final class EarlierVisits {

  private static final Set<EncounterStatus> NEVER_WERE =
      Set.of(EncounterStatus.CANCELLED, EncounterStatus.ENTEREDINERROR, EncounterStatus.PLANNED);
  private static final Set<String> INPATIENT = Set.of("IMP", "ACUTE", "NONAC");
  /** ActPriority: elective, routine, for a planned procedure. */
  private static final Set<String> PLANNED = Set.of("EL", "R", "P");

  private final List<Encounter> encounters;
  private final Stay stay;
  private final Duration ledToAdmission;

  EarlierVisits(List<Encounter> encounters, Stay stay, Duration ledToAdmission) {
    this.encounters = encounters.stream()
        .filter(encounter -> !NEVER_WERE.contains(encounter.getStatus()) && !stay.isThis(encounter)).toList();
    this.stay = stay;
    this.ledToAdmission = ledToAdmission;
  }

  /** Before this moment, whatever stay the patient may be in: nothing is left out. */
  static EarlierVisits before(Instant now, List<Encounter> encounters, ZoneId zone) {
    return new EarlierVisits(encounters, Stay.none(now, zone), null);
  }

  /** Null when the admission is unknown. */
  Integer emergencyVisits6m() {
    if (stay.admittedAt() == null) {
      return null;
    }
    LocalDate from = stay.admissionDate().minusMonths(6);
    return (int) encounters.stream().filter(e -> "EMER".equals(e.getClass_().getCode()) && startedBetween(e, from) && !ledHere(e)).count();
  }

  /** Null when the admission is unknown. */
  Integer admissions12m() {
    return admissions12m(admission -> true);
  }

  /** Those that are not marked as planned; null when the admission is unknown. */
  Integer unplannedAdmissions12m() {
    return admissions12m(admission -> admission.getPriority().getCoding().stream().noneMatch(coding -> PLANNED.contains(coding.getCode())));
  }

  private Integer admissions12m(Predicate<Encounter> counts) {
    if (stay.admittedAt() == null) {
      return null;
    }
    LocalDate from = stay.admissionDate().minusMonths(12);
    return (int) encounters.stream().filter(e -> INPATIENT.contains(e.getClass_().getCode()) && startedBetween(e, from))
        .filter(counts).count();
  }

  private boolean startedBetween(Encounter encounter, LocalDate from) {
    Instant start = Times.start(encounter.getPeriod(), stay.zone());
    return start != null && !start.isBefore(from.atStartOfDay(stay.zone()).toInstant()) && start.isBefore(stay.admittedAt());
  }

  private boolean ledHere(Encounter emergencyVisit) {
    if (ledToAdmission == null) {
      return false;
    }
    if (stay.isThis(emergencyVisit.getPartOf())
        || stay.encounter().map(e -> e.getPartOf().getReferenceElement().getIdPart())
            .filter(id -> id.equals(emergencyVisit.getIdElement().getIdPart())).isPresent()) {
      return true;
    }
    Instant end = Times.start(emergencyVisit.getPeriod().getEndElement(), stay.zone());
    return end == null ? emergencyVisit.getStatus() != EncounterStatus.FINISHED : !end.isBefore(stay.admittedAt().minus(ledToAdmission));
  }
}
