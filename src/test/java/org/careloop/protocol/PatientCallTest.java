package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatientCallTest extends OutreachTest {

  private static final Instant MONDAY_NOON = Instant.parse("2026-03-09T16:00:00Z");

  @Override
  protected String diagram() {
    return "patient-call";
  }

  private ProcessInstance call(String purpose) {
    return start("patient-call", discharged("callPurpose", purpose, "callDueAt", MONDAY_NOON.toString()));
  }

  @Test
  void theCallIsACoordinatorsTaskWithFormDueDateAndPriority() {
    call("first-contact");
    Task task = task("callPatient");
    assertThat(task.getDueDate().toInstant()).isEqualTo(MONDAY_NOON);
    assertThat(task.getPriority()).isEqualTo(80);
    assertThat(engine.getTaskService().getIdentityLinksForTask(task.getId())).extracting("groupId").containsExactly("care-coordinators");
    assertThat(engine.getFormService().getTaskFormData(task.getId()).getCamundaFormRef().getKey()).isEqualTo("post-discharge-call");
  }

  @Test
  void aPatientWhoIsWellIsDoneAfterOneCall() {
    ProcessInstance call = call("first-contact");
    complete("callPatient", reached());
    assertThat(ends(call)).containsExactlyInAnyOrder("callTried", "patientWell", "contactRecorded");
    assertThat(variable(call, "callOutcome")).isEqualTo("routine");
    assertThat(variable(call, "contactOutcome")).isEqualTo("reached");
    assertThat(failures).isEmpty();
  }

  @Test
  void aPatientWithoutTransportIsHelpedByANurseOnTheNextBusinessDay() {
    ProcessInstance call = call("first-contact");
    complete("callPatient", reached(List.of(), List.of("noTransport")));
    assertThat(task("closeGaps").getDueDate().toInstant()).isEqualTo(Instant.parse("2026-03-10T03:59:59Z"));
    complete("closeGaps", Map.of("responseOutcome", "resolved", "respondedAt", minute()));
    assertThat(ends(call)).contains("responseGiven", "contactRecorded");
    assertThat(variable(call, "responseOutcome")).isEqualTo("resolved");
  }

  @Test
  void aPatientWithChestPainIsANursesTaskInTheMomentTheCallIsDocumented() {
    call("first-contact");
    tasks.complete(task("callPatient").getId(), Map.of("contactOutcome", "reached", "contactChannel", "phone", "contactedAt", minute(),
        "redFlags", json(List.of("chestPain"))));
    assertThat(openTasks()).as("before any job has run").containsExactly("confirmEmergencyCall");
  }

  @Test
  void anUnansweredCallIsWrittenDownAsAnAttempt() {
    ProcessInstance call = call("first-contact");
    complete("callPatient", notReached());
    assertThat(ends(call)).containsExactlyInAnyOrder("callTried", "patientNotReached", "contactRecorded");
    assertThat(variable(call, "communicationId")).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"movedAway", "died", "declined"})
  void aPatientWhoCanOrWantsToBeCalledNoMoreEndsTheContact(String outcome) {
    ProcessInstance call = call("follow-up");
    complete("callPatient", ended(outcome));
    assertThat(ends(call)).contains("contactEnded");
    assertThat(variable(call, "contactOutcome")).isEqualTo(outcome);
  }

  @Test
  void aPatientNobodyCallsInTimeIsEscalatedOnceAndTheLateCallEndsTheEscalation() {
    ProcessInstance call = call("first-contact");
    timePassesUntil(MONDAY_NOON.plus(Duration.ofMinutes(1)));
    assertThat(openTasks()).containsExactlyInAnyOrder("callPatient", "decideOnDeadline");
    complete("callPatient", reached());
    assertThat(openTasks()).isEmpty();
    assertThat(ends(call)).contains("patientWell");
  }

  @Test
  void anEscalationThatIsDecidedLeavesTheCallToBeMade() {
    ProcessInstance call = call("first-contact");
    timePassesUntil(MONDAY_NOON.plus(Duration.ofMinutes(1)));
    complete("decideOnDeadline", Map.of("missedDecision", "doneNow", "missedReason", "staffing"));
    assertThat(openTasks()).containsExactly("callPatient");
    assertThat(ends(call)).containsExactly("contactEscalated");
  }

  @Test
  void aPatientWhomCallsDoNotReachIsVisitedByASocialWorker() {
    ProcessInstance visit = call("outreach-visit");
    assertThat(engine.getTaskService().getIdentityLinksForTask(task("visitPatient").getId())).extracting("groupId").containsExactly("social-workers");
    timePassesUntil(MONDAY_NOON.plus(Duration.ofMinutes(1)));
    assertThat(openTasks()).containsExactlyInAnyOrder("visitPatient", "decideOnDeadline");
    complete("visitPatient", Map.of("contactOutcome", "reached", "contactedAt", minute(), "redFlags", json(List.of()), "serviceGaps", json(List.of())));
    assertThat(ends(visit)).contains("visitTried", "patientWell");
    assertThat(variable(visit, "contactChannel")).isEqualTo("inPerson");
  }
}
