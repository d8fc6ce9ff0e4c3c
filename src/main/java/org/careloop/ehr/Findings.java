package org.careloop.ehr;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.careloop.fhir.FhirEndpoint;
import org.careloop.fhir.FhirRefusal;
import org.hl7.fhir.r4.model.Observation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The observations that risk, history and circumstances are read from, in one question: not everything that was ever measured. */
final class Findings {

  static final String OWN = "https://careloop.org/observation";
  static final String LOINC = "http://loinc.org";

  private static final Logger LOG = LoggerFactory.getLogger(Findings.class);
  private static final List<String> MEASURED = List.of(LastLabs.HEMOGLOBIN, LastLabs.SODIUM, LastLabs.BLOOD_PRESSURE, LastLabs.SYSTOLIC,
      LastLabs.DIASTOLIC, Circumstances.PEOPLE_AT_ADDRESS);
  private static final List<String> ASKED =
      List.of(Circumstances.LIVES_ALONE, Circumstances.HAS_CAREGIVER, Circumstances.HEALTH_LITERACY, ScreenedNeeds.CODE);

  private Findings() {}

  /** Empty when the EHR does not offer observations. */
  static Optional<List<Observation>> read(Ehr ehr, String patientId, EhrSettings settings) {
    Set<String> codes = new LinkedHashSet<>();
    MEASURED.forEach(loinc -> codes.add(FhirEndpoint.token(LOINC, loinc)));
    LastLabs.A1C.forEach(loinc -> codes.add(FhirEndpoint.token(LOINC, loinc)));
    ASKED.forEach(code -> codes.add(FhirEndpoint.token(OWN, code)));
    for (String literacy : settings.literacyObservations()) {
      int bar = literacy.lastIndexOf('|');
      codes.add(FhirEndpoint.token(literacy.substring(0, bar), literacy.substring(bar + 1)));
    }
    try {
      return Optional.of(ehr.of(patientId, Observation.class, Map.of("code", String.join(",", codes))));
    } catch (FhirRefusal e) {
      LOG.warn("Not read and left unknown: {}", e.getMessage());
      return Optional.empty();
    }
  }
}
