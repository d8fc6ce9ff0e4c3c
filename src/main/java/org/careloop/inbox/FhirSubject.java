package org.careloop.inbox;

import static org.careloop.inbox.FhirReader.fitting;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;

/**
 * Whom a FHIR resource is about, as its sender names them.
 *
 * @param owner type of the resource, for what is said about it
 * @param patient the Patient that came with it; null for none
 */
record FhirSubject(String owner, Reference subject, Patient patient) {

  private static final Pattern PATIENT = Pattern.compile("(?:.*/)?Patient/([A-Za-z0-9.-]{1,64})(?:/_history/.*)?");

  /** The Patient that came with the resource, contained or in the same bundle; null for none. */
  static Patient besides(Reference subject, Bundle bundle) {
    if (subject.getResource() instanceof Patient found) {
      return found;
    }
    String reference = subject.getReference();
    if (bundle == null || reference == null) {
      return null;
    }
    for (Bundle.BundleEntryComponent entry : bundle.getEntry()) {
      if (entry.getResource() instanceof Patient candidate
          && (reference.equals(entry.getFullUrl())
              || candidate.getIdElement().hasIdPart() && reference.endsWith("Patient/" + candidate.getIdElement().getIdPart()))) {
        return candidate;
      }
    }
    return null;
  }

  /**
   * The record number as {@code system|value}, else {@code Patient/id}; null where nobody is named.
   *
   * @param linked true when a person has said who it is, so that nobody needs to be named
   */
  String identifier(boolean linked, Findings findings) {
    if (patient != null) {
      for (Identifier identifier : patient.getIdentifier()) {
        if (identifier.getType().hasCoding(FhirReader.IDENTIFIER_TYPES, "MR") && identifier.hasSystem() && identifier.hasValue()) {
          return fitting(identifier.getSystem() + "|" + identifier.getValue(), "Patient.identifier");
        }
      }
    }
    Identifier logical = subject.getIdentifier();
    if (logical.hasSystem() && logical.hasValue()) {
      return fitting(logical.getSystem() + "|" + logical.getValue(), owner + ".subject.identifier");
    }
    String id = id();
    if (id == null && linked) {
      return null;
    }
    if (id == null) {
      findings.fault("patient-not-identified",
          owner + ".subject: names no patient that can be found, expected a reference to a Patient or an identifier of type MR.");
      return null;
    }
    return fitting("Patient/" + id, owner + ".subject.reference");
  }

  /** The reference by which this sender may name the patient next time, where now a record number did; null for none. */
  String alias(String sent) {
    return patient != null && sent != null && !sent.startsWith("Patient/") && id() != null ? "Patient/" + id() : null;
  }

  /** The patient's id as the sender's server knows it; null when the reference is none. */
  private String id() {
    if (patient != null && patient.getIdElement().hasIdPart() && !patient.getIdElement().getIdPart().startsWith("#")) {
      String id = patient.getIdElement().getIdPart();
      return id.startsWith("urn:") ? null : id;
    }
    Matcher reference = subject.getReference() == null ? null : PATIENT.matcher(subject.getReference());
    return reference != null && reference.matches() ? reference.group(1) : null;
  }
}
