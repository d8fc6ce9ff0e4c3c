package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;

class ReadmissionRiskTest extends TransitionPartTest {

  @Override
  protected String diagram() {
    return "readmission-risk";
  }

  @Test
  void aPatientWithHeartFailureWhoCameByEmergencyIsReadFromTheRecordAndGetsTheClosestCare() {
    String stay = wires.copyStay("urn:careloop:facility:MERCY:mrn|100234", "R1");
    ProcessInstance maria = judged(discharged("encounterId", "MERCY:R1", "riskFactorsKnown", false, "admittedAt", "2026-03-01T20:00:00Z",
        "acuteAdmission", true, "hospitalService", "CAR"));
    wires.deleteEncounter(stay);

    assertThat(ends(maria)).containsExactly("riskJudged");
    assertThat(variable(maria, "laceScore")).as("five days 4, acute 3, comorbidities 5, two emergency visits 2").isEqualTo(14);
    assertThat(variable(maria, "laceBand")).isEqualTo("high");
    assertThat(variable(maria, "principalDiagnosisGroup")).isEqualTo("heartFailure");
    assertThat(variable(maria, "newHighAlertMedicine")).isEqualTo(true);
    assertThat(variable(maria, "intensity")).isEqualTo("intensive");
    assertThat(variable(maria, "homeVisitHours")).isEqualTo(48);
    assertThat(variable(maria, "callDays")).asList().extracting(day -> ((Number) day).intValue()).containsExactly(3, 7, 14, 30);
    assertThat(variable(maria, "taskPriority")).isEqualTo(100);
    assertThat(variable(maria, "riskIncomplete")).isEqualTo(false);
    assertThat(failures).isEmpty();
  }

  @Test
  void bothScoresStandInTheRecordWithTheirMethod() {
    Map<String, Object> patient = withKnownFactors();
    judged(patient);

    var risks = wires.read("RiskAssessment?patient=" + PATIENT + "&_count=200").withArray("entry");
    List<String> methods = new java.util.ArrayList<>();
    risks.forEach(entry -> {
      if (entry.path("resource").toString().contains((String) patient.get("encounterId"))) {
        methods.add(entry.at("/resource/method/text").asText() + " " + entry.at("/resource/status").asText());
      }
    });
    assertThat(methods).containsExactlyInAnyOrder("lace-index 1.0.0 final", "hospital-score 1.0.0 final");
  }

  @Test
  void whatAPersonHasFoundOutIsNotReadAgain() {
    ProcessInstance patient = judged(withKnownFactors());

    assertThat(passed(patient, "readRiskFactors")).isZero();
    assertThat(variable(patient, "laceScore")).as("five days 4, acute 3, heart failure 2, one emergency visit 1").isEqualTo(10);
    assertThat(variable(patient, "hospitalScore")).as("not elective 1, five days 2").isEqualTo(3);
    assertThat(variable(patient, "intensity")).isEqualTo("high");
    assertThat(variable(patient, "palliativeConsultOffer")).isEqualTo(false);
  }

  @Test
  void aPatientOfWhomNothingIsKnownGetsMoreCareNotLess() {
    Map<String, Object> patient = withKnownFactors();
    for (String factor : List.of("lengthOfStayDays", "acuteAdmission", "emergencyVisits6m", "admissions12m", "hemoglobin", "sodium",
        "procedureDuringStay", "oncologyService", "conditionCodes", "principalDiagnosisCode", "medicationCodes", "medicationCount",
        "newMedicationCodes", "livesAlone", "socialNeedCount", "limitedHealthLiteracy")) {
      patient.put(factor, null);
    }
    ProcessInstance unknown = judged(patient);

    assertThat(variable(unknown, "laceScore")).isNull();
    assertThat(variable(unknown, "hospitalScore")).isNull();
    assertThat(variable(unknown, "riskIncomplete")).isEqualTo(true);
    assertThat(variable(unknown, "laceProblems")).asList().isNotEmpty();
    assertThat(variable(unknown, "intensityLevel")).isEqualTo(3);
    assertThat(variable(unknown, "contactRisk")).isEqualTo("high");
    assertThat(failures).isEmpty();
  }

  private ProcessInstance judged(Map<String, Object> patient) {
    ProcessInstance risk = start("readmission-risk", patient);
    runDueJobs();
    return risk;
  }

  private static Map<String, Object> withKnownFactors() {
    return discharged("riskFactorsKnown", true, "admittedAt", "2026-03-01T20:00:00Z", "hospitalService", "MED", "acuteAdmission", true,
        "lengthOfStayDays", 5, "emergencyVisits6m", 1, "admissions12m", 0, "hemoglobin", 13.0, "sodium", 140.0, "procedureDuringStay", false,
        "oncologyService", false, "conditionCodes", List.of("icd10|I50.9"), "principalDiagnosisCode", "icd10|R69",
        "medicationCodes", List.of("atc|C03CA01"), "medicationCount", 1, "newMedicationCodes", List.of(), "livesAlone", false,
        "socialNeedCount", 0, "limitedHealthLiteracy", false);
  }
}
