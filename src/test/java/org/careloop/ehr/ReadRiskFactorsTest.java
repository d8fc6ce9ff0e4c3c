package org.careloop.ehr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import org.careloop.ehr.ReadRiskFactors.Request;
import org.careloop.ehr.ReadRiskFactors.RiskFactors;
import org.careloop.sandbox.ehr.RunningSandboxEhr;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CarePlan.CarePlanStatus;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Coverage;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

class ReadRiskFactorsTest extends EhrTestCase {

  private static final Instant DISCHARGED = RunningSandboxEhr.NOW;

  @Test
  void aHeartFailurePatientIsReadWhole() {
    RiskFactors factors = read("p100234", "V1001");

    assertThat(factors.lengthOfStayDays()).isEqualTo(5);
    assertThat(factors.emergencyVisits6m()).isEqualTo(2);
    assertThat(factors.admissions12m()).isEqualTo(1);
    assertThat(factors.hemoglobin()).isEqualTo(10.8);
    assertThat(factors.sodium()).isEqualTo(132.0);
    assertThat(factors.procedureDuringStay()).isTrue();
    assertThat(factors.oncologyService()).isFalse();
    assertThat(factors.conditionCodes()).contains("icd10|I50.23", "snomed|443254009", "icd10|E11.22", "icd10|J44.9")
        .doesNotContain("icd10|J18.9");
    assertThat(factors.principalDiagnosisCode()).isEqualTo("icd10|I50.23");
    assertThat(factors.medicationCount()).isEqualTo(6);
    assertThat(factors.medicationCodes()).contains("rxnorm|313988", "atc|B01AF02");
    assertThat(factors.newMedicationCodes()).containsExactlyInAnyOrder("rxnorm|311041", "atc|A10AE04", "rxnorm|1364445", "atc|B01AF02");
    assertThat(factors.livesAlone()).isTrue();
    assertThat(factors.socialNeedCount()).isEqualTo(2);
    assertThat(factors.limitedHealthLiteracy()).isTrue();
    assertThat(factors.tcmActive()).isFalse();
    assertThat(factors.primaryPractitionerId()).isEqualTo("dr-okafor");
    assertThat(factors.payers()).containsExactly("medicare");
  }

  @Test
  void aPlannedOneNightStayIsReadAsHarmless() {
    RiskFactors factors = read("p100311", "V1002");

    assertThat(factors.lengthOfStayDays()).isEqualTo(1);
    assertThat(factors.emergencyVisits6m()).isZero();
    assertThat(factors.admissions12m()).isZero();
    assertThat(factors.livesAlone()).isFalse();
    assertThat(factors.socialNeedCount()).isZero();
    assertThat(factors.limitedHealthLiteracy()).isFalse();
  }

  @Test
  void laboratoryUnitsAreConverted() {
    RiskFactors factors = read("p100846", "V1007");

    assertThat(factors.hemoglobin()).isEqualTo(9.2);
    assertThat(factors.sodium()).isEqualTo(131.0);
    assertThat(factors.oncologyService()).isTrue();
    assertThat(factors.admissions12m()).isEqualTo(6);
    assertThat(factors.emergencyVisits6m()).isEqualTo(1);
  }

  @Test
  void whatNobodyRecordedIsUnknownAndNotZero() {
    RiskFactors factors = read("p100627", "V1005");

    assertThat(factors.hemoglobin()).isNull();
    assertThat(factors.sodium()).isNull();
    assertThat(factors.livesAlone()).isNull();
    assertThat(factors.limitedHealthLiteracy()).isNull();
    assertThat(factors.procedureDuringStay()).isFalse();
    assertThat(factors.conditionCodes()).contains("icd10|I25.2");
    assertThat(factors.socialNeedCount()).isZero();
  }

  @Test
  void housingAndFoodAreTwoNeedsAndReadingTrouble() {
    RiskFactors factors = read("p100952", "V1008");

    assertThat(factors.socialNeedCount()).isEqualTo(3);
    assertThat(factors.limitedHealthLiteracy()).isTrue();
    assertThat(factors.principalDiagnosisCode()).isEqualTo("icd10|I21.4");
  }

  @Test
  void aStayTheEhrDoesNotKnowIsReadByWhatTheMessageSaid() {
    RiskFactors factors = reader().perform(
        new Request("p100234", "MERCY:UNKNOWN", Instant.parse("2026-02-28T03:15:00Z"), DISCHARGED, "MED"));

    assertThat(factors.lengthOfStayDays()).isEqualTo(5);
    assertThat(factors.hemoglobin()).isEqualTo(10.8);
    assertThat(factors.oncologyService()).isFalse();
    assertThat(factors.emergencyVisits6m()).isEqualTo(2);
    assertThat(factors.principalDiagnosisCode()).isNull();
  }

  @Test
  void withoutAnAdmissionTheWindowsBeforeItAreUnknown() {
    RiskFactors factors = reader().perform(new Request("p100234", "MERCY:UNKNOWN", null, DISCHARGED, null));

    assertThat(factors.lengthOfStayDays()).isNull();
    assertThat(factors.emergencyVisits6m()).isNull();
    assertThat(factors.admissions12m()).isNull();
    assertThat(factors.hemoglobin()).isNull();
    assertThat(factors.oncologyService()).isNull();
    assertThat(factors.conditionCodes()).isNotEmpty();
  }

  @Test
  void theMessageIsBelievedBeforeTheEhr() {
    Instant admitted = Instant.parse("2026-03-01T15:00:00Z");
    assertThat(reader().perform(new Request("p100234", "MERCY:V1001", admitted, DISCHARGED, "ONC")))
        .satisfies(factors -> assertThat(factors.lengthOfStayDays()).isEqualTo(3))
        .satisfies(factors -> assertThat(factors.oncologyService()).isTrue());
  }

  @Test
  void theLengthOfStayIsCountedInTheZoneOfThePractice() {
    Instant lateEvening = Instant.parse("2026-03-02T03:30:00Z");
    Instant earlyMorning = Instant.parse("2026-03-02T11:00:00Z");

    assertThat(reader().perform(new Request("p100311", "MERCY:UNKNOWN", lateEvening, earlyMorning, null)).lengthOfStayDays()).isEqualTo(1);
    assertThat(reader("careloop.ehr.length-of-stay-counting", "inclusive")
        .perform(new Request("p100311", "MERCY:UNKNOWN", lateEvening, earlyMorning, null)).lengthOfStayDays()).isEqualTo(2);
    assertThat(reader().perform(new Request("p100311", "MERCY:UNKNOWN", earlyMorning, lateEvening, null)).lengthOfStayDays()).isNull();
  }

  @Test
  void emergencyVisitsCountFromSixCalendarMonthsBeforeTheAdmissionDateToTheAdmission() {
    Instant admitted = Instant.parse("2026-03-01T20:00:00Z");
    givenVisit("first-minute", "EMER", "2025-09-01T00:00:00-04:00", "2025-09-01T04:00:00-04:00");
    givenVisit("minute-too-early", "EMER", "2025-08-31T23:59:59-04:00", "2025-09-01T04:00:00-04:00");
    givenVisit("the-day-before", "EMER", "2026-02-28T09:00:00-05:00", "2026-02-28T12:00:00-05:00");
    givenVisit("that-led-here", "EMER", "2026-03-01T12:00:00-05:00", "2026-03-01T14:00:00-05:00");
    givenVisit("after-admission", "EMER", "2026-03-02T12:00:00-05:00", "2026-03-02T14:00:00-05:00");
    givenVisit("clinic", "AMB", "2026-01-15T12:00:00-05:00", "2026-01-15T14:00:00-05:00");
    Encounter cancelled = visit("cancelled", "EMER", "2026-01-15T12:00:00-05:00", "2026-01-15T14:00:00-05:00");
    given(cancelled.setStatus(EncounterStatus.CANCELLED));

    RiskFactors factors = reader().perform(new Request("p100311", "MERCY:UNKNOWN", admitted, DISCHARGED, null));

    assertThat(factors.emergencyVisits6m()).isEqualTo(2);
  }

  @Test
  void anEmergencyVisitThatIsPartOfTheStayOrNotOverLedHere() {
    Encounter longBoarding = visit("boarding", "EMER", "2026-03-01T20:00:00-05:00", "2026-03-02T01:00:00-05:00");
    longBoarding.setPartOf(new Reference("Encounter/e-V1002"));
    given(longBoarding);
    Encounter stillOpen = visit("open", "EMER", "2026-03-02T20:00:00-05:00", null);
    given(stillOpen.setStatus(EncounterStatus.INPROGRESS));

    assertThat(read("p100311", "V1002").emergencyVisits6m()).isZero();
  }

  @Test
  void admissionsCountForTwelveMonthsWithoutThisStay() {
    givenVisit("in-time", "IMP", "2025-03-03T12:00:00-05:00", "2025-03-05T12:00:00-05:00");
    givenVisit("acute", "ACUTE", "2025-10-03T12:00:00-05:00", "2025-10-05T12:00:00-05:00");
    givenVisit("too-long-ago", "IMP", "2025-03-02T12:00:00-05:00", "2025-03-05T12:00:00-05:00");

    assertThat(read("p100311", "V1002").admissions12m()).isEqualTo(2);
  }

  @Test
  void onlyTheLastUsableLaboratoryValueOfTheStayCounts() {
    givenLab("late", "718-7", 8.0, "g/dL", "2026-03-04T12:30:00-05:00", ObservationStatus.FINAL);
    givenLab("wrong", "718-7", 7.0, "g/dL", "2026-03-04T10:00:00-05:00", ObservationStatus.ENTEREDINERROR);
    givenLab("strange-unit", "718-7", 6.0, "mg%", "2026-03-04T11:00:00-05:00", ObservationStatus.FINAL);
    givenLab("before", "2951-2", 120, "mmol/L", "2026-03-01T10:00:00-05:00", ObservationStatus.FINAL);
    givenLab("at-discharge", "718-7", 123, "g/L", "2026-03-04T12:00:00-05:00", ObservationStatus.CORRECTED);

    RiskFactors factors = read("p100311", "V1002");

    assertThat(factors.hemoglobin()).isEqualTo(12.3);
    assertThat(factors.sodium()).isEqualTo(140.0);
  }

  @Test
  void onlyCodedProceduresThatWereDoneInTheStayCount() {
    Procedure planned = procedure("http://www.cms.gov/Medicare/Coding/ICD10", "2026-03-03T10:00:00-05:00");
    given(planned.setStatus(Procedure.ProcedureStatus.NOTDONE));
    assertThat(read("p100402", "V1003").procedureDuringStay()).isFalse();

    given(procedure("http://snomed.info/sct", "2026-03-03T10:00:00-05:00"));
    assertThat(read("p100402", "V1003").procedureDuringStay()).isFalse();

    given(procedure("http://www.cms.gov/Medicare/Coding/ICD10", "2026-02-20T10:00:00-05:00"));
    assertThat(read("p100402", "V1003").procedureDuringStay()).isFalse();

    given(procedure("http://www.cms.gov/Medicare/Coding/ICD10", "2026-03-03T10:00:00-05:00"));
    assertThat(read("p100402", "V1003").procedureDuringStay()).isTrue();
  }

  @Test
  void refutedConditionsAreOutAndLastingEventsStay() {
    givenCondition("refuted", "I50.9", "active", "refuted");
    givenCondition("old-infarction", "I21.9", "resolved", "confirmed");
    givenCondition("healed", "J15.9", "resolved", "confirmed");
    givenCondition("without-dot", "N184", "active", "confirmed");

    assertThat(read("p100311", "V1002").conditionCodes())
        .contains("icd10|I21.9", "icd10|N18.4").doesNotContain("icd10|I50.9", "icd10|J15.9");
  }

  @Test
  void aCaregiverMeansThatNobodyLivesAlone() {
    assertThat(read("p101188", "V1010").livesAlone()).isFalse();
    givenCondition("alone", "Z60.2", "active", "confirmed");
    assertThat(read("p100311", "V1002").livesAlone()).isFalse();
  }

  @Test
  void anotherTransitionInTheLastThirtyDaysIsSeen() {
    CarePlan other = plan("MERCY:V0777", "2026-02-03");
    given(other);
    assertThat(read("p100311", "V1002").tcmActive()).as("29 days before").isTrue();

    given(plan("MERCY:V0777", "2026-02-02"));
    assertThat(read("p100311", "V1002").tcmActive()).as("30 days before").isFalse();

    CarePlan revoked = plan("MERCY:V0777", "2026-02-20");
    given(revoked.setStatus(CarePlanStatus.REVOKED));
    assertThat(read("p100311", "V1002").tcmActive()).as("revoked").isFalse();

    given(plan("MERCY:V1002", "2026-03-04"));
    assertThat(read("p100311", "V1002").tcmActive()).as("its own").isFalse();
  }

  @Test
  void onlyCoveragesInForceAtDischargeCount() {
    Coverage ended = coverage("ended", "https://nahdo.org/sopt", "21");
    ended.getPeriod().setEndElement(new DateTimeType("2026-03-03"));
    given(ended);
    assertThat(read("p100311", "V1002").payers()).containsExactly("medicare");

    Coverage lastDay = coverage("last-day", "https://nahdo.org/sopt", "21");
    lastDay.getPeriod().setEndElement(new DateTimeType("2026-03-04"));
    given(lastDay);
    given(coverage("private", "https://nahdo.org/sopt", "512"));
    given(coverage("cancelled", "https://nahdo.org/sopt", "1").setStatus(Coverage.CoverageStatus.CANCELLED));
    assertThat(read("p100311", "V1002").payers()).containsExactlyInAnyOrder("medicare", "medicaid", "other");
  }

  @Test
  void anEncounterOfSomebodyElseIsNoAnswer() {
    assertThatThrownBy(() -> read("p100311", "V1001")).isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("MERCY:V1001").hasMessageContaining("p100311");
  }

  @Test
  void anEncounterOfTheMergedRecordIsTheirs() {
    Patient merged = (Patient) sandbox.store().read("Patient", "p101299");
    merged.addLink().setType(Patient.LinkType.REPLACEDBY).setOther(new Reference("Patient/p100518"));
    given(merged);
    Encounter stay = visit("merged-stay", "IMP", "2026-03-01T08:00:00-05:00", null);
    stay.setSubject(new Reference("Patient/p101299"));
    stay.addIdentifier(new Identifier().setSystem("urn:careloop:facility:MERCY:visit").setValue("V2000"));
    given(stay);

    assertThat(reader().perform(new Request("p100518", "MERCY:V2000", null, DISCHARGED, null)).lengthOfStayDays()).isEqualTo(3);
  }

  @Test
  void aFacilityCanHaveItsOwnVisitNumbers() {
    Encounter stay = visit("north", "IMP", "2026-03-02T08:00:00-05:00", null);
    stay.addIdentifier(new Identifier().setSystem("urn:oid:1.2.3").setValue("77"));
    given(stay);

    assertThat(reader("careloop.ehr.facilities.NORTH.visit-system", "urn:oid:1.2.3")
        .perform(new Request("p100311", "NORTH:77", null, DISCHARGED, null)).lengthOfStayDays()).isEqualTo(2);
    assertThatThrownBy(() -> reader().perform(new Request("p100311", "77", null, DISCHARGED, null)))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("facility:visitNumber");
  }

  private RiskFactors read(String patientId, String visit) {
    return reader().perform(new Request(patientId, "MERCY:" + visit, null, DISCHARGED, null));
  }

  private ReadRiskFactors reader() {
    return new ReadRiskFactors(ehr, settings, RunningSandboxEhr.ZONE);
  }

  private ReadRiskFactors reader(String property, String value) {
    EhrSettings other = settings(sandbox.baseUrl(), Map.of(property, value));
    return new ReadRiskFactors(new Ehr(other, RunningSandboxEhr.CONTEXT, new MockEnvironment()), other, RunningSandboxEhr.ZONE);
  }

  private void givenVisit(String id, String type, String from, String to) {
    given(visit(id, type, from, to));
  }

  private static Encounter visit(String id, String type, String from, String to) {
    Encounter encounter = new Encounter().setStatus(EncounterStatus.FINISHED).setSubject(new Reference("Patient/p100311"));
    encounter.setId(id);
    encounter.getClass_().setCode(type);
    encounter.getPeriod().setStartElement(new DateTimeType(from)).setEndElement(to == null ? null : new DateTimeType(to));
    return encounter;
  }

  private void givenLab(String id, String loinc, double value, String unit, String at, ObservationStatus status) {
    Observation observation = new Observation().setStatus(status).setSubject(new Reference("Patient/p100311"))
        .setEffective(new DateTimeType(at)).setValue(new Quantity().setValue(value).setUnit(unit).setCode(unit))
        .setCode(new CodeableConcept().addCoding(new Coding().setSystem("http://loinc.org").setCode(loinc)));
    observation.setId(id);
    given(observation);
  }

  private static Procedure procedure(String system, String at) {
    Procedure procedure = new Procedure().setStatus(Procedure.ProcedureStatus.COMPLETED).setSubject(new Reference("Patient/p100402"))
        .setPerformed(new DateTimeType(at)).setCode(new CodeableConcept().addCoding(new Coding().setSystem(system).setCode("0JH60WZ")));
    procedure.setId("procedure");
    return procedure;
  }

  private void givenCondition(String id, String icd10, String clinical, String verification) {
    Condition condition = new Condition().setSubject(new Reference("Patient/p100311"))
        .setCode(new CodeableConcept().addCoding(new Coding().setSystem("http://hl7.org/fhir/sid/icd-10-cm").setCode(icd10)))
        .setClinicalStatus(new CodeableConcept().addCoding(new Coding().setCode(clinical)))
        .setVerificationStatus(new CodeableConcept().addCoding(new Coding().setCode(verification)));
    condition.setId(id);
    given(condition);
  }

  private static Coverage coverage(String id, String system, String code) {
    Coverage coverage = new Coverage().setStatus(Coverage.CoverageStatus.ACTIVE).setBeneficiary(new Reference("Patient/p100311"))
        .setType(new CodeableConcept().addCoding(new Coding().setSystem(system).setCode(code)));
    coverage.setId(id);
    return coverage;
  }

  private static CarePlan plan(String encounterId, String start) {
    CarePlan plan = new CarePlan().setStatus(CarePlanStatus.ACTIVE).setSubject(new Reference("Patient/p100311"))
        .addIdentifier(Ehr.caseIdentifier(encounterId));
    plan.getPeriod().setStartElement(new DateTimeType(start));
    plan.setId("plan");
    return plan;
  }
}
