package org.careloop.ehr;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.careloop.engine.CareDelegate;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CarePlan.CarePlanStatus;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Coverage;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Procedure.ProcedureStatus;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reads from the EHR everything that LACE, HOSPITAL and the transition plan judge by (clinical rules 4.2, 4.3, 7.1, 7.2). Where the EHR
 * does not offer a reading, or nobody recorded the fact, the value is null and the tables say "incomplete"; when the EHR is down or talks
 * nonsense it fails and is tried again. Never judges.
 */
@Component
class ReadRiskFactors extends CareDelegate<ReadRiskFactors.Request, ReadRiskFactors.RiskFactors> {

  private static final Set<ProcedureStatus> DONE = Set.of(ProcedureStatus.COMPLETED, ProcedureStatus.INPROGRESS, ProcedureStatus.STOPPED);

  /**
   * What the message said of the stay; the EHR's encounter fills the gaps.
   *
   * @param hospitalService PV1-10
   */
  record Request(
      String patientId, String encounterId, @Nullable Instant admittedAt, Instant dischargedAt, @Nullable String hospitalService) {}

  /**
   * The factors.
   *
   * @param lengthOfStayDays by {@code careloop.ehr.length-of-stay-counting}, in days of the practice's zone
   * @param emergencyVisits6m started in the six calendar months before the admission date, without the one that led here
   * @param admissions12m started in the twelve calendar months before the admission date
   * @param hemoglobin g/dL, the last one of the stay
   * @param sodium mmol/L, the last one of the stay
   * @param procedureDuringStay an ICD-coded one
   * @param conditionCodes {@code icd10|I50.9}, {@code snomed|84114007}; an absent diagnosis is simply not in it
   * @param medicationCount different medicines the patient is to take now
   * @param newMedicationCodes of those begun in the stay or taken in another dose since
   * @param livesAlone alone and without a caregiver
   * @param socialNeedCount different domains of social need, confirmed as conditions or positive in the last screening
   * @param tcmActive true when another stay of this patient opened a transition in the last 30 days that was not revoked
   * @param primaryPractitionerId logical id of the Practitioner
   * @param payers of the coverages in force at discharge: {@code medicare}, {@code medicaid}, {@code other}
   */
  record RiskFactors(
      @Nullable Integer lengthOfStayDays,
      @Nullable Integer emergencyVisits6m,
      @Nullable Integer admissions12m,
      @Nullable Double hemoglobin,
      @Nullable Double sodium,
      @Nullable Boolean procedureDuringStay,
      @Nullable Boolean oncologyService,
      @Nullable List<String> conditionCodes,
      @Nullable String principalDiagnosisCode,
      @Nullable List<String> medicationCodes,
      @Nullable Integer medicationCount,
      @Nullable List<String> newMedicationCodes,
      @Nullable Boolean livesAlone,
      @Nullable Integer socialNeedCount,
      @Nullable Boolean limitedHealthLiteracy,
      @Nullable Boolean tcmActive,
      @Nullable String primaryPractitionerId,
      @Nullable List<String> payers) {}

  private final Ehr ehr;
  private final EhrSettings settings;
  private final ZoneId zone;

  ReadRiskFactors(Ehr ehr, EhrSettings settings, @Value("${careloop.zone:America/New_York}") ZoneId zone) {
    this.ehr = ehr;
    this.settings = settings;
    this.zone = zone;
  }

  @Override
  protected RiskFactors perform(Request request) {
    String patientId = request.patientId();
    Patient patient = ehr.patient(patientId);
    Stay stay = Stay.of(request.admittedAt(), request.dischargedAt(), ehr.encounter(request.encounterId(), patientId), zone);

    Optional<EarlierVisits> visits =
        ehr.ifOffered(patientId, Encounter.class).map(all -> new EarlierVisits(all, stay, settings.ledToAdmission()));
    Optional<Diagnoses> diagnoses = ehr.ifOffered(patientId, Condition.class).map(all -> new Diagnoses(all, settings));
    Optional<List<Observation>> findings = Findings.read(ehr, patientId, settings);
    Optional<LastLabs> labs = findings.map(all -> LastLabs.of(stay, all));
    Optional<Medicines> medicines = Medicines.read(ehr, patientId, stay);

    return new RiskFactors(
        stay.lengthInDays(settings.lengthOfStayCounting()),
        visits.map(EarlierVisits::emergencyVisits6m).orElse(null),
        visits.map(EarlierVisits::admissions12m).orElse(null),
        labs.map(all -> all.last(LastLabs.HEMOGLOBIN)).orElse(null),
        labs.map(all -> all.last(LastLabs.SODIUM)).orElse(null),
        ehr.ifOffered(patientId, Procedure.class).map(all -> procedureDuring(stay, all)).orElse(null),
        oncologyService(request.hospitalService(), stay),
        diagnoses.map(Diagnoses::codes).orElse(null),
        diagnoses.map(all -> all.principal(stay)).orElse(null),
        medicines.map(Medicines::codes).orElse(null),
        medicines.map(Medicines::count).orElse(null),
        medicines.map(Medicines::newCodes).orElse(null),
        Circumstances.livesAlone(ehr.ifOffered(patientId, RelatedPerson.class), findings, diagnoses, settings, zone),
        ScreenedNeeds.count(diagnoses, findings, zone),
        Circumstances.limitedHealthLiteracy(findings, diagnoses, settings, zone),
        ehr.ifOffered(patientId, CarePlan.class).map(all -> tcmActive(request.encounterId(), stay, all)).orElse(null),
        Demographics.primaryPractitioner(patient),
        ehr.ifOffered(patientId, Coverage.class).map(all -> Payers.at(stay, all)).orElse(null));
  }

  private boolean procedureDuring(Stay stay, List<Procedure> procedures) {
    return procedures.stream()
        .filter(procedure -> DONE.contains(procedure.getStatus()))
        .filter(procedure -> procedure.getCode().getCoding().stream()
            .anyMatch(coding -> settings.procedureSystems().contains(coding.getSystem())))
        .anyMatch(procedure -> stay.holds(Times.start(procedure.getPerformed(), zone), procedure.getEncounter()));
  }

  /** Null when neither the message nor the EHR names a service. */
  private Boolean oncologyService(String hospitalService, Stay stay) {
    Set<String> services = stay.encounter().map(encounter -> Codes.of(encounter.getServiceType())).orElse(Set.of());
    if (hospitalService == null && services.isEmpty()) {
      return null;
    }
    boolean said = hospitalService != null && settings.oncologyServices().contains(hospitalService.strip().toUpperCase(Locale.ROOT));
    return said || services.stream().anyMatch(settings.oncologyServices()::contains);
  }

  private boolean tcmActive(String encounterId, Stay stay, List<CarePlan> plans) {
    LocalDate discharge = stay.dischargeDate();
    return plans.stream()
        .filter(plan -> plan.getStatus() == CarePlanStatus.ACTIVE || plan.getStatus() == CarePlanStatus.COMPLETED)
        .filter(plan -> plan.getIdentifier().stream().anyMatch(identifier -> Ehr.ENCOUNTER_SYSTEM.equals(identifier.getSystem())
            && !encounterId.equals(identifier.getValue())))
        .map(plan -> Times.start(plan.getPeriod(), zone))
        .filter(start -> start != null)
        .map(start -> start.atZone(zone).toLocalDate())
        .anyMatch(start -> !start.isAfter(discharge) && !start.isBefore(discharge.minusDays(29)));
  }
}
