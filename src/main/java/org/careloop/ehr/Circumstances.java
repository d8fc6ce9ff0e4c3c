package org.careloop.ehr;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.RelatedPerson;

/**
 * How a patient lives, as far as somebody recorded it: alone or with a caregiver, able to read what the hospital hands out.
 * Null is "nobody knows".
 */
final class Circumstances {

  static final String PEOPLE_AT_ADDRESS = "63512-8";
  /** What a screening of ours writes down, in system {@link Findings#OWN}. */
  static final String LIVES_ALONE = "lives-alone";
  static final String HAS_CAREGIVER = "has-caregiver";
  static final String HEALTH_LITERACY = "health-literacy";

  private static final String OWN = Findings.OWN + "|";
  private static final String LOINC = Findings.LOINC + "|";
  private static final Set<String> NEEDS_HELP = Set.of("sometimes", "often", "always");
  private static final Set<String> NEEDS_NONE = Set.of("never", "rarely");

  private Circumstances() {}

  /**
   * True for a patient who lives alone and has no caregiver.
   *
   * @param people related persons; empty when they could not be read
   * @param findings social history; empty when it could not be read
   * @param diagnoses conditions; empty when they could not be read
   */
  static Boolean livesAlone(Optional<List<RelatedPerson>> people, Optional<List<Observation>> findings, Optional<Diagnoses> diagnoses,
      EhrSettings settings, ZoneId zone) {
    if (Boolean.TRUE.equals(hasCaregiver(people, findings, diagnoses, settings, zone))) {
      return false;
    }
    if (diagnoses.filter(d -> d.has("Z60.2")).isPresent()) {
      return true;
    }
    return findings.flatMap(all -> latest(all, List.of(LOINC + PEOPLE_AT_ADDRESS, OWN + LIVES_ALONE), zone))
        .map(Circumstances::isAlone).orElse(null);
  }

  /**
   * True when the EHR knows a caregiver or the patient named one, false when the last screening or a condition (Z74.2) says that there is
   * none. Arguments as in {@link #livesAlone}.
   */
  static Boolean hasCaregiver(Optional<List<RelatedPerson>> people, Optional<List<Observation>> findings, Optional<Diagnoses> diagnoses,
      EhrSettings settings, ZoneId zone) {
    boolean known = people.stream().flatMap(List::stream)
        .filter(person -> !person.hasActive() || person.getActive())
        .flatMap(person -> person.getRelationship().stream())
        .flatMap(relationship -> relationship.getCoding().stream())
        .anyMatch(coding -> settings.caregiverCodes().contains(coding.getCode()));
    if (known) {
      return true;
    }
    Boolean said = findings.flatMap(all -> latest(all, List.of(OWN + HAS_CAREGIVER), zone)).map(Observation::getValue)
        .filter(BooleanType.class::isInstance).map(value -> ((BooleanType) value).booleanValue()).orElse(null);
    return said == null && diagnoses.filter(d -> d.has("Z74.2")).isPresent() ? Boolean.FALSE : said;
  }

  /** True when a condition (Z55.0, Z55.6) or the last answer to the single-item literacy screener says so (clinical rules 5.10). */
  static Boolean limitedHealthLiteracy(Optional<List<Observation>> findings, Optional<Diagnoses> diagnoses, EhrSettings settings,
      ZoneId zone) {
    if (diagnoses.filter(d -> d.has("Z55.0") || d.has("Z55.6")).isPresent()) {
      return true;
    }
    List<String> codes = new ArrayList<>(settings.literacyObservations());
    codes.add(OWN + HEALTH_LITERACY);
    return findings.flatMap(all -> latest(all, codes, zone)).map(Circumstances::needsHelp).orElse(null);
  }

  private static Boolean isAlone(Observation observation) {
    if (observation.getValue() instanceof BooleanType alone) {
      return alone.booleanValue();
    }
    return observation.getValue() instanceof Quantity people && people.hasValue() ? people.getValue().intValue() <= 1 : null;
  }

  private static Boolean needsHelp(Observation observation) {
    if (observation.getValue() instanceof BooleanType yes) {
      return yes.booleanValue();
    }
    if (observation.getValue() instanceof CodeableConcept answer) {
      List<String> answers = new ArrayList<>();
      answer.getCoding().forEach(coding -> answers.add(coding.getCode()));
      answers.add(answer.hasText() ? answer.getText().toLowerCase(Locale.ROOT) : null);
      answers.removeIf(Objects::isNull);
      if (answers.stream().anyMatch(NEEDS_HELP::contains)) {
        return true;
      }
      return answers.stream().anyMatch(NEEDS_NONE::contains) ? false : null;
    }
    return null;
  }

  private static Optional<Observation> latest(List<Observation> all, List<String> codes, ZoneId zone) {
    return all.stream()
        .filter(observation -> observation.getStatus() != ObservationStatus.ENTEREDINERROR
            && observation.getStatus() != ObservationStatus.CANCELLED)
        .filter(observation -> observation.getCode().getCoding().stream()
            .anyMatch(coding -> codes.contains(coding.getSystem() + "|" + coding.getCode())))
        .max(Comparator.comparing(observation -> Optional.ofNullable(Times.start(observation.getEffective(), zone)).orElse(Instant.EPOCH)));
  }
}
