package org.careloop.ehr;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.CodeableConcept;

/**
 * A patient's allergies and intolerances, without those that were refuted, entered in error or resolved. "No known allergies" is a record
 * of its own: only with it, or with an allergy, does anybody know.
 */
final class Allergies {

  /** No known allergy; no known drug, food, environmental allergy (SNOMED CT). */
  private static final Set<String> NONE_KNOWN = Set.of("snomed|716186003", "snomed|409137002", "snomed|429625007", "snomed|428607008");
  private static final String UNCODED = "uncoded";
  private static final Set<String> NOT_SO = Set.of("refuted", "entered-in-error");
  private static final Set<String> OVER = Set.of("inactive", "resolved");

  private final List<AllergyIntolerance> valid;

  Allergies(List<AllergyIntolerance> all) {
    valid = all.stream().filter(allergy -> !hasCode(allergy.getVerificationStatus(), NOT_SO)).toList();
  }

  /** False when nobody ever asked, as far as the EHR knows. */
  boolean isRecorded() {
    return !valid.isEmpty();
  }

  /** Codes of what the patient does not bear; {@code uncoded} stands for those that are written in words only. */
  List<String> codes() {
    Set<String> codes = new LinkedHashSet<>();
    valid.stream().filter(allergy -> !hasCode(allergy.getClinicalStatus(), OVER) && !saysNone(allergy)).forEach(allergy -> {
      Set<String> own = Codes.of(allergy.getCode());
      codes.addAll(own.isEmpty() ? Set.of(UNCODED) : own);
    });
    return List.copyOf(codes);
  }

  private static boolean saysNone(AllergyIntolerance allergy) {
    return Codes.of(allergy.getCode()).stream().anyMatch(NONE_KNOWN::contains);
  }

  private static boolean hasCode(CodeableConcept concept, Set<String> codes) {
    return concept.getCoding().stream().anyMatch(coding -> codes.contains(coding.getCode()));
  }
}
