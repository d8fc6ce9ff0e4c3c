package org.careloop.ehr;

import java.util.Set;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DomainResource;

/**
 * Labels what a patient said about violence at home, so that proxies and caregivers never see it (clinical rules 5.5): restricted, and
 * sensitive as information on abuse and domestic violence (HL7 v3 ActCode SDV).
 */
final class Sensitivity {

  static final Coding RESTRICTED = new Coding("http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "R", "restricted");
  static final Coding VIOLENCE = new Coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "SDV",
      "sexual assault, abuse, or domestic violence information sensitivity");

  /** Domain of social need and beginnings of answer keys that are about violence at home. */
  private static final String DOMAIN = "interpersonalSafety";
  private static final Set<String> KEYS = Set.of("safety", "ahcSafety", "unsafe", "feelsUnsafe", "domesticViolence");

  private Sensitivity() {}

  static boolean isSensitive(String key) {
    return DOMAIN.equals(key) || KEYS.stream().anyMatch(key::startsWith);
  }

  static void label(DomainResource resource) {
    resource.getMeta().addSecurity(RESTRICTED.copy()).addSecurity(VIOLENCE.copy());
  }
}
