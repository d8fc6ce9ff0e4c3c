package org.careloop.ehr;

import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;

/** Careloop's own codes in the EHR: system {@code https://careloop.org/<list>} and the same kebab-case or camelCase code as in diagrams. */
final class Coded {

  private static final String OWN = "https://careloop.org/";

  private Coded() {}

  static CodeableConcept own(String list, String code) {
    return new CodeableConcept().addCoding(new Coding().setSystem(OWN + list).setCode(code)).setText(code);
  }

  /** The code of this list in the concept; null when it has none. */
  static String own(String list, CodeableConcept concept) {
    return concept.getCoding().stream().filter(coding -> (OWN + list).equals(coding.getSystem())).map(Coding::getCode).findFirst()
        .orElse(null);
  }

  /** Address of an own extension. */
  static String extension(String name) {
    return OWN + "extension/" + name;
  }
}
