package org.careloop.ehr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.careloop.ehr.EnrolmentRecords.CLOCK;
import static org.careloop.ehr.EnrolmentRecords.ROSA;
import static org.careloop.ehr.EnrolmentRecords.ZONE;
import static org.careloop.ehr.EnrolmentRecords.map;

import java.time.LocalDate;
import java.util.Map;
import org.careloop.fhir.FhirFailure;
import org.careloop.sandbox.Partners;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.MedicationStatement;
import org.hl7.fhir.r4.model.MedicationStatement.MedicationStatementStatus;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;

class ReadHealthHistoryTest extends EhrTestCase {

  private static final String NEW = "new";

  @Test
  void aNewPatientIsReadWhole() {
    var history = read(ROSA);

    assertThat(history.age()).isEqualTo(67);
    assertThat(history.preferredLanguage()).isEqualTo("es");
    assertThat(history.conditionCodes()).contains("icd10|E11.65", "snomed|44054006", "icd10|I10", "icd10|F33.42");
    assertThat(history.medicationCount()).isEqualTo(6);
    assertThat(history.medicationCodes()).contains("atc|A10AE04");
    assertThat(history.allergyCodes()).containsExactly("rxnorm|70618");
    assertThat(history.emergencyVisits6m()).isEqualTo(1);
    assertThat(history.unplannedAdmissions12m()).isZero();
    assertThat(history.lastA1c()).isEqualTo(9.8);
    assertThat(history.lastA1cOn()).isEqualTo(LocalDate.parse("2026-02-12"));
    assertThat(history.lastSystolic()).isEqualTo(164);
    assertThat(history.lastDiastolic()).isEqualTo(92);
    assertThat(history.lastBloodPressureOn()).isEqualTo(LocalDate.parse("2026-02-12"));
    assertThat(history.primaryPractitionerId()).isEqualTo("dr-okafor");
    assertThat(history.hasCaregiver()).isNull();
    assertThat(history.livesAlone()).isNull();
    assertThat(history.missingHistory()).containsExactly("hasCaregiver", "livesAlone");
  }

  @Test
  void whatNobodyEverRecordedIsAskedForAndNotTakenForNone() {
    given(patient(new Patient()));

    var history = read(NEW);

    assertThat(history.conditionCodes()).isNull();
    assertThat(history.medicationCount()).isNull();
    assertThat(history.allergyCodes()).isNull();
    assertThat(history.emergencyVisits6m()).isZero();
    assertThat(history.missingHistory()).containsExactly("age", "preferredLanguage", "conditionCodes", "medicationCodes", "allergyCodes",
        "lastA1c", "lastSystolic", "lastDiastolic", "hasCaregiver", "livesAlone", "primaryPractitionerId");
  }

  @Test
  void noKnownAllergiesNoProblemsAndNoMedicinesAreAnswers() {
    given(patient(new Patient()));
    given((AllergyIntolerance) new AllergyIntolerance().setCode(snomed("716186003")).setPatient(new Reference("Patient/new")).setId("a"));
    given((Condition) new Condition().setCode(snomed("160245001")).setSubject(new Reference("Patient/new")).setId("c"));
    given((MedicationStatement) new MedicationStatement().setMedication(snomed("787481004")).setStatus(MedicationStatementStatus.ACTIVE)
        .setSubject(new Reference("Patient/new")).setId("m"));

    var history = read(NEW);

    assertThat(history.allergyCodes()).isEmpty();
    assertThat(history.conditionCodes()).isEmpty();
    assertThat(history.medicationCodes()).isEmpty();
    assertThat(history.medicationCount()).isZero();
    assertThat(history.missingHistory()).doesNotContain("allergyCodes", "conditionCodes", "medicationCodes", "lastA1c");
    assertThat(read("p100311").allergyCodes()).isEmpty();
  }

  @Test
  void anAllergyInWordsOnlyIsStillAnAllergyAndOneThatWasRefutedIsNone() {
    given((AllergyIntolerance) new AllergyIntolerance().setCode(new CodeableConcept().setText("Shellfish"))
        .setPatient(new Reference("Patient/" + ROSA)).setId("a"));
    AllergyIntolerance refuted = new AllergyIntolerance().setCode(snomed("300916003")).setPatient(new Reference("Patient/" + ROSA));
    refuted.setVerificationStatus(new CodeableConcept().addCoding(new Coding().setCode("refuted"))).setId("b");
    given(refuted);

    assertThat(read(ROSA).allergyCodes()).containsExactly("rxnorm|70618", "uncoded");
  }

  @Test
  void plannedAdmissionsAndOldOnesDoNotCount() {
    admission("planned", "EL", "2025-12-01");
    admission("unplanned", "EM", "2025-12-10");
    admission("unmarked", null, "2026-01-10");
    admission("old", "EM", "2025-03-03");
    admission("firstDay", "EM", "2025-03-04");

    assertThat(read(ROSA).unplannedAdmissions12m()).isEqualTo(3);
  }

  @Test
  void theLastReadingCountsWhateverItsMethodAndUnit() {
    observe("ifcc", "59261-8", new Quantity().setValue(64).setCode("mmol/mol"), "2026-03-01T10:00:00Z");
    assertThat(read(ROSA).lastA1c()).isEqualTo(8.0);
    observe("hplc", "17856-6", new Quantity().setValue(7.4).setCode("%"), "2026-03-02T10:00:00Z");
    assertThat(read(ROSA).lastA1c()).isEqualTo(7.4);
    observe("unit", "4548-4", new Quantity().setValue(7).setCode("g/dL"), "2026-03-03T10:00:00Z");
    observe("bound", "4548-4", new Quantity().setValue(14).setCode("%").setComparator(Quantity.QuantityComparator.GREATER_THAN),
        "2026-03-03T10:00:00Z");
    observe("tomorrow", "4548-4", new Quantity().setValue(6).setCode("%"), "2026-03-05T10:00:00Z");
    assertThat(read(ROSA).lastA1c()).isEqualTo(7.4);
  }

  @Test
  void aSystolicAloneIsHalfABloodPressure() {
    observe("sys", "8480-6", new Quantity().setValue(150).setCode("mm[Hg]"), "2026-03-02T10:00:00Z");

    var history = read(ROSA);

    assertThat(history.lastSystolic()).isEqualTo(150);
    assertThat(history.lastDiastolic()).as("the older reading's is not mixed in").isNull();
    assertThat(history.missingHistory()).contains("lastDiastolic").doesNotContain("lastSystolic");
  }

  @Test
  void whatAScreeningAskedIsKnownAfterwards() {
    new EnrolmentRecords(ehr).screening("job-1", "home-and-health", map("helperAtHome", false),
        map("hasCaregiver", false, "livesAlone", true));

    var history = read(ROSA);

    assertThat(history.hasCaregiver()).isFalse();
    assertThat(history.livesAlone()).isTrue();
    assertThat(history.missingHistory()).isEmpty();
  }

  @Test
  void aBirthDateWithoutADayIsNoAge() {
    given(patient(new Patient().setBirthDateElement(new DateType("1958"))));
    assertThat(read(NEW).age()).isNull();
    given(patient(new Patient().setBirthDateElement(new DateType("1958-03-05"))));
    assertThat(read(NEW).age()).isEqualTo(67);
    given(patient(new Patient().setBirthDateElement(new DateType("1958-03-04"))));
    assertThat(read(NEW).age()).isEqualTo(68);
  }

  @Test
  void aFailureOfTheEhrIsNoMissingHistory() {
    sandbox.partners().set(Partners.EHR, Partners.Mode.DOWN);

    assertThatThrownBy(() -> read(ROSA)).isExactlyInstanceOf(FhirFailure.class);
  }

  private ReadHealthHistory.History read(String patientId) {
    return new ReadHealthHistory(ehr, settings("http://unused", Map.of()), CLOCK, ZONE).perform(new ReadHealthHistory.Request(patientId));
  }

  private static Patient patient(Patient patient) {
    patient.setId(NEW);
    return patient;
  }

  private static CodeableConcept snomed(String code) {
    return new CodeableConcept().addCoding(new Coding().setSystem("http://snomed.info/sct").setCode(code));
  }

  private void admission(String id, String priority, String day) {
    Encounter encounter = new Encounter().setStatus(Encounter.EncounterStatus.FINISHED).setSubject(new Reference("Patient/" + ROSA))
        .setPeriod(new Period().setStartElement(new DateTimeType(day)).setEndElement(new DateTimeType(day)));
    encounter.getClass_().setCode("IMP");
    if (priority != null) {
      encounter.getPriority().addCoding().setCode(priority);
    }
    encounter.setId(id);
    given(encounter);
  }

  private void observe(String id, String loinc, Quantity value, String at) {
    Observation observation = new Observation().setStatus(Observation.ObservationStatus.FINAL).setSubject(new Reference("Patient/" + ROSA))
        .setCode(new CodeableConcept().addCoding(new Coding().setSystem("http://loinc.org").setCode(loinc))).setValue(value)
        .setEffective(new DateTimeType(at));
    observation.setId(id);
    given(observation);
  }
}
