package org.careloop.ehr;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Quantity;

/**
 * The last laboratory value of a stay, at or before discharge, in the unit that the HOSPITAL score wants (clinical rules 4.3). A value
 * whose unit it does not know, or that is only a bound, is passed over, never guessed.
 */
final class LastLabs {

  static final String HEMOGLOBIN = "718-7";
  static final String SODIUM = "2951-2";

  /** UCUM unit to the factor that gives the wanted unit, for each LOINC code. */
  private static final Map<String, Map<String, BigDecimal>> FACTORS = Map.of(
      HEMOGLOBIN, Map.of("g/dL", BigDecimal.ONE, "g/L", new BigDecimal("0.1"), "mg/dL", new BigDecimal("0.001")),
      SODIUM, Map.of("mmol/L", BigDecimal.ONE, "meq/L", BigDecimal.ONE));

  private static final Set<ObservationStatus> VALID =
      Set.of(ObservationStatus.FINAL, ObservationStatus.AMENDED, ObservationStatus.CORRECTED, ObservationStatus.PRELIMINARY);

  private final List<Observation> observations;
  private final Stay stay;

  LastLabs(List<Observation> observations, Stay stay) {
    this.observations = observations;
    this.stay = stay;
  }

  /** Null when there is none that can be used. */
  Double last(String loinc) {
    return observations.stream()
        .filter(observation -> VALID.contains(observation.getStatus()) && Codes.of(observation.getCode()).contains("loinc|" + loinc))
        .filter(observation -> at(observation) != null && stay.holds(at(observation), observation.getEncounter()))
        .filter(observation -> converted(loinc, observation).isPresent())
        .max(Comparator.comparing(this::at))
        .flatMap(observation -> converted(loinc, observation))
        .map(BigDecimal::doubleValue)
        .orElse(null);
  }

  private Instant at(Observation observation) {
    return Times.start(observation.getEffective(), stay.zone());
  }

  private static Optional<BigDecimal> converted(String loinc, Observation observation) {
    if (!(observation.getValue() instanceof Quantity quantity) || !quantity.hasValue() || quantity.hasComparator()) {
      return Optional.empty();
    }
    String unit = quantity.hasCode() ? quantity.getCode() : quantity.getUnit();
    return FACTORS.get(loinc).entrySet().stream().filter(entry -> entry.getKey().equalsIgnoreCase(unit)).findFirst()
        .map(entry -> quantity.getValue().multiply(entry.getValue()));
  }
}
