package org.careloop.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.camunda.bpm.engine.exception.NotAllowedException;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.careloop.WholeProgramTest;
import org.careloop.audit.chain.AuditEvent;
import org.careloop.audit.chain.AuditReader;
import org.careloop.trail.Trail;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** What is written is recorded with it: all of it, once, in order; and nothing of work that never was. */
class RecordingTest extends WholeProgramTest {

  @Autowired private DataSource database;
  @Autowired private JdbcTemplate jdbc;
  @Autowired private Trail trail;
  @Autowired private PlatformTransactionManager transactions;

  private AuditReader chains;
  private TransactionTemplate transaction;
  /** Rows that tests of other things put into this database past the program. */
  private List<String> strangers;

  @BeforeAll
  void whatOthersLeftHere() throws Exception {
    strangers = Agreement.problems(database);
  }

  @BeforeEach
  void aTransaction() {
    chains = new AuditReader(database);
    transaction = new TransactionTemplate(transactions);
  }

  @AfterAll
  void everyRowIsWhatItsChainSays() throws Exception {
    assertThat(Agreement.problems(database)).isSubsetOf(strangers);
  }

  private ProcessInstance aCase() {
    String key = "VN-" + UUID.randomUUID().toString().substring(0, 8);
    return start("deadline-missed", Map.of("encounterId", key, "patientId", "100234", "patientLabel", "Test Patient", "taskPriority", 80,
        "deadlineName", "Home visit", "deadlineAt", START.toString(), "responsibleGroup", "nurses"));
  }

  private List<AuditEvent> events(ProcessInstance instance) {
    return chains.events("case:" + instance.getId());
  }

  @Test
  void whatPeopleAndOperatorsDoToACaseIsAllInItsChain() {
    ProcessInstance one = aCase();
    runDueJobs();
    int before = events(one).size();
    Task task = tasks.createTaskQuery().list().get(0);

    engine.getIdentityService().setAuthentication("operator", List.of("camunda-admin"));
    try {
      tasks.claim(task.getId(), "nurse");
      tasks.setPriority(task.getId(), 90);
      tasks.createComment(task.getId(), task.getProcessInstanceId(), "Called twice.");
      tasks.createAttachment("text/plain", task.getId(), task.getProcessInstanceId(), "note", "a note", new ByteArrayInputStream("said".getBytes(StandardCharsets.UTF_8)));
      tasks.addCandidateGroup(task.getId(), "physicians");
      runtime.setVariable(one.getId(), "patientLabel", "Another Label");
      runtime.setVariable(one.getId(), "long", "x".repeat(5000).getBytes(StandardCharsets.UTF_8));
      runtime.setVariable(one.getId(), "long", "y".repeat(5000).getBytes(StandardCharsets.UTF_8));
      runtime.removeVariable(one.getId(), "long");
      runtime.suspendProcessInstanceById(one.getId());
      runtime.activateProcessInstanceById(one.getId());
      runtime.createProcessInstanceModification(task.getProcessInstanceId()).startBeforeActivity(task.getTaskDefinitionKey()).setAnnotation("again").execute();
      String operation = history.createUserOperationLogQuery().processInstanceId(one.getId()).listPage(0, 1).get(0).getOperationId();
      history.setAnnotationForOperationLogById(operation, "because");
    } finally {
      engine.getIdentityService().clearAuthentication();
    }
    runtime.deleteProcessInstance(one.getId(), "over");

    List<AuditEvent> events = events(one);
    assertThat(events.size()).isGreaterThanOrEqualTo(before + 14);
    assertThat(events).filteredOn(event -> event.seq() > before + 1 && event.seq() <= before + 12).extracting(AuditEvent::actor).containsOnly("operator");
    assertThat(events).extracting(AuditEvent::salt).doesNotHaveDuplicates();
  }

  @Test
  void workThatIsRolledBackLeavesNothingAndWorkThatIsCommittedSomething() {
    ProcessInstance one = aCase();
    long events = jdbc.queryForObject("select count(*) from careloop_audit_event", Long.class);

    assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
      runtime.setVariable(one.getId(), "patientLabel", "Never");
      throw new IllegalStateException("after the write");
    })).hasMessage("after the write");
    assertThat(jdbc.queryForObject("select count(*) from careloop_audit_event", Long.class)).isEqualTo(events);

    transaction.executeWithoutResult(status -> runtime.setVariable(one.getId(), "patientLabel", "Once"));
    assertThat(jdbc.queryForObject("select count(*) from careloop_audit_event", Long.class)).isEqualTo(events + 1);
  }

  @Test
  void aTransactionInsideAnotherKeepsItsOwnAccount() {
    ProcessInstance outer = aCase();
    ProcessInstance inner = aCase();
    int outerBefore = events(outer).size();
    int innerBefore = events(inner).size();
    TransactionTemplate own = new TransactionTemplate(transactions);
    own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);

    assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
      runtime.setVariable(outer.getId(), "patientLabel", "Lost");
      own.executeWithoutResult(also -> runtime.setVariable(inner.getId(), "patientLabel", "Kept"));
      throw new IllegalStateException("outer gives up");
    })).hasMessage("outer gives up");

    assertThat(events(outer)).hasSize(outerBefore);
    assertThat(events(inner)).hasSize(innerBefore + 1);
  }

  @Test
  void whatCannotBeRecordedIsNotDone() {
    ProcessInstance one = aCase();
    Object before = runtime.getVariable(one.getId(), "patientLabel");

    jdbc.execute("alter table careloop_audit_event rename to careloop_audit_away");
    try {
      assertThatThrownBy(() -> runtime.setVariable(one.getId(), "patientLabel", "Unrecorded")).isNotNull();
    } finally {
      jdbc.execute("alter table careloop_audit_away rename to careloop_audit_event");
    }
    assertThat(runtime.getVariable(one.getId(), "patientLabel")).isEqualTo(before);
  }

  @Test
  void whatIsCoveredIsWrittenInATransactionOnly() {
    assertThatThrownBy(() -> trail.wrote("careloop_inbox", "any")).isInstanceOf(IllegalStateException.class).hasMessageContaining("in a transaction only");
    assertThatThrownBy(() -> transaction.executeWithoutResult(status -> trail.wrote("careloop_stay", "any"))).hasMessageContaining("not covered");
  }

  @Test
  void manyAtOnceOnOneCaseMakeOneChainWithoutAGap() throws Exception {
    ProcessInstance one = aCase();
    int before = events(one).size();
    ExecutorService people = Executors.newFixedThreadPool(6);
    try {
      List<CompletableFuture<Void>> work = java.util.stream.IntStream.range(0, 48)
          .mapToObj(i -> CompletableFuture.runAsync(() -> runtime.setVariable(one.getId(), "n" + i, i), people)).toList();
      for (CompletableFuture<Void> each : work) {
        each.get(60, TimeUnit.SECONDS);
      }
    } finally {
      people.shutdown();
    }
    assertThat(events(one)).hasSize(before + 48);
  }

  @Test
  void transactionsOverTheSameChainsInAnyOrderNeverBlockEachOther() throws Exception {
    List<String> chains = List.of("case-key:a/" + UUID.randomUUID(), "case-key:b/" + UUID.randomUUID(), "case-key:c/" + UUID.randomUUID());
    CyclicBarrier together = new CyclicBarrier(4);
    ExecutorService people = Executors.newFixedThreadPool(4);
    try {
      List<CompletableFuture<Void>> work = java.util.stream.IntStream.range(0, 4).mapToObj(person -> CompletableFuture.runAsync(() -> {
        for (int round = 0; round < 10; round++) {
          int shift = round + person;
          await(together);
          transaction.executeWithoutResult(status -> {
            for (int i = 0; i < 3; i++) {
              trail.noted(chains.get((i + shift) % 3), "test", "one of three");
            }
          });
        }
      }, people)).toList();
      for (CompletableFuture<Void> each : work) {
        each.get(60, TimeUnit.SECONDS);
      }
    } finally {
      people.shutdown();
    }
    assertThat(chains).allSatisfy(chain -> assertThat(this.chains.events(chain)).hasSize(40));
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(60, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void nobodyDeletesHistoryPastItsRetention() {
    ProcessInstance one = aCase();
    runDueJobs();
    Task task = tasks.createTaskQuery().list().get(0);
    String comment = tasks.createComment(task.getId(), task.getProcessInstanceId(), "stays").getId();
    assertThatThrownBy(() -> tasks.deleteTaskComment(task.getId(), comment)).isInstanceOf(NotAllowedException.class).hasMessageContaining("History is kept");
    assertThatThrownBy(() -> tasks.deleteTaskComments(task.getId())).isInstanceOf(NotAllowedException.class);
    runtime.deleteProcessInstance(one.getId(), "over");

    assertThatThrownBy(() -> history.deleteHistoricProcessInstance(one.getId())).isInstanceOf(NotAllowedException.class).hasMessageContaining("History is kept");
    assertThatThrownBy(() -> history.deleteHistoricTaskInstance(task.getId())).isInstanceOf(NotAllowedException.class);
    assertThatThrownBy(() -> history.deleteHistoricVariableInstancesByProcessInstanceId(one.getId())).isInstanceOf(NotAllowedException.class);
    assertThat(history.createHistoricProcessInstanceQuery().processInstanceId(one.getId()).count()).isOne();
  }
}
