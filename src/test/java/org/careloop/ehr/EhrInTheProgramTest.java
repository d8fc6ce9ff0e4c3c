package org.careloop.ehr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.spin.plugin.variable.SpinValues;
import org.careloop.WholeProgramTest;
import org.careloop.sandbox.Partners;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CarePlan.CarePlanActivityStatus;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.EpisodeOfCare;
import org.hl7.fhir.r4.model.EpisodeOfCare.EpisodeOfCareStatus;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.Goal.GoalLifecycleStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The delegates as the program wires them: they find the simulated EHR at the port the program listens on, and sign in there. */
class EhrInTheProgramTest extends WholeProgramTest {

  @Autowired private FindPatient findPatient;
  @Autowired private ReadRiskFactors readRiskFactors;
  @Autowired private RecordTask recordTask;

  @Autowired private Ehr ehr;
  @Autowired private Partners partners;

  @Test
  void aPatientIsFoundReadAndWrittenTo() {
    var found = findPatient.perform(new FindPatient.Request("urn:careloop:facility:MERCY:mrn|100234"));
    assertThat(found.patientLabel()).isEqualTo("Rivera, Maria · born 1948-03-02 · MRN 100234");

    var factors = readRiskFactors.perform(new ReadRiskFactors.Request(found.patientId(), "MERCY:V1001", null, START, "CAR"));
    assertThat(factors.principalDiagnosisCode()).isEqualTo("icd10|I50.23");

    var task = new RecordTask.Request("ehr-in-the-program", "p101299", "MERCY:X1", "home-visit", "completed", null, null, "nurse");
    assertThat(recordTask.perform(task)).isEqualTo(recordTask.perform(task));
  }

  @Test
  void everyRecordOfAnEnrolmentIsMadeOnceThoughTheHealthRecordLosesItsAnswers() {
    repository.createDeployment().addClasspathResource("ehr/enrolment-records.bpmn").deploy();
    String patientId = ehr.endpoint().createOnce(new Patient().setActive(true), "a-patient-of-this-test");
    Map<String, Object> caseData = new HashMap<>();
    caseData.put("patientId", patientId);
    caseData.put("foodWorry", "often");
    caseData.put("utilities", null);
    caseData.put("otherNeeds", SpinValues.jsonValue("[\"lowIncome\"]").create());
    caseData.put("socialNeeds", EnrolmentRecords.needs(EnrolmentRecords.need("food", "positive", "Z59.41")));
    caseData.put("planItems", EnrolmentRecords.items());
    caseData.put("planVersion", 1);
    ProcessInstance enrolment = start("enrolment-records", caseData);

    for (int step = 0; step < 12 && ends(enrolment).isEmpty(); step++) {
      partners.set(Partners.EHR, Partners.Mode.RESET);
      tryOnce(enrolment);
      partners.heal();
      tryOnce(enrolment);
    }

    assertThat(ends(enrolment)).containsExactly("finished");
    assertThat(failures).hasSizeGreaterThanOrEqualTo(8);
    assertThat(ehr.of(patientId, EpisodeOfCare.class)).extracting(EpisodeOfCare::getStatus).containsExactly(EpisodeOfCareStatus.FINISHED);
    assertThat(ehr.of(patientId, Consent.class)).hasSize(1);
    assertThat(ehr.of(patientId, QuestionnaireResponse.class)).hasSize(1);
    assertThat(ehr.of(patientId, QuestionnaireResponse.class).get(0).getItem())
        .extracting(item -> item.getAnswer().size()).containsExactly(1, 1, 1, 0);
    assertThat(ehr.of(patientId, Goal.class)).extracting(Goal::getLifecycleStatus).containsOnly(GoalLifecycleStatus.COMPLETED).hasSize(2);
    assertThat(ehr.of(patientId, CarePlan.class)).hasSize(1);
    assertThat(ehr.of(patientId, CarePlan.class).get(0).getActivity()).extracting(activity -> activity.getDetail().getStatus())
        .containsExactly(CarePlanActivityStatus.COMPLETED, CarePlanActivityStatus.UNKNOWN, CarePlanActivityStatus.UNKNOWN);
  }

  /** Tries the case's next step once, whether or not it is due again already. */
  private void tryOnce(ProcessInstance enrolment) {
    for (Job job : management.createJobQuery().processInstanceId(enrolment.getId()).list()) {
      try {
        management.executeJob(job.getId());
      } catch (RuntimeException failed) {
        failures.add(failed);
      }
    }
  }
}
