package org.careloop.ehr;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Type;

/**
 * The last laboratory or vital-sign value, in the unit that the tables want (clinical rules 4.3, 6): of a stay, at or before discharge, or
 * up to a moment. A value whose unit it does not know, or that is only a bound, is passed over, never guessed.
 */
final class LastLabs {

  static final String HEMOGLOBIN = "718-7";
  static final String SODIUM = "2951-2";
  static final String BLOOD_PRESSURE = "85354-9";
  static final String SYSTOLIC = "8480-6";
  static final String DIASTOLIC = "8462-4";
  /** Hemoglobin A1c by any method, by HPLC, by electrophoresis, and in mmol/mol. */
  static final List<String> A1C = List.of("4548-4", "17856-6", "4549-2", "59261-8");

  /**
   * A value and when it was taken.
   *
   * @param value in the wanted unit
   */
  record Reading(double value, Instant at) {}

  private static final Map<String, UnaryOperator<BigDecimal>> PERCENT_A1C = Map.of("%", value -> value, "mmol/mol",
      value -> value.multiply(new BigDecimal("0.09148")).add(new BigDecimal("2.152")).setScale(1, RoundingMode.HALF_UP));
  private static final Map<String, UnaryOperator<BigDecimal>> MILLIMETRES = Map.of("mm[Hg]", value -> value, "mmHg", value -> value);

  /** UCUM unit to what gives the wanted unit, for each LOINC code. */
  private static final Map<String, Map<String, UnaryOperator<BigDecimal>>> CONVERSIONS = Map.of(
      HEMOGLOBIN, Map.of("g/dL", value -> value, "g/L", times("0.1"), "mg/dL", times("0.001")),
      SODIUM, Map.of("mmol/L", value -> value, "meq/L", value -> value),
      SYSTOLIC, MILLIMETRES,
      DIASTOLIC, MILLIMETRES,
      A1C.get(0), PERCENT_A1C,
      A1C.get(1), PERCENT_A1C,
      A1C.get(2), PERCENT_A1C,
      A1C.get(3), PERCENT_A1C);

  private static final Set<ObservationStatus> VALID =
      Set.of(ObservationStatus.FINAL, ObservationStatus.AMENDED, ObservationStatus.CORRECTED, ObservationStatus.PRELIMINARY);

  private final List<Observation> observations;
  private final ZoneId zone;

  private LastLabs(List<Observation> observations, ZoneId zone, Predicate<Observation> counts) {
    this.zone = zone;
    this.observations = observations.stream()
        .filter(observation -> VALID.contains(observation.getStatus()) && at(observation) != null).filter(counts).toList();
  }

  static LastLabs of(Stay stay, List<Observation> observations) {
    return new LastLabs(observations, stay.zone(),
        observation -> stay.holds(Times.start(observation.getEffective(), stay.zone()), observation.getEncounter()));
  }

  static LastLabs upTo(Instant now, List<Observation> observations, ZoneId zone) {
    return new LastLabs(observations, zone, observation -> !Times.start(observation.getEffective(), zone).isAfter(now));
  }

  /** Null when there is none that can be used. */
  Double last(String loinc) {
    return lastReading(List.of(loinc)).map(Reading::value).orElse(null);
  }

  /** The latest of any of these codes, on its own or as a component. */
  Optional<Reading> lastReading(List<String> loincs) {
    return observations.stream()
        .flatMap(observation -> loincs.stream()
            .flatMap(loinc -> converted(loinc, observation).map(value -> new Reading(value.doubleValue(), at(observation))).stream()))
        .max(Comparator.comparing(Reading::at));
  }

  private Instant at(Observation observation) {
    return Times.start(observation.getEffective(), zone);
  }

  private static Optional<BigDecimal> converted(String loinc, Observation observation) {
    if (isOf(loinc, observation.getCode())) {
      return converted(loinc, observation.getValue());
    }
    return observation.getComponent().stream().filter(component -> isOf(loinc, component.getCode())).findFirst()
        .flatMap(component -> converted(loinc, component.getValue()));
  }

  private static Optional<BigDecimal> converted(String loinc, Type value) {
    if (!(value instanceof Quantity quantity) || !quantity.hasValue() || quantity.hasComparator()) {
      return Optional.empty();
    }
    String unit = quantity.hasCode() ? quantity.getCode() : quantity.getUnit();
    return CONVERSIONS.get(loinc).entrySet().stream().filter(entry -> entry.getKey().equalsIgnoreCase(unit)).findFirst()
        .map(entry -> entry.getValue().apply(quantity.getValue()));
  }

  private static boolean isOf(String loinc, CodeableConcept code) {
    return Codes.of(code).contains("loinc|" + loinc);
  }

  private static UnaryOperator<BigDecimal> times(String factor) {
    return value -> value.multiply(new BigDecimal(factor));
  }
}
