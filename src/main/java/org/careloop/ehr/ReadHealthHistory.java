package org.careloop.ehr;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.careloop.engine.CareDelegate;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reads from the EHR what an initial assessment begins with: conditions, medicines, allergies, recent use, last A1c and blood pressure, who
 * lives with the patient, language. What could not be read or was never recorded is null and named in {@code missingHistory}, so that
 * somebody asks; when the EHR is down or talks nonsense it fails and is tried again. Never judges and never takes silence for "none".
 */
@Component
class ReadHealthHistory extends CareDelegate<ReadHealthHistory.Request, ReadHealthHistory.History> {

  record Request(String patientId) {}

  /**
   * The history.
   *
   * @param conditionCodes {@code icd10|E11.9}, {@code snomed|44054006}; empty when the EHR says that there are none
   * @param medicationCount different medicines the patient takes now
   * @param allergyCodes empty when "no known allergies" is recorded
   * @param emergencyVisits6m in the six calendar months before today
   * @param unplannedAdmissions12m in the twelve calendar months before today, without those marked as planned
   * @param lastA1c percent
   * @param lastSystolic mm Hg, of the same reading as {@code lastDiastolic}
   * @param hasCaregiver whether somebody takes care of the patient
   * @param livesAlone alone and without a caregiver
   * @param primaryPractitionerId logical id of the Practitioner
   * @param missingHistory names of the results that somebody must ask for; an A1c only of patients with diabetes
   */
  record History(
      @Nullable Integer age,
      @Nullable String preferredLanguage,
      @Nullable List<String> conditionCodes,
      @Nullable List<String> medicationCodes,
      @Nullable Integer medicationCount,
      @Nullable List<String> allergyCodes,
      @Nullable Integer emergencyVisits6m,
      @Nullable Integer unplannedAdmissions12m,
      @Nullable Double lastA1c,
      @Nullable LocalDate lastA1cOn,
      @Nullable Integer lastSystolic,
      @Nullable Integer lastDiastolic,
      @Nullable LocalDate lastBloodPressureOn,
      @Nullable Boolean hasCaregiver,
      @Nullable Boolean livesAlone,
      @Nullable String primaryPractitionerId,
      List<String> missingHistory) {}

  private final Ehr ehr;
  private final EhrSettings settings;
  private final Clock clock;
  private final ZoneId zone;

  ReadHealthHistory(Ehr ehr, EhrSettings settings, Clock clock, @Value("${careloop.zone:America/New_York}") ZoneId zone) {
    this.ehr = ehr;
    this.settings = settings;
    this.clock = clock;
    this.zone = zone;
  }

  @Override
  protected History perform(Request request) {
    String patientId = request.patientId();
    Instant now = clock.instant();
    Patient patient = ehr.patient(patientId);
    Optional<EarlierVisits> visits = ehr.ifOffered(patientId, Encounter.class).map(all -> EarlierVisits.before(now, all, zone));
    Optional<Diagnoses> diagnoses = ehr.ifOffered(patientId, Condition.class).map(all -> new Diagnoses(all, settings));
    Optional<Medicines> medicines = Medicines.read(ehr, patientId, Stay.none(now, zone))
        .filter(Medicines::isRecorded);
    Optional<Allergies> allergies = ehr.ifOffered(patientId, AllergyIntolerance.class).map(Allergies::new).filter(Allergies::isRecorded);
    Optional<List<RelatedPerson>> people = ehr.ifOffered(patientId, RelatedPerson.class);
    Optional<List<Observation>> findings = Findings.read(ehr, patientId, settings);
    Optional<LastLabs> labs = findings.map(all -> LastLabs.upTo(now, all, zone));
    Optional<LastLabs.Reading> a1c = labs.flatMap(all -> all.lastReading(LastLabs.A1C));
    Optional<LastLabs.Reading> systolic = labs.flatMap(all -> all.lastReading(List.of(LastLabs.SYSTOLIC)));
    Optional<LastLabs.Reading> diastolic = labs.flatMap(all -> all.lastReading(List.of(LastLabs.DIASTOLIC)))
        .filter(reading -> systolic.map(LastLabs.Reading::at).filter(reading.at()::equals).isPresent());

    History read = new History(
        Demographics.age(patient, day(now)),
        Demographics.language(patient),
        diagnoses.filter(Diagnoses::isRecorded).map(Diagnoses::codes).orElse(null),
        medicines.map(Medicines::codes).orElse(null),
        medicines.map(Medicines::count).orElse(null),
        allergies.map(Allergies::codes).orElse(null),
        visits.map(EarlierVisits::emergencyVisits6m).orElse(null),
        visits.map(EarlierVisits::unplannedAdmissions12m).orElse(null),
        a1c.map(LastLabs.Reading::value).orElse(null),
        a1c.map(reading -> day(reading.at())).orElse(null),
        systolic.map(reading -> (int) Math.round(reading.value())).orElse(null),
        diastolic.map(reading -> (int) Math.round(reading.value())).orElse(null),
        systolic.map(reading -> day(reading.at())).orElse(null),
        Circumstances.hasCaregiver(people, findings, diagnoses, settings, zone),
        Circumstances.livesAlone(people, findings, diagnoses, settings, zone),
        Demographics.primaryPractitioner(patient),
        new ArrayList<>());
    askFor(read, diagnoses.filter(Diagnoses::isRecorded).map(Diagnoses::hasDiabetes).orElse(true));
    return read;
  }

  private static void askFor(History read, boolean a1cMatters) {
    ask(read, "age", read.age());
    ask(read, "preferredLanguage", read.preferredLanguage());
    ask(read, "conditionCodes", read.conditionCodes());
    ask(read, "medicationCodes", read.medicationCodes());
    ask(read, "allergyCodes", read.allergyCodes());
    ask(read, "emergencyVisits6m", read.emergencyVisits6m());
    ask(read, "unplannedAdmissions12m", read.unplannedAdmissions12m());
    if (a1cMatters) {
      ask(read, "lastA1c", read.lastA1c());
    }
    ask(read, "lastSystolic", read.lastSystolic());
    ask(read, "lastDiastolic", read.lastDiastolic());
    ask(read, "hasCaregiver", read.hasCaregiver());
    ask(read, "livesAlone", read.livesAlone());
    ask(read, "primaryPractitionerId", read.primaryPractitionerId());
  }

  private static void ask(History read, String name, Object value) {
    if (Objects.isNull(value)) {
      read.missingHistory().add(name);
    }
  }

  private LocalDate day(Instant at) {
    return at.atZone(zone).toLocalDate();
  }
}
