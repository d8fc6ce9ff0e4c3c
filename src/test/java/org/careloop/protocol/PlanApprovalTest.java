package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;

class PlanApprovalTest extends PlanTest {

  @Override
  protected String diagram() {
    return "plan-approval";
  }

  private ProcessInstance approval() {
    return called("plan-approval", enrolled("planVersion", 3, "planItems", plain(List.of(item("1", "Falls", "No fall", "Walk", "nurse", "2026-04-01"))),
        "planByProblem", plain(List.of())));
  }

  @Test
  void aPhysicianApprovesTheVersionThatWasRead() {
    ProcessInstance approval = approval();
    decides(task("approvePlan").getId(), Map.of("planVersion", 3, "approvalOutcome", "approved"));

    assertThat(ends(approval)).containsExactly("approved");
    assertThat(variable(approval, "performedBy")).isEqualTo("physician");
  }

  @Test
  void aPhysicianReturnsAPlanWithComments() {
    ProcessInstance approval = approval();
    String task = task("approvePlan").getId();
    assertThatThrownBy(() -> decides(task, Map.of("planVersion", 3, "approvalOutcome", "returned")))
        .hasMessageContaining("What must the team change?: required");
    decides(task, Map.of("planVersion", 3, "approvalOutcome", "returned", "approvalComments", "Goals are too high"));

    assertThat(ends(approval)).containsExactly("returned");
    assertThat(variable(approval, "approvalComments")).isEqualTo("Goals are too high");
  }

  @Test
  void aPlanThatChangedWhileItWasOpenIsNotApprovedAndThePhysicianIsToldWhatToDo() {
    ProcessInstance approval = approval();
    String task = task("approvePlan").getId();
    changes(4);

    assertThatThrownBy(() -> decides(task, Map.of("planVersion", 3, "approvalOutcome", "approved")))
        .hasMessageContaining("The plan changed while you had it open").hasMessageContaining("load the page again and read version 4");
    assertThatThrownBy(() -> decides(task, Map.of("approvalOutcome", "approved")))
        .as("without saying which version").hasMessageContaining("read version 4");
    assertThat(ends(approval)).as("nothing is lost: the task is open").containsExactly("newVersionShown");
    decides(task, Map.of("planVersion", 4, "approvalOutcome", "approved"));
    assertThat(ends(approval)).contains("approved");
    assertThat(variable(approval, "planVersion")).isEqualTo(4);
  }

  @Test
  void ofTwoPhysiciansWhoApproveAtOnceOneDoesAndTheOtherIsToldSo() throws Exception {
    ProcessInstance approval = approval();
    String task = task("approvePlan").getId();
    CountDownLatch together = new CountDownLatch(2);
    ExecutorService physicians = Executors.newFixedThreadPool(2);
    List<Future<String>> answers = IntStream.range(0, 2).mapToObj(n -> physicians.submit(() -> {
      together.countDown();
      together.await();
      try {
        decides(task, Map.of("planVersion", 3, "approvalOutcome", "approved"));
        return "approved";
      } catch (RuntimeException refused) {
        return refused.getMessage();
      }
    })).toList();
    physicians.shutdown();

    List<String> said = List.of(answers.get(0).get(), answers.get(1).get());
    assertThat(said).containsOnlyOnce("approved");
    assertThat(said).anySatisfy(answer -> assertThat(answer).contains("no longer open").contains("nothing was done twice"));
    assertThat(ends(approval)).containsExactly("approved");
  }

  @Test
  void anApprovalNobodyGivesIsEscalatedOnceAndStaysOpen() {
    ProcessInstance approval = approval();
    timePassesUntil(Instant.parse("2026-03-11T04:00:00Z"));

    assertThat(openTasks()).containsExactly("approvePlan", "decideOnDeadline");
    settleEscalations();
    assertThat(ends(approval)).containsExactly("approvalEscalated");
    assertThat(openTasks()).containsExactly("approvePlan");
  }

  private void changes(int version) {
    String waiting = runtime.createExecutionQuery().messageEventSubscriptionName("PlanChanged").processInstanceBusinessKey(PATIENT).singleResult().getId();
    runtime.messageEventReceived("PlanChanged", waiting, Map.of("planVersion", version));
  }

  /** As a signed-in physician, so that the form is checked as everywhere. */
  private void decides(String task, Map<String, Object> form) {
    engine.getIdentityService().setAuthentication("physician", List.of("physicians", "team-east"));
    try {
      tasks.complete(task, form);
    } finally {
      engine.getIdentityService().clearAuthentication();
    }
  }
}
