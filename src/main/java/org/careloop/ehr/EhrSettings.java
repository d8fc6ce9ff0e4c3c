package org.careloop.ehr;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How to reach the EHR and how to read it. Codes are {@code name|code}, as in process variables.
 *
 * @param baseUrl the EHR's FHIR R4 endpoint; none in the sandbox means the simulated one
 * @param user for HTTP Basic, with {@code password}; not needed with {@code token}
 * @param connectTimeout how long to wait for a connection
 * @param readTimeout how long to wait for the next part of an answer
 * @param facilities by the name that stands before the visit number in {@code encounterId}, in capitals or not
 * @param lengthOfStayCounting whether a stay's first and last day both count (clinical rules, T5)
 * @param ledToAdmission an emergency visit that ended at most this long before the admission is the one that led to it
 * @param procedureSystems code systems whose procedures count for the HOSPITAL score ("any ICD-coded")
 * @param oncologyServices PV1-10 values and {@code Encounter.serviceType} codes that mean oncology
 * @param lastingEvents conditions that count for good, though the EHR calls them resolved: ICD-10-CM beginnings and SNOMED CT codes
 * @param caregiverCodes {@code RelatedPerson.relationship} codes of somebody who takes care of the patient
 * @param literacyObservations observation codes whose answer says how often the patient needs help with reading (SILS)
 */
@Validated
@ConfigurationProperties("careloop.ehr")
record EhrSettings(
    String baseUrl,
    String user,
    String password,
    String token,
    @NotNull @DefaultValue("2s") Duration connectTimeout,
    @NotNull @DefaultValue("5s") Duration readTimeout,
    @Valid @DefaultValue Map<String, Facility> facilities,
    @NotNull @DefaultValue("difference") LengthOfStayCounting lengthOfStayCounting,
    @NotNull @DefaultValue("6h") Duration ledToAdmission,
    @DefaultValue({"http://www.cms.gov/Medicare/Coding/ICD10", "http://hl7.org/fhir/sid/icd-10-pcs", "urn:oid:2.16.840.1.113883.6.4",
        "http://hl7.org/fhir/sid/icd-9-cm"}) List<String> procedureSystems,
    @DefaultValue({"ONC", "ONCOLOGY", "MEDONC", "HEMONC", "snomed|394593009", "snomed|394592004"}) List<String> oncologyServices,
    @DefaultValue({"icd10|I21", "icd10|I22", "icd10|I25.2", "icd10|I60", "icd10|I61", "icd10|I62", "icd10|I63", "icd10|I64",
        "snomed|22298006", "snomed|1755008", "snomed|401314000", "snomed|401303003", "snomed|230690007"}) List<String> lastingEvents,
    @DefaultValue({"CAREGIVER", "133932002", "407542009"}) List<String> caregiverCodes,
    @DefaultValue("https://careloop.org/observation|health-literacy") List<String> literacyObservations) {

  /** Whether a stay from the 1st to the 3rd counts two days or three. */
  enum LengthOfStayCounting {
    DIFFERENCE,
    INCLUSIVE
  }

  /**
   * How the EHR knows one facility. Its record numbers need nothing here: they come with their system ({@code careloop.inbox.authorities}).
   *
   * @param visitSystem identifier system of its visit numbers
   */
  record Facility(@NotBlank String visitSystem) {}

  /** Identifier system of a facility's visit numbers; {@code urn:careloop:facility:<name>:visit} where none is configured. */
  String visitSystem(String facility) {
    return facilities.entrySet().stream().filter(known -> known.getKey().equalsIgnoreCase(facility)).findFirst()
        .map(known -> known.getValue().visitSystem()).orElseGet(() -> "urn:careloop:facility:%s:visit".formatted(facility));
  }
}
