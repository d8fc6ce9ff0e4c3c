package org.careloop.ehr;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coverage;
import org.hl7.fhir.r4.model.Coverage.CoverageStatus;

/**
 * Who pays, as far as a transition asks: {@code medicare}, {@code medicaid} or {@code other}. By the Source of Payment Typology where
 * it is coded, otherwise by the name of the plan or payer. Passes on no member numbers.
 */
final class Payers {

  private static final Set<String> TYPOLOGY = Set.of("https://nahdo.org/sopt", "urn:oid:2.16.840.1.113883.3.221.5");

  private Payers() {}

  /** Kinds of all coverages in force at the discharge. */
  static List<String> at(Stay stay, List<Coverage> coverages) {
    Set<String> kinds = new LinkedHashSet<>();
    coverages.stream().filter(coverage -> coverage.getStatus() == CoverageStatus.ACTIVE && isInForce(coverage, stay))
        .forEach(coverage -> kinds.add(kind(coverage)));
    return List.copyOf(kinds);
  }

  private static boolean isInForce(Coverage coverage, Stay stay) {
    Instant start = Times.start(coverage.getPeriod(), stay.zone());
    Instant end = Times.latestStart(coverage.getPeriod().getEndElement(), stay.zone());
    return (start == null || !start.isAfter(stay.dischargedAt())) && (end == null || !end.isBefore(stay.dischargedAt()));
  }

  private static String kind(Coverage coverage) {
    CodeableConcept type = coverage.getType();
    for (var coding : type.getCoding()) {
      if (TYPOLOGY.contains(coding.getSystem()) && coding.hasCode()) {
        return coding.getCode().startsWith("1") ? "medicare" : coding.getCode().startsWith("2") ? "medicaid" : "other";
      }
    }
    String names = Stream.concat(Stream.of(type.getText()), coverage.getPayor().stream().map(payor -> payor.getDisplay()))
        .filter(name -> name != null).reduce("", (all, name) -> all + " " + name).toLowerCase(Locale.ROOT);
    return names.contains("medicare") ? "medicare" : names.contains("medicaid") ? "medicaid" : "other";
  }
}
