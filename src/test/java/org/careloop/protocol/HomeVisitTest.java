package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.variable.Variables;
import org.junit.jupiter.api.Test;

class HomeVisitTest extends OutreachTest {

  @Override
  protected String diagram() {
    return "home-visit";
  }

  private ProcessInstance visit() {
    return visitOf(PATIENT);
  }

  private ProcessInstance visitOf(String patientId) {
    ProcessInstance visit = start("home-visit", discharged("patientId", patientId, "homeVisitDueAt", START.plus(Duration.ofHours(48)).toString(),
        "homeVisitLimitAt", START.plus(Duration.ofHours(72)).toString()));
    runDueJobs();
    return visit;
  }

  private void agreeOnATime() {
    complete("arrangeHomeVisit", Map.of("homeVisitOutcome", "timeAgreed", "visitAt", "2026-03-07T15:00Z"));
  }

  private Map<String, Object> done(List<String> redFlags, List<String> serviceGaps) {
    return Variables.createVariables().putValue("homeVisitOutcome", "done").putValue("visitedAt", minute())
        .putValue("redFlags", json(redFlags)).putValue("serviceGaps", json(serviceGaps));
  }

  @Test
  void aPatientWhoAcceptsASlotIsVisitedByANurse() {
    ProcessInstance visit = visit();
    assertThat(task("arrangeHomeVisit").getDueDate().toInstant()).isEqualTo(START.plus(Duration.ofHours(24)));
    complete("arrangeHomeVisit", Map.of("homeVisitOutcome", "slotChosen", "slotId", freeSlot()));
    assertThat(task("makeHomeVisit").getDueDate().toInstant()).isEqualTo(START.plus(Duration.ofHours(48)));
    assertThat(tasks.getIdentityLinksForTask(task("makeHomeVisit").getId())).extracting("groupId").containsExactly("nurses");
    complete("makeHomeVisit", done(List.of(), List.of()));
    assertThat(ends(visit)).containsExactlyInAnyOrder("visitReported", "visitRecorded", "homeVisitDone");
    assertThat(variable(visit, "homeVisitOutcome")).isEqualTo("done");
    assertThat(variable(visit, "appointmentId")).isNotNull();
    assertThat(variable(visit, "fhirTaskId")).isNotNull();
    assertThat(failures).isEmpty();
  }

  @Test
  void whenSomebodyElseTookTheSlotAnotherOneIsOffered() {
    visit();
    String slot = freeSlot();
    String arranging = task("arrangeHomeVisit").getId();
    visitOf("p100402");
    Map<String, Object> chosen = Map.of("homeVisitOutcome", "slotChosen", "slotId", slot);
    tasks.complete(tasks.createTaskQuery().taskDefinitionKey("arrangeHomeVisit").list().stream()
        .map(Task::getId).filter(id -> !id.equals(arranging)).findFirst().orElseThrow(), chosen);
    runDueJobs();
    assertThat(openTasks()).containsExactly("arrangeHomeVisit", "makeHomeVisit");
    complete("arrangeHomeVisit", chosen);
    assertThat(openTasks()).containsExactly("arrangeHomeVisit", "makeHomeVisit");
    assertThat(freeSlot()).isNotEqualTo(slot);
  }

  @Test
  void aPatientInDangerIsAnsweredBeforeTheVisitIsDone() {
    ProcessInstance visit = visit();
    agreeOnATime();
    complete("makeHomeVisit", done(List.of("strokeSigns"), List.of()));
    assertThat(openTasks()).containsExactly("confirmEmergencyCall");
    complete("confirmEmergencyCall", Map.of("responseOutcome", "inEmergencyCare", "respondedAt", minute()));
    assertThat(ends(visit)).containsExactlyInAnyOrder("visitReported", "visitRecorded", "responseGiven");
  }

  @Test
  void aPatientWhoDeclinesIsNotVisited() {
    ProcessInstance visit = visit();
    complete("arrangeHomeVisit", Map.of("homeVisitOutcome", "declined", "homeVisitReason", "notWanted"));
    assertThat(ends(visit)).containsExactlyInAnyOrder("visitRefused", "homeVisitDeclined");
    assertThat(variable(visit, "homeVisitOutcome")).isEqualTo("declined");
  }

  @Test
  void aPatientWhoIsNotAtHomeIsOneWithoutAVisit() {
    ProcessInstance visit = visit();
    agreeOnATime();
    complete("makeHomeVisit", Map.of("homeVisitOutcome", "notPossible", "homeVisitReason", "nobodyHome", "visitedAt", minute()));
    assertThat(ends(visit)).containsExactlyInAnyOrder("visitReported", "homeVisitNotPossible");
    assertThat(variable(visit, "homeVisitOutcome")).isEqualTo("notPossible");
  }

  @Test
  void aVisitNobodyArrangesWithinADayIsEscalatedOnce() {
    ProcessInstance visit = visit();
    timePasses(Duration.ofHours(25));
    complete("decideOnDeadline", Map.of("missedDecision", "doneNow", "missedReason", "staffing"));
    assertThat(ends(visit)).containsExactly("arrangingEscalated");
    assertThat(openTasks()).containsExactly("arrangeHomeVisit");
  }

  @Test
  void aVisitThatIsNotMadeWarnsTheDayBeforeAndEscalatesOnceAfterSeventyTwoHours() {
    ProcessInstance visit = visit();
    agreeOnATime();
    timePasses(Duration.ofHours(71));
    assertThat(ends(visit)).containsExactly("nursesReminded");
    timePasses(Duration.ofHours(2));
    complete("decideOnDeadline", Map.of("missedDecision", "doneNow", "missedReason", "staffing"));
    assertThat(ends(visit)).containsExactlyInAnyOrder("nursesReminded", "visitEscalated");
    complete("makeHomeVisit", done(List.of(), List.of()));
    assertThat(ends(visit)).contains("homeVisitDone");
  }

  /** The first slot offered in the arranging task. */
  private String freeSlot() {
    List<?> offered = (List<?>) tasks.getVariable(task("arrangeHomeVisit").getId(), "slotOptions");
    assertThat(offered).as("free slots within 72 hours").isNotEmpty();
    return ((Map<?, ?>) offered.get(0)).get("value").toString();
  }
}
