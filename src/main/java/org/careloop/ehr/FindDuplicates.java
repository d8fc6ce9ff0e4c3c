package org.careloop.ehr;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.careloop.engine.CareDelegate;
import org.careloop.fhir.FhirEndpoint;
import org.hl7.fhir.r4.model.Patient;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Looks in the EHR for other records of the same person before anything is created for one of them, and whether the person takes part in
 * the programme already. Merged records lead to the one that is left and are no duplicates. Refuses with {@code patient-unknown} when the
 * EHR has none. Never merges; a person decides.
 */
@Component
class FindDuplicates extends CareDelegate<FindDuplicates.Request, FindDuplicates.Found> {

  static final String PATIENT_UNKNOWN = FindPatient.PATIENT_UNKNOWN;

  private static final int MOST_CANDIDATES = 20;

  /**
   * What is asked.
   *
   * @param patientIdentifier {@code system|value} or {@code Patient/id}
   * @param consentProgram the programme, for example {@code care-coordination}; none means any of ours
   */
  record Request(String patientIdentifier, @Nullable String consentProgram) {}

  /**
   * What was found. Candidates carry no name.
   *
   * @param duplicateCount other records that may be about the same person; all of them where several bear the number asked for
   * @param candidates each with {@code patientId}, {@code recordNumber}, {@code likelihood} ({@code likely} or {@code possible}) and
   *     {@code matchedBy} in words
   * @param openEpisodeId the patient's episode of care in the programme that is planned, waiting, active or on hold; null for none
   */
  record Found(int duplicateCount, List<Map<String, String>> candidates, @Nullable String openEpisodeId) {}

  private final Ehr ehr;
  private final Episodes episodes;

  FindDuplicates(Ehr ehr, Episodes episodes) {
    this.ehr = ehr;
    this.episodes = episodes;
  }

  @Override
  protected Found perform(Request request) {
    List<Patient> named = ehr.patients(request.patientIdentifier());
    if (named.isEmpty()) {
      throw refuse(PATIENT_UNKNOWN,
          "patientIdentifier: 0 patients in the EHR, expected one. Link the patient or correct the message.");
    }
    Patient patient = named.get(0);
    Map<String, Patient> others = new LinkedHashMap<>();
    named.forEach(other -> others.put(id(other), other));
    if (patient.hasBirthDate()) {
      collect(others, Map.of("birthdate", patient.getBirthDateElement().getValueAsString()));
    }
    SamePerson.familyNames(patient).forEach(family -> collect(others, Map.of("family", FhirEndpoint.escape(family))));
    if (named.size() == 1) {
      others.remove(id(patient));
    }

    List<Map<String, String>> candidates = new ArrayList<>();
    for (Patient other : others.values()) {
      SamePerson.Likeness likeness = SamePerson.compare(patient, other);
      if (likeness.isOne() && candidates.size() < MOST_CANDIDATES) {
        candidates.add(candidate(other, likeness));
      }
    }
    String openEpisode = named.size() > 1 ? null
        : episodes.open(id(patient), request.consentProgram()).map(episode -> episode.getIdElement().getIdPart()).orElse(null);
    return new Found(candidates.size(), candidates, openEpisode);
  }

  private void collect(Map<String, Patient> others, Map<String, String> criteria) {
    for (Patient found : ehr.endpoint().search(Patient.class, criteria)) {
      Patient survivor = ehr.survivor(found);
      others.putIfAbsent(id(survivor), survivor);
    }
  }

  private static Map<String, String> candidate(Patient patient, SamePerson.Likeness likeness) {
    Map<String, String> candidate = new LinkedHashMap<>();
    candidate.put("patientId", id(patient));
    candidate.put("recordNumber", PatientLabels.recordNumber(patient));
    candidate.put("likelihood", likeness.likely() ? "likely" : "possible");
    candidate.put("matchedBy", String.join(", ", likeness.reasons()));
    return candidate;
  }

  private static String id(Patient patient) {
    return patient.getIdElement().getIdPart();
  }
}
