package org.careloop.ehr;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;

/** Codes as process variables and tables write them: {@code icd10|I50.9}, {@code snomed|84114007}. Other code systems are left out. */
final class Codes {

  static final String ICD10 = "icd10";
  static final String SNOMED = "snomed";
  static final String RXNORM = "rxnorm";
  static final String ATC = "atc";

  private static final Map<String, String> NAMES = Map.ofEntries(
      Map.entry("http://hl7.org/fhir/sid/icd-10-cm", ICD10),
      Map.entry("http://hl7.org/fhir/sid/icd-10", ICD10),
      Map.entry("urn:oid:2.16.840.1.113883.6.90", ICD10),
      Map.entry("http://snomed.info/sct", SNOMED),
      Map.entry("urn:oid:2.16.840.1.113883.6.96", SNOMED),
      Map.entry("http://www.nlm.nih.gov/research/umls/rxnorm", RXNORM),
      Map.entry("urn:oid:2.16.840.1.113883.6.88", RXNORM),
      Map.entry("http://www.whocc.no/atc", ATC),
      Map.entry("http://hl7.org/fhir/sid/ndc", "ndc"),
      Map.entry("http://loinc.org", "loinc"));

  private Codes() {}

  /** Every code of the concept whose system has a name here, in the order given. */
  static Set<String> of(CodeableConcept concept) {
    Set<String> codes = new LinkedHashSet<>();
    for (Coding coding : concept.getCoding()) {
      String name = coding.hasSystem() ? NAMES.get(coding.getSystem()) : null;
      if (name != null && coding.hasCode()) {
        codes.add(name + "|" + (name.equals(ICD10) ? dotted(coding.getCode()) : coding.getCode().strip()));
      }
    }
    return codes;
  }

  /** The code of the first of these systems that is there; null when there is none. */
  static String first(Set<String> codes, List<String> names) {
    for (String name : names) {
      for (String code : codes) {
        if (code.startsWith(name + "|")) {
          return code;
        }
      }
    }
    return null;
  }

  /** True when the code begins as one of the ICD-10-CM entries or is one of the others. */
  static boolean isAmong(String code, List<String> entries) {
    return entries.stream().anyMatch(entry -> entry.startsWith(ICD10 + "|") ? code.startsWith(entry) : code.equals(entry));
  }

  /** Some senders write ICD-10-CM without its dot: I5023 is I50.23. */
  private static String dotted(String code) {
    String upper = code.strip().toUpperCase(Locale.ROOT);
    return upper.length() > 3 && upper.indexOf('.') < 0 ? upper.substring(0, 3) + "." + upper.substring(3) : upper;
  }
}
