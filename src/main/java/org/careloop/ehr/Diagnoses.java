package org.careloop.ehr;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Encounter.DiagnosisComponent;

/**
 * A patient's coded conditions, without those that were refuted, entered in error or resolved. Which of them count as comorbidities is for
 * the tables to say.
 */
final class Diagnoses {

  private static final Set<String> NOT_SO = Set.of("refuted", "entered-in-error");
  private static final String SDOH = "sdoh";

  private static final List<String> DIABETES = List.of("icd10|E08", "icd10|E09", "icd10|E10", "icd10|E11", "icd10|E13",
      "snomed|73211009", "snomed|44054006", "snomed|46635009");
  /** "No current problems" (SNOMED CT) is a statement, but no condition. */
  private static final String NONE = "snomed|160245001";

  private final List<Condition> conditions;
  private final EhrSettings settings;

  Diagnoses(List<Condition> conditions, EhrSettings settings) {
    this.conditions = conditions;
    this.settings = settings;
  }

  /** Codes of everything the patient has, and of lasting events the patient once had. */
  List<String> codes() {
    Set<String> codes = new LinkedHashSet<>();
    for (Condition condition : conditions) {
      for (String code : Codes.of(condition.getCode())) {
        if (isSo(condition) && (!isResolved(condition) || Codes.isAmong(code, settings.lastingEvents()))) {
          codes.add(code);
        }
      }
    }
    codes.remove(NONE);
    return new ArrayList<>(codes);
  }

  /** Code of the principal diagnosis of the stay, ICD-10-CM before SNOMED CT; null when the EHR names none. */
  String principal(Stay stay) {
    Optional<Condition> ranked = stay.encounter().stream().flatMap(encounter -> encounter.getDiagnosis().stream())
        .sorted(Comparator.comparing(Diagnoses::rank))
        .limit(1)
        .flatMap(first -> conditions.stream()
            .filter(condition -> condition.getIdElement().getIdPart().equals(first.getCondition().getReferenceElement().getIdPart())))
        .findFirst();
    List<Condition> ofTheStay = conditions.stream()
        .filter(condition -> isSo(condition) && stay.isThis(condition.getEncounter()) && hasCategory(condition, "encounter-diagnosis"))
        .toList();
    return ranked.or(() -> ofTheStay.size() == 1 ? Optional.of(ofTheStay.get(0)) : Optional.empty())
        .map(condition -> Codes.first(Codes.of(condition.getCode()), List.of(Codes.ICD10, Codes.SNOMED)))
        .orElse(null);
  }

  /** Different social needs: ICD-10-CM Z55 to Z65 by domain (clinical rules 5.6), others of category {@code sdoh} by code. */
  Set<String> socialNeeds() {
    Set<String> needs = new LinkedHashSet<>();
    conditions.stream().filter(condition -> isSo(condition) && !isResolved(condition)).forEach(condition -> {
      Set<String> codes = Codes.of(condition.getCode());
      String icd10 = Codes.first(codes, List.of(Codes.ICD10));
      String domain = icd10 == null ? null : SocialNeed.domain(icd10.substring(icd10.indexOf('|') + 1));
      if (domain != null) {
        needs.add(domain);
      } else if (hasCategory(condition, SDOH)) {
        needs.add(codes.isEmpty() ? condition.getIdElement().getIdPart() : codes.iterator().next());
      }
    });
    return needs;
  }

  /** False when nobody ever wrote down a condition, nor that there is none. */
  boolean isRecorded() {
    return conditions.stream().anyMatch(Diagnoses::isSo);
  }

  boolean hasDiabetes() {
    return codes().stream().anyMatch(code -> Codes.isAmong(code, DIABETES));
  }

  /** True when an unresolved condition carries an ICD-10-CM code that begins so. */
  boolean has(String icd10) {
    return codes().stream().anyMatch(code -> code.startsWith(Codes.ICD10 + "|" + icd10));
  }

  private static int rank(DiagnosisComponent diagnosis) {
    return diagnosis.hasRank() ? diagnosis.getRank() : Integer.MAX_VALUE;
  }

  private static boolean isSo(Condition condition) {
    return !hasCode(condition.getVerificationStatus(), NOT_SO);
  }

  private static boolean isResolved(Condition condition) {
    return hasCode(condition.getClinicalStatus(), Set.of("resolved"));
  }

  private static boolean hasCategory(Condition condition, String code) {
    return condition.getCategory().stream().anyMatch(category -> hasCode(category, Set.of(code)));
  }

  private static boolean hasCode(CodeableConcept concept, Set<String> codes) {
    return concept.getCoding().stream().anyMatch(coding -> codes.contains(coding.getCode()));
  }
}
