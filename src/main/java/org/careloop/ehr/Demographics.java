package org.careloop.ehr;

import java.time.LocalDate;
import java.time.Period;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.PatientCommunicationComponent;
import org.hl7.fhir.r4.model.Reference;

/** What a patient's own record says for the work of a care team. Null is "not recorded". */
final class Demographics {

  /** Some EHRs write three letters (ISO 639-2). */
  private static final Map<String, String> TWO_LETTERS = Map.of("eng", "en", "spa", "es", "fra", "fr", "fre", "fr", "chi", "zh",
      "zho", "zh", "vie", "vi", "rus", "ru", "ara", "ar", "por", "pt");

  private Demographics() {}

  /** Whole years on that day; null for a birth date that is no whole date. */
  static Integer age(Patient patient, LocalDate today) {
    try {
      LocalDate born = patient.hasBirthDate() ? LocalDate.parse(patient.getBirthDateElement().getValueAsString()) : null;
      return born == null || born.isAfter(today) ? null : Period.between(born, today).getYears();
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /** The preferred language, or the only one, as its two letters: {@code es} for {@code es-MX}. */
  static String language(Patient patient) {
    List<PatientCommunicationComponent> all = patient.getCommunication();
    return all.stream().filter(PatientCommunicationComponent::getPreferred).findFirst()
        .or(() -> all.size() == 1 ? all.stream().findFirst() : Optional.empty())
        .flatMap(one -> one.getLanguage().getCoding().stream().filter(coding -> coding.hasCode()).findFirst())
        .map(coding -> coding.getCode().strip().toLowerCase(Locale.ROOT).split("[-_]")[0])
        .map(code -> TWO_LETTERS.getOrDefault(code, code))
        .orElse(null);
  }

  /** Logical id of the Practitioner who is the patient's own. */
  static String primaryPractitioner(Patient patient) {
    return patient.getGeneralPractitioner().stream().map(Reference::getReferenceElement)
        .filter(id -> "Practitioner".equals(id.getResourceType())).map(id -> id.getIdPart()).findFirst().orElse(null);
  }
}
