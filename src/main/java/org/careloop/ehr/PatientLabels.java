package org.careloop.ehr;

import java.util.Locale;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.HumanName.NameUse;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.StringType;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The one text that names a patient to people: two identifiers, for example {@code Rivera, Maria · born 1948-03-02 · MRN 100234}.
 * {@code careloop.privacy.patient-label} sets {@code full}, {@code initials} or {@code id} only.
 */
@Component
class PatientLabels {

  /** How much a label says. */
  enum Style {
    FULL,
    INITIALS,
    ID
  }

  private static final String SEPARATOR = " · ";

  private final Style style;

  PatientLabels(@Value("${careloop.privacy.patient-label:full}") String style) {
    try {
      this.style = Style.valueOf(style.strip().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "careloop.privacy.patient-label: \"%s\", expected full, initials or id. An administrator must correct it.".formatted(style));
    }
  }

  String of(Patient patient) {
    String number = recordNumber(patient);
    if (style == Style.ID) {
      return number;
    }
    StringBuilder label = new StringBuilder(style == Style.FULL ? fullName(name(patient)) : initials(name(patient)));
    if (patient.hasBirthDate()) {
      label.append(SEPARATOR).append("born ").append(patient.getBirthDateElement().getValueAsString());
    }
    return label.append(SEPARATOR).append(number).toString();
  }

  private static String fullName(HumanName name) {
    String given = String.join(" ", name.getGiven().stream().map(StringType::getValue).toList());
    if (name.hasFamily() && !given.isEmpty()) {
      return name.getFamily() + ", " + given;
    }
    if (name.hasFamily() || !given.isEmpty()) {
      return name.hasFamily() ? name.getFamily() : given;
    }
    return name.hasText() ? name.getText() : "no name";
  }

  private static String initials(HumanName name) {
    StringBuilder initials = new StringBuilder();
    name.getGiven().stream().limit(1).forEach(given -> append(initials, given.getValue()));
    append(initials, name.getFamily());
    return initials.isEmpty() ? "no name" : initials.toString();
  }

  private static void append(StringBuilder initials, String part) {
    if (part != null && !part.isBlank()) {
      initials.appendCodePoint(part.strip().codePointAt(0)).append('.');
    }
  }

  private static HumanName name(Patient patient) {
    return patient.getName().stream().filter(name -> name.getUse() == NameUse.OFFICIAL).findFirst()
        .orElseGet(() -> patient.getName().stream().filter(name -> name.getUse() != NameUse.OLD && name.getUse() != NameUse.MAIDEN)
            .findFirst().orElseGet(HumanName::new));
  }

  /** The record number as people know it; never the name. */
  static String recordNumber(Patient patient) {
    return patient.getIdentifier().stream()
        .filter(identifier -> identifier.hasValue() && identifier.getUse() != Identifier.IdentifierUse.OLD)
        .filter(identifier -> identifier.getType().getCoding().stream().anyMatch(coding -> "MR".equals(coding.getCode())))
        .findFirst().map(identifier -> "MRN " + identifier.getValue())
        .orElseGet(() -> "record " + patient.getIdElement().getIdPart());
  }
}
