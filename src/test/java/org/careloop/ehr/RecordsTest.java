package org.careloop.ehr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.careloop.fhir.FhirRefusal;
import org.careloop.sandbox.ehr.RunningSandboxEhr;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CarePlan.CarePlanActivityStatus;
import org.hl7.fhir.r4.model.CarePlan.CarePlanStatus;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Communication.CommunicationStatus;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.ListResource;
import org.hl7.fhir.r4.model.MedicationStatement;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.RiskAssessment;
import org.hl7.fhir.r4.model.RiskAssessment.RiskAssessmentStatus;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;

/** What the delegates write into the EHR, and that a retry never writes it twice. */
class RecordsTest extends EhrTestCase {

  private static final String PATIENT = "p100234";
  private static final String CASE = "MERCY:V1001";
  private static final Instant DISCHARGED = RunningSandboxEhr.NOW;
  private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-04-03T15:00:00Z"), ZoneOffset.UTC);

  @Test
  void aScoreIsWrittenOnceWithTheTableThatJudged() {
    var request = new RecordRisk.Request("job-1", PATIENT, CASE, DISCHARGED, null, "lace-index", 14, "high", false, "lace-index 1.0.0",
        Map.of("lengthOfStayDays", 5), null, null, null);
    String id = new RecordRisk(ehr).perform(request).riskAssessmentId();

    assertThat(new RecordRisk(ehr).perform(request).riskAssessmentId()).isEqualTo(id);
    List<RiskAssessment> written = written(RiskAssessment.class);
    assertThat(written).hasSize(1);
    RiskAssessment risk = written.get(0);
    assertThat(risk.getStatus()).isEqualTo(RiskAssessmentStatus.FINAL);
    assertThat(risk.getMethod().getText()).isEqualTo("lace-index 1.0.0");
    assertThat(risk.getSubject().getReference()).isEqualTo("Patient/" + PATIENT);
    assertThat(risk.getEncounter().getIdentifier().getValue()).isEqualTo("V1001");
    assertThat(((IntegerType) risk.getPredictionFirstRep().getExtensionByUrl("https://careloop.org/extension/score").getValue()).getValue())
        .isEqualTo(14);
    assertThat(risk.getPredictionFirstRep().getQualitativeRisk()
        .hasCoding("http://terminology.hl7.org/CodeSystem/risk-probability", "high")).isTrue();
    assertThat(risk.getPredictionFirstRep().hasProbability()).isFalse();
    assertThat(risk.getNoteFirstRep().getText()).isEqualTo("inputs: {\"lengthOfStayDays\":5}");
  }

  @Test
  void aScoreWithoutResultIsWrittenAsPreliminaryWithoutPrediction() {
    new RecordRisk(ehr).perform(new RecordRisk.Request("job-2", PATIENT, CASE, DISCHARGED, null, "hospital-score", null, null, true,
        "hospital-score 1.0.0", "{\"sodium\":null}", null, null, null));

    RiskAssessment risk = written(RiskAssessment.class).get(0);
    assertThat(risk.getStatus()).isEqualTo(RiskAssessmentStatus.PRELIMINARY);
    assertThat(risk.hasPrediction()).isFalse();
    assertThat(risk.getNoteFirstRep().getText()).isEqualTo("inputs: {\"sodium\":null}");
  }

  @Test
  void aFailedAttemptIsEvidenceToo() {
    contact("job-3", DISCHARGED.plus(Duration.ofHours(20)), "notReached", CASE);
    contact("job-4", DISCHARGED.plus(Duration.ofHours(26)), "reached", CASE);

    List<Communication> written = written(Communication.class);
    assertThat(written).extracting(Communication::getStatus).containsExactly(CommunicationStatus.NOTDONE, CommunicationStatus.COMPLETED);
    assertThat(written.get(0).getStatusReason().getCodingFirstRep().getCode()).isEqualTo("notReached");
    assertThat(written.get(0).getSender().getIdentifier().getValue()).isEqualTo("coordinator");
    assertThat(written.get(1).hasStatusReason()).isFalse();
  }

  @Test
  void contactsAreCountedAsTheTransitionCodeWantsThem() {
    Instant until = DISCHARGED.plus(Duration.ofHours(54));
    contact("a", DISCHARGED.plus(Duration.ofMinutes(60)), "notReached", CASE);
    contact("b", DISCHARGED.plus(Duration.ofMinutes(89)), "notReached", CASE);
    contact("c", DISCHARGED.plus(Duration.ofMinutes(90)), "notReached", CASE);
    contact("d", DISCHARGED.minus(Duration.ofMinutes(5)), "notReached", CASE);
    contact("e", until.plus(Duration.ofSeconds(1)), "notReached", CASE);
    contact("f", until.plus(Duration.ofHours(3)), "reached", CASE);
    contact("g", DISCHARGED.plus(Duration.ofHours(4)), "reached", "MERCY:V0655");

    var contacts = new ReadContacts(ehr).perform(new ReadContacts.Request(PATIENT, CASE, DISCHARGED, until));

    assertThat(contacts.attemptsInTime()).isEqualTo(2);
    assertThat(contacts.reachedInTime()).isZero();
    assertThat(contacts.firstReachedAt()).isEqualTo(until.plus(Duration.ofHours(3)));
  }

  @Test
  void aContactAtTheLastSecondIsInTime() {
    Instant until = Instant.parse("2026-03-07T04:59:59Z");
    contact("a", until, "reached", CASE);

    assertThat(new ReadContacts(ehr).perform(new ReadContacts.Request(PATIENT, CASE, DISCHARGED, until)).reachedInTime()).isEqualTo(1);
  }

  @Test
  void aReconciliationIsAListAndACompletedTask() {
    var medicines = List.<Map<String, Object>>of(
        Map.of("code", "rxnorm|313988", "name", "Furosemide 40 mg tablet", "dose", "40 mg twice a day", "status", "active"),
        Map.of("name", "Something home-made", "status", "stopped"));
    var request = new RecordReconciliation.Request("job-5", PATIENT, CASE, DISCHARGED.plus(Duration.ofDays(1)), 2, medicines, "pharmacist");
    String id = new RecordReconciliation(ehr).perform(request).reconciliationListId();
    assertThat(new RecordReconciliation(ehr).perform(request).reconciliationListId()).isEqualTo(id);

    List<ListResource> lists = written(ListResource.class);
    assertThat(lists).hasSize(1);
    assertThat(lists.get(0).getEntry()).hasSize(2);
    MedicationStatement first = (MedicationStatement) lists.get(0).getContained().get(0);
    assertThat(first.getMedicationCodeableConcept().getCodingFirstRep().getCode()).isEqualTo("313988");
    assertThat(((MedicationStatement) lists.get(0).getContained().get(1)).getStatus().toCode()).isEqualTo("stopped");
    List<Task> tasks = written(Task.class);
    assertThat(tasks).hasSize(1);
    assertThat(tasks.get(0).getFocus().getReference()).isEqualTo("List/" + id);
    assertThat(((IntegerType) tasks.get(0).getOutputFirstRep().getValue()).getValue()).isEqualTo(2);
  }

  @Test
  void aPieceOfWorkIsATask() {
    new RecordTask(ehr, CLOCK).perform(new RecordTask.Request("job-6", PATIENT, CASE, "home-visit", "rejected", "declined", null, "nurse"));

    Task task = written(Task.class).get(0);
    assertThat(task.getStatus()).isEqualTo(Task.TaskStatus.REJECTED);
    assertThat(task.getCode().getCodingFirstRep().getCode()).isEqualTo("home-visit");
    assertThat(task.getExecutionPeriod().getEnd()).isEqualTo(CLOCK.instant());
    assertThatThrownBy(() -> new RecordTask(ehr, CLOCK)
        .perform(new RecordTask.Request("job-7", PATIENT, CASE, "home-visit", "perhaps", null, null, null)))
        .hasMessageContaining("taskStatus: \"perhaps\"");
  }

  @Test
  void aCarePlanIsOpenedAndClosedOnce() {
    String id = openPlan();
    CarePlan open = written(CarePlan.class).get(0);
    assertThat(open.getStatus()).isEqualTo(CarePlanStatus.ACTIVE);
    assertThat(open.getActivity()).hasSize(2);

    var close = new CloseCarePlan.Request("job-9", id, "readmitted", "revoked");
    new CloseCarePlan(ehr, CLOCK).perform(close);
    new CloseCarePlan(ehr, CLOCK).perform(close);

    CarePlan closed = written(CarePlan.class).get(0);
    assertThat(closed.getStatus()).isEqualTo(CarePlanStatus.REVOKED);
    assertThat(closed.getMeta().getVersionId()).isEqualTo("2");
    assertThat(closed.getExtensionByUrl("https://careloop.org/extension/plan-outcome").getValue().primitiveValue()).isEqualTo("readmitted");
    assertThat(closed.getActivityFirstRep().getDetail().getStatus()).isEqualTo(CarePlanActivityStatus.STOPPED);
    assertThat(closed.getPeriod().getEnd()).isEqualTo(CLOCK.instant());
  }

  @Test
  void aPlanThatNobodyKnowsOrAStatusThatIsNoneFails() {
    assertThatThrownBy(() -> new CloseCarePlan(ehr, CLOCK).perform(new CloseCarePlan.Request("job", "nothing", "over", "completed")))
        .isInstanceOf(FhirRefusal.class).hasMessage("GET CarePlan/… at the EHR: answered 404, expected 200");
    assertThatThrownBy(() -> new CloseCarePlan(ehr, CLOCK).perform(new CloseCarePlan.Request("job", "nothing", "over", "lost")))
        .hasMessageContaining("planStatus");
  }

  @Test
  void somebodyElsesChangeIsNotOverwritten() {
    String id = openPlan();
    CarePlan old = ehr.endpoint().read(CarePlan.class, id);
    CarePlan theirs = ehr.endpoint().read(CarePlan.class, id);
    ehr.endpoint().update(theirs.setTitle("Changed by the practice"));

    assertThatThrownBy(() -> ehr.endpoint().update(old.setStatus(CarePlanStatus.REVOKED))).isInstanceOf(FhirRefusal.class)
        .hasMessage("PUT CarePlan/… at the EHR: answered 412, expected 200");
    new CloseCarePlan(ehr, CLOCK).perform(new CloseCarePlan.Request("job-9", id, "over", "completed"));
    assertThat(written(CarePlan.class).get(0).getTitle()).isEqualTo("Changed by the practice");
  }

  private String openPlan() {
    var open = new RecordCarePlan.Request("job-8", PATIENT, CASE, "Transition after discharge", List.of("home-visit", "follow-up-visit"),
        "2026-03-04", "2026-04-03");
    String id = new RecordCarePlan(ehr).perform(open).carePlanId();
    assertThat(new RecordCarePlan(ehr).perform(open).carePlanId()).isEqualTo(id);
    return id;
  }

  private void contact(String effectId, Instant at, String outcome, String encounterId) {
    new RecordContact(ehr).perform(new RecordContact.Request(effectId, PATIENT, encounterId, at, "phone", outcome, "tcmContact",
        outcome.equals("reached") ? null : "no answer", "coordinator"));
  }

  private <T extends Resource> List<T> written(Class<T> type) {
    String name = type.equals(ListResource.class) ? "List" : type.getSimpleName();
    return sandbox.store().search(name, Map.of("patient", List.of(PATIENT))).stream().map(type::cast).toList();
  }
}
