package org.careloop.sandbox.ehr;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * One synthetic patient as {@code resources/sandbox/patients/*.json} tells it: one screen a patient, days counted from today
 * ({@code -5d 22:15}, {@code -4y}). {@link SamplePatients} makes FHIR of it.
 */
record SamplePatient(
    String about, String id, String mrn, String family, String given, String gender, String born, String language, String died,
    Map<String, String> telecom, String prefers, String practitioner, String practice, String insurance, Caregiver caregiver, Visit stay,
    List<Visit> visits, List<Diagnosis> conditions, List<Finding> observations, List<Treatment> procedures, List<Medicine> medicines,
    List<Medicine> prescribedAtDischarge,
    List<Allergy> allergies) {

  SamplePatient {
    practice = practice == null ? "east" : practice;
    visits = visits == null ? List.of() : visits;
    conditions = conditions == null ? List.of() : conditions;
    observations = observations == null ? List.of() : observations;
    procedures = procedures == null ? List.of() : procedures;
    medicines = medicines == null ? List.of() : medicines;
    prescribedAtDischarge = prescribedAtDischarge == null ? List.of() : prescribedAtDischarge;
    allergies = allergies == null ? List.of() : allergies;
  }

  record Caregiver(String family, String given, String phone, String relationship) {}

  /**
   * A stay or visit.
   *
   * @param visit the visit number
   * @param to its end; null while it lasts
   * @param principal ICD-10-CM code of the principal diagnosis, one of the patient's conditions
   * @param cameBy the emergency visit that led to this stay
   */
  record Visit(String visit, String type, String from, String to, String service, boolean planned, String principal, String disposition,
      String reason, Visit cameBy) {

    @JsonCreator
    Visit(String visit, @JsonProperty("class") String type, String from, String to, String service,
        boolean planned, String principal, String disposition, String reason, Visit cameBy) {
      this.visit = visit;
      this.type = type == null ? "EMER" : type;
      this.from = from;
      this.to = to;
      this.service = service;
      this.planned = planned;
      this.principal = principal;
      this.disposition = disposition;
      this.reason = reason;
      this.cameBy = cameBy;
    }
  }

  record Diagnosis(String icd10, String snomed, String text, String since, String category, String status) {}

  /**
   * What was measured or answered.
   *
   * @param systolic with {@code diastolic} in place of {@code value}
   */
  record Finding(String loinc, String code, String text, Double value, Double systolic, Double diastolic, String unit, String answer,
      String category, String at) {}

  record Treatment(String pcs, String text, String at) {}

  /** An allergy by its substance; "no known allergy" by its SNOMED CT code. */
  record Allergy(String rxnorm, String snomed, String text, String reaction, String since) {}

  record Medicine(String rxnorm, String atc, String text, String dose, String since, String stopped) {}
}
