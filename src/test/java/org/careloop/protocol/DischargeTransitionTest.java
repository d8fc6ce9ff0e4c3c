package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.careloop.engine.CareEvents;
import org.careloop.event.CareEvent;
import org.careloop.event.DischargeCancelled;
import org.careloop.event.PatientDied;
import org.careloop.event.PatientDischarged;
import org.careloop.event.PatientReadmitted;
import org.careloop.event.ReadmissionCancelled;
import org.careloop.event.VisitUpdated;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.transaction.support.TransactionTemplate;

class DischargeTransitionTest extends ProtocolTest {

  private static final String MARIA = "urn:careloop:facility:MERCY:mrn|100234";
  private static final String ROBERT = "urn:careloop:facility:MERCY:mrn|100311";
  private static final String PATRICIA = "urn:careloop:facility:MERCY:mrn|100846";
  private static final String JOSE = "urn:careloop:facility:MERCY:mrn|100627";

  @LocalServerPort private int port;
  @Autowired private CareEvents events;
  @Autowired private TransactionTemplate transaction;
  private int visit = 5000;
  private SandboxWires ehr;
  private final List<String> stays = new ArrayList<>();

  @Override
  protected String diagram() {
    return "discharge-transition";
  }

  @BeforeEach
  void reachTheSandbox() {
    ehr = new SandboxWires(port);
  }

  @AfterEach
  void forgetTheStays() {
    stays.forEach(ehr::deleteEncounter);
    stays.clear();
  }

  @Test
  void aPatientAtHighestRiskIsCaredForThirtyDaysAndTheCodeIsProposed() {
    ProcessInstance maria = discharged(MARIA, "01", "I");

    assertThat(variable(maria, "intensity")).isEqualTo("intensive");
    assertThat(variable(maria, "laceBand")).isEqualTo("high");
    assertThat(variable(maria, "laceProblems")).asList().isEmpty();
    assertThat(variable(maria, "hospitalProblems")).asList().isEmpty();
    assertThat(variable(maria, "planProblems")).asList().isEmpty();
    assertThat(variable(maria, "pathway")).isEqualTo("tcm");
    assertThat(openTasks()).contains("callPatient", "bookVisit", "reviewMedicines", "receiveDischargeInformation", "arrangeHomeVisit");
    assertThat(due("callPatient")).as("noon of the next business day").isEqualTo(Instant.parse("2026-03-09T16:00:00Z"));
    assertThat(task("callPatient").getPriority()).isEqualTo(100);

    complete("callPatient", callAnswered("2026-03-06T20:10:00Z"));
    reconcile();
    complete("bookVisit", Map.of("bookingChoice", "phone", "phoneVisitAt", "2026-03-10T15:00:00Z"));
    timePassesUntil(Instant.parse("2026-03-10T16:00:00Z"));
    complete("recordVisit", Map.of("visitResult", "attended", "visitDate", "2026-03-10", "mdm", "high", "medicinesReviewed", true));
    finishWhatIsLeft(Instant.parse("2026-04-06T12:00:00Z"));

    assertThat(variable(maria, "visitDate")).isEqualTo("2026-03-10");
    complete("reviewTcmProposal", Map.of("proposalDecision", "handedToBilling"));
    assertThat(ends(maria)).contains("transitionComplete");
    assertThat(tcmCode(maria)).isEqualTo("99496");
  }

  @Test
  void aMessageAboutAPatientNobodyKnowsIsSetAside() {
    String answer = ehr.hl7(String.join("\r",
        "MSH|^~\\&|ADT|MERCY|CARELOOP|CARELOOP|20260306200000+0000||ADT^A03^ADT_A03|unknown-1|P|2.5.1",
        "EVN|A03|20260306200000+0000",
        "PID|1||000000^^^MERCY^MR",
        "PV1|1|I|4E^12^A^MERCY||||||||||||||||V7777|||||||||||||||||01||||||||20260301200000+0000|20260306200000+0000"));
    assertThat(answer).contains("MSA|AA|unknown-1");
    ProcessInstance unknown = runtime.createProcessInstanceQuery().processInstanceBusinessKey("MERCY:V7777").singleResult();
    runDueJobs();

    assertThat(ends(unknown)).containsExactly("patientNotIdentified");
    assertThat(failures).isEmpty();
  }

  @Test
  void aPatientWhoDiedInHospitalNeedsNoTransition() {
    ProcessInstance died = discharged(ROBERT, "20", "I");

    assertThat(ends(died)).containsExactly("otherPathwayTaken");
    assertThat(variable(died, "tcmReason")).isEqualTo("patientDied");
  }

  @Test
  void whereTheMessageDoesNotSayEnoughACoordinatorDecidesThatThePatientGetsTheCare() {
    ProcessInstance robert = discharged(ROBERT, null, "I");

    complete("arrangePathway", Map.of("pathwayDecision", "transitionCare"));
    assertThat(openTasks()).contains("callPatient");
    assertThat(ends(robert)).isEmpty();
  }

  @Test
  void aReadmissionStopsTheCareUntilDayThirtyClosesIt() {
    ProcessInstance robert = discharged(ROBERT, "01", "I");
    String patientId = (String) variable(robert, "patientId");

    tell(new PatientReadmitted(patientId, "MERCY:V9999", Instant.parse("2026-03-08T10:00:00Z"), false, START));
    runDueJobs();
    assertThat(openTasks()).isEmpty();
    finishWhatIsLeft(Instant.parse("2026-04-06T12:00:00Z"));
    assertThat(ends(robert)).contains("readmitted");
  }

  @Test
  void anAdmissionThatIsTakenBackLetsTheCareGoOnWithoutAskingAgainWhatIsDone() {
    ProcessInstance patricia = discharged(PATRICIA, "01", "I");
    complete("callPatient", callAnswered("2026-03-06T20:10:00Z"));
    String patientId = (String) variable(patricia, "patientId");

    tell(new PatientReadmitted(patientId, "MERCY:V9998", Instant.parse("2026-03-07T10:00:00Z"), false, START));
    runDueJobs();
    assertThat(openTasks()).isEmpty();
    tell(new ReadmissionCancelled(patientId, "MERCY:V9998", START));
    runDueJobs();

    assertThat(openTasks()).contains("bookVisit", "reviewMedicines").doesNotContain("callPatient");
  }

  @Test
  void aPatientWithMissingLaboratoryValuesIsCaredForAtOnceAndJudgedAgainWhenTheyAreKnown() {
    ProcessInstance jose = discharged(JOSE, "01", "I");
    assertThat(openTasks()).contains("completeData", "callPatient");
    String before = (String) variable(jose, "intensity");

    complete("completeData", Map.of("hemoglobin", 9.1, "sodium", 128, "procedureDuringStay", true, "oncologyService", true,
        "admissions12m", 6, "livesAlone", true, "limitedHealthLiteracy", false, "socialNeedCount", 0));

    assertThat(variable(jose, "intensity")).as("risen from " + before).isNotEqualTo(before);
    assertThat(openTasks()).doesNotContain("completeData").contains("callPatient");
  }

  @Test
  void whatCannotBeFoundOutLeavesThePatientOnTheMoreCarefulPlan() {
    ProcessInstance jose = discharged(JOSE, "01", "I");
    Object before = variable(jose, "intensity");

    complete("completeData", Map.of("dataCannotBeHad", true));

    assertThat(variable(jose, "intensity")).isEqualTo(before);
    assertThat(openTasks()).doesNotContain("completeData");
  }

  @Test
  void aPatientWhoMovedAwayDeclinedOrDiedIsNotCalledAnyMore() {
    for (var way : Map.of("movedAway", "movedAway", "declined", "patientDeclined", "died", "diedAsReported").entrySet()) {
      ProcessInstance robert = discharged(ROBERT, "01", "I");
      complete("callPatient", Map.of("contactOutcome", way.getKey(), "contactedAt", "2026-03-06T20:10:00Z", "contactChannel", "phone"));
      assertThat(openTasks()).as(way.getKey()).isEmpty();
      assertThat(ends(robert)).contains(way.getValue());
    }
  }

  @Test
  void aDischargeTakenBackEndsEverythingThatItStarted() {
    ProcessInstance robert = discharged(ROBERT, "01", "I");
    tell(new DischargeCancelled("m2", robert.getBusinessKey(), ROBERT, "MERCY", START));
    runDueJobs();

    assertThat(openTasks()).isEmpty();
    assertThat(ends(robert)).contains("transitionWithdrawn");
    assertThat(runtime.createProcessInstanceQuery().processInstanceBusinessKey(robert.getBusinessKey()).count()).isZero();
  }

  @Test
  void aPatientWhoDiesIsLeftInPeaceAndOnePersonClosesWhatIsOpen() {
    ProcessInstance robert = discharged(ROBERT, "01", "I");
    tell(new PatientDied("m3", ROBERT, Instant.parse("2026-03-07T02:00:00Z"), START));
    runDueJobs();

    assertThat(openTasks()).containsExactly("closeOpenThings");
    complete("closeOpenThings", Map.of("closedThings", List.of("family")));
    assertThat(ends(robert)).contains("closedAfterDeath");
  }

  @Test
  void aCorrectedDischargeTimeMovesEveryDateThatDependsOnIt() {
    ProcessInstance patricia = discharged(PATRICIA, "01", "I");
    assertThat(due("receiveDischargeInformation")).isEqualTo(Instant.parse("2026-03-09T03:59:59Z"));

    tell(new VisitUpdated("m4", patricia.getBusinessKey(), PATRICIA, "MERCY", null, START.minus(Duration.ofDays(1)), "01", "I", null, true, START));
    runDueJobs();

    assertThat(variable(patricia, "dischargeDate")).isEqualTo("2026-03-05");
    assertThat(due("callPatient")).isEqualTo(Instant.parse("2026-03-06T17:00:00Z"));
    assertThat(due("receiveDischargeInformation")).isEqualTo(Instant.parse("2026-03-08T04:59:59Z"));
    assertThat(management.createJobQuery().timers().list().stream().map(job -> job.getDuedate().toInstant()))
        .as("day 30").contains(Instant.parse("2026-04-05T03:59:59Z")).doesNotContain(Instant.parse("2026-04-06T03:59:59Z"));
  }

  @Test
  void aCorrectedDestinationTakesThePatientOnAnotherPathway() {
    ProcessInstance robert = discharged(ROBERT, "01", "I");
    tell(new VisitUpdated("m5", robert.getBusinessKey(), ROBERT, "MERCY", null, START, "50", "I", null, true, START));
    runDueJobs();

    assertThat(openTasks()).containsExactly("arrangePathway");
    complete("arrangePathway", Map.of("pathwayDecision", "hospice"));
    assertThat(ends(robert)).contains("otherPathwayTaken");
  }

  private ProcessInstance discharged(String patient, String disposition, String patientClass) {
    String number = "V" + visit++;
    String encounter = "MERCY:" + number;
    stays.add(ehr.copyStay(patient, number));
    tell(new PatientDischarged("message-of-" + number, encounter, patient, "MERCY", START.minus(Duration.ofDays(5)), START, disposition, patientClass, "MED", true, START));
    ProcessInstance started = runtime.createProcessInstanceQuery().processInstanceBusinessKey(encounter).singleResult();
    runDueJobs();
    assertThat(failures).isEmpty();
    return started;
  }

  private void tell(CareEvent event) {
    if (event instanceof PatientDied died) {
      // Open cases are told by the protocol that begins with this news.
      transaction.executeWithoutResult(status -> events.tell(died));
      return;
    }
    transaction.executeWithoutResult(status -> events.tell(event));
  }

  private Instant due(String taskId) {
    return task(taskId).getDueDate().toInstant();
  }

  private static Map<String, Object> callAnswered(String at) {
    return Map.of("contactOutcome", "reached", "contactedAt", at, "contactChannel", "phone", "redFlags", List.of(), "serviceGaps", List.of(),
        "redFlagsAsked", true, "conditionChange", "better", "medicineUse", "asListed", "helpAtHome", "enough", "teachBack", "yes");
  }

  private void reconcile() {
    complete("reviewMedicines", Map.of("discrepancyCount", 0, "medicinesObtainable", true, "teachBack", "correct", "reconcilerRole", "clinicalPharmacist"));
  }

  /** Everybody else does their work as it comes, until the day given. */
  private void finishWhatIsLeft(Instant until) {
    for (int day = 0; day < 45; day++) {
      for (String open : openTasks()) {
        tasks.createTaskQuery().taskDefinitionKey(open).list().forEach(task -> {
          Map<String, Object> form = USUAL.get(open);
          if (form != null) {
            tasks.complete(task.getId(), new java.util.HashMap<>(form));
            runDueJobs();
          }
        });
      }
      if (!START.plus(Duration.ofDays(day)).isBefore(until)) {
        return;
      }
      timePasses(Duration.ofDays(1));
    }
  }

  private static final Map<String, Map<String, Object>> USUAL = Map.of(
      "callPatient", callAnswered("2026-03-10T15:00:00Z"),
      "receiveDischargeInformation", Map.of("informationStatus", "complete", "informationReceivedAt", "2026-03-07T15:00:00Z",
          "informationContents", List.of("diagnoses"), "pendingResults", false, "othersInvolved", false),
      "arrangeHomeVisit", Map.of("homeVisitOutcome", "declined", "homeVisitReason", "notWanted"),
      "decideOnMissedDeadline", Map.of("missedDecision", "doneMeanwhile", "missedReason", "overlooked"),
      "offerPalliativeConsult", Map.of("palliativeDecision", "declined"));

  private Object tcmCode(ProcessInstance transition) {
    return history.createHistoricVariableInstanceQuery().variableName("tcmCode").list().stream()
        .filter(variable -> variable.getRootProcessInstanceId().equals(transition.getId()))
        .map(variable -> variable.getValue()).findFirst().orElse(null);
  }
}
