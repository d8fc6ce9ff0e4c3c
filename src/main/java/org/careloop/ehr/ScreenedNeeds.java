package org.careloop.ehr;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationComponentComponent;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;

/**
 * Social needs that a patient told in a screening and nobody has confirmed as a condition yet: the summaries that {@link RecordScreening}
 * writes, one component for each domain. The last answer counts; for a domain that was left open it is the last one before.
 */
final class ScreenedNeeds {

  /** Code of the summary, in system {@link Findings#OWN}. */
  static final String CODE = "social-needs";
  /** Code list of the domains in its components. */
  static final String DOMAIN = "social-need";

  private ScreenedNeeds() {}

  /** How many domains in all, from conditions and screenings together; null when the EHR offers no conditions and no screening was made. */
  static Integer count(Optional<Diagnoses> diagnoses, Optional<List<Observation>> findings, ZoneId zone) {
    List<Observation> summaries = findings.stream().flatMap(List::stream).filter(ScreenedNeeds::isSummary)
        .sorted(Comparator.comparing((Observation summary) ->
            Optional.ofNullable(Times.start(summary.getEffective(), zone)).orElse(Instant.EPOCH)).reversed())
        .toList();
    if (diagnoses.isEmpty() && summaries.isEmpty()) {
      return null;
    }
    Set<String> needs = new LinkedHashSet<>(positive(summaries));
    diagnoses.ifPresent(known -> needs.addAll(known.socialNeeds()));
    return needs.size();
  }

  private static Set<String> positive(List<Observation> latestFirst) {
    Map<String, Boolean> answers = new LinkedHashMap<>();
    for (Observation summary : latestFirst) {
      for (ObservationComponentComponent component : summary.getComponent()) {
        String domain = Coded.own(DOMAIN, component.getCode());
        if (domain != null && component.getValue() instanceof BooleanType answer) {
          answers.putIfAbsent(domain, answer.booleanValue());
        }
      }
    }
    return answers.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static boolean isSummary(Observation observation) {
    return observation.getStatus() != ObservationStatus.ENTEREDINERROR && observation.getStatus() != ObservationStatus.CANCELLED
        && CODE.equals(Coded.own("observation", observation.getCode()));
  }
}
