package org.careloop.ehr;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.careloop.sandbox.ehr.RunningSandboxEhr;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestIntent;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestStatus;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;

class ReadMedicinesTest extends EhrTestCase {

  private static final String RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm";

  @Test
  void bothListsLieSideBySide() {
    var read = read("p100234", "MERCY:V1001");

    assertThat(read.medicines()).hasSize(7)
        .contains(Map.of("code", "rxnorm|311041", "name", "Insulin glargine 100 units/mL", "dose", "18 units at bedtime",
            "status", "active", "source", "before"))
        .contains(Map.of("code", "rxnorm|311041", "name", "Insulin glargine 100 units/mL", "dose", "24 units at bedtime",
            "status", "active", "source", "discharge"));
    assertThat(read.medicationCount()).isEqualTo(6);
    assertThat(read.medicationCodes()).contains("rxnorm|1364445", "atc|B01AF02");
  }

  @Test
  void aMedicineStoppedInTheStayIsShownButNotCounted() {
    var read = read("p100518", "MERCY:V1004");

    assertThat(read.medicines()).anySatisfy(
        medicine -> assertThat(medicine).containsEntry("name", "Aspirin 81 mg tablet").containsEntry("status", "stopped"));
    assertThat(read.medicationCodes()).doesNotContain("rxnorm|308416");
    assertThat(read.medicationCount()).isEqualTo(3);
  }

  @Test
  void whatWasOnlyGivenOnTheWardOrNeverOrderedIsLeftOut() {
    given(request("ward").addCategory(category("inpatient")));
    given(request("draft").setStatus(MedicationRequestStatus.DRAFT));
    given(request("idea").setIntent(MedicationRequestIntent.PROPOSAL));
    given(request("not-to-be-taken").setDoNotPerform(true));
    given(request("finished-before").setStatus(MedicationRequestStatus.COMPLETED).setAuthoredOnElement(new DateTimeType("2025-01-01")));

    assertThat(read("p100311", "MERCY:V1002").medicines()).hasSize(2);
  }

  @Test
  void aMedicineIsFoundBehindItsReference() {
    Medication medication = new Medication().setCode(new CodeableConcept().setText("Digoxin 125 mcg tablet")
        .addCoding(new Coding().setSystem(RXNORM).setCode("197604")));
    medication.setId("digoxin");
    given(medication);
    MedicationRequest request = request("by-reference");
    request.setMedication(new Reference("Medication/digoxin")).addDosageInstruction(new Dosage());
    request.getDosageInstructionFirstRep().addDoseAndRate().setDose(new Quantity().setValue(1).setUnit("tablet"));
    request.getDosageInstructionFirstRep().getTiming().setCode(category("QD"));
    given(request);

    assertThat(read("p100311", "MERCY:V1002").medicines()).contains(Map.of("code", "rxnorm|197604", "name", "Digoxin 125 mcg tablet",
        "dose", "1 tablet QD", "status", "active", "source", "discharge"));
  }

  @Test
  void aPrescriptionOfTheAdmissionDayBelongsToTheStay() {
    given(request("day-only").setAuthoredOnElement(new DateTimeType("2026-03-03")));
    given(request("day-before").setAuthoredOnElement(new DateTimeType("2026-03-02")));

    List<Map<String, String>> medicines = read("p100311", "MERCY:V1002").medicines();

    assertThat(medicines).filteredOn("name", "day-only").extracting("source").containsExactly("discharge");
    assertThat(medicines).filteredOn("name", "day-before").extracting("source").containsExactly("before");
  }

  @Test
  void aContinuedMedicineInTheSameDoseIsNotNew() {
    MedicationRequest again = request("amlodipine").addCategory(category("discharge"));
    again.setMedication(new CodeableConcept().setText("Amlodipine 5 mg tablet")
        .addCoding(new Coding().setSystem(RXNORM).setCode("197361"))
        .addCoding(new Coding().setSystem("http://www.whocc.no/atc").setCode("C08CA01")));
    again.addDosageInstruction(new Dosage().setText("5 mg  once a DAY"));
    given(again);

    var factors = new ReadRiskFactors(ehr, settings, RunningSandboxEhr.ZONE)
        .perform(new ReadRiskFactors.Request("p100311", "MERCY:V1002", null, RunningSandboxEhr.NOW, null));

    assertThat(factors.newMedicationCodes()).containsExactlyInAnyOrder("rxnorm|313782", "atc|N02BE01");
    assertThat(factors.medicationCount()).isEqualTo(2);
  }

  private ReadMedicines.Read read(String patientId, String encounterId) {
    return new ReadMedicines(ehr, Clock.systemUTC(), RunningSandboxEhr.ZONE)
        .perform(new ReadMedicines.Request(patientId, encounterId, RunningSandboxEhr.NOW));
  }

  private static MedicationRequest request(String id) {
    MedicationRequest request = new MedicationRequest().setStatus(MedicationRequestStatus.ACTIVE).setIntent(MedicationRequestIntent.ORDER)
        .setSubject(new Reference("Patient/p100311")).setMedication(new CodeableConcept().setText(id))
        .setAuthoredOnElement(new DateTimeType("2026-03-04T09:00:00-05:00"));
    request.setId(id);
    return request;
  }

  private static CodeableConcept category(String code) {
    return new CodeableConcept().addCoding(new Coding().setCode(code));
  }
}
