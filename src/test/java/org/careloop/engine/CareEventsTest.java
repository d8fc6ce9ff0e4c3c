package org.careloop.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.careloop.WholeProgramTest;
import org.careloop.engine.CareEvents.Told;
import org.careloop.event.CareEvent;
import org.careloop.event.DischargeCancelled;
import org.careloop.event.PatientDischarged;
import org.careloop.event.PatientReadmitted;
import org.careloop.event.VisitUpdated;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.support.TransactionTemplate;

/** News starts or continues a case once, whoever brings it and however often; what is rolled back was never told. */
class CareEventsTest extends WholeProgramTest {

  private static final String ROBERT = "urn:careloop:facility:MERCY:mrn|100311";
  private static final String PATRICIA = "urn:careloop:facility:MERCY:mrn|100846";

  @Autowired private CareEvents events;
  @Autowired private TransactionTemplate transaction;

  @Test
  void aDischargeToldEightTimesAtTheSameMomentOpensOneCase() throws Exception {
    for (int round = 0; round < 5; round++) {
      CareEvent news = discharged(stay(), ROBERT);
      List<Told> told = atTheSameMoment(8, () -> tell(news));

      assertThat(told).containsOnlyOnce(Told.STARTED).containsOnly(Told.STARTED, Told.ALREADY_OPEN);
      assertThat(open(news)).hasSize(1);
    }
  }

  @Test
  void eightPatientsDischargedAtTheSameMomentGetACaseEach() throws Exception {
    List<CareEvent> news = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      news.add(discharged(stay(), ROBERT));
    }
    var next = new ArrayList<>(news).iterator();

    List<Told> told = atTheSameMoment(8, () -> {
      CareEvent mine;
      synchronized (next) {
        mine = next.next();
      }
      return tell(mine);
    });

    assertThat(told).containsOnly(Told.STARTED);
    assertThat(news).allSatisfy(one -> assertThat(open(one)).hasSize(1));
  }

  @Test
  void theSameDischargeAgainFindsTheCaseOpen() {
    CareEvent news = discharged(stay(), ROBERT);

    assertThat(tell(news)).isEqualTo(Told.STARTED);
    assertThat(events.isOpen(PatientDischarged.class, news.businessKey())).isTrue();
    assertThat(tell(news)).isEqualTo(Told.ALREADY_OPEN);
    assertThat(open(news)).hasSize(1);
  }

  @Test
  void newsThatNoCaseWaitsForChangesNothing() {
    long before = runtime.createProcessInstanceQuery().count();

    assertThat(tell(new DischargeCancelled("m1", stay(), ROBERT, "MERCY", START))).isEqualTo(Told.NOBODY_WAITS);
    assertThat(tell(new PatientReadmitted("p-nobody", stay(), START, false, START))).isEqualTo(Told.NOBODY_WAITS);

    assertThat(runtime.createProcessInstanceQuery().count()).isEqualTo(before);
  }

  @Test
  void whatTheNewsDoesNotSayStaysAsTheCaseKnowsIt() {
    String stay = stay();
    tell(discharged(stay, ROBERT));
    ProcessInstance robert = runtime.createProcessInstanceQuery().processInstanceBusinessKey(stay).singleResult();
    Instant corrected = START.minus(Duration.ofHours(3));

    Told told = tell(new VisitUpdated("m2", stay, null, null, null, corrected, null, null, null, null, START));

    assertThat(told).isEqualTo(Told.CONTINUED);
    assertThat(runtime.getVariables(robert.getId()))
        .containsEntry("dischargedAt", corrected.toString())
        .containsEntry("patientIdentifier", ROBERT)
        .containsEntry("dischargeDisposition", "01")
        .containsEntry("hospitalService", "ONC")
        .containsEntry("acuteAdmission", true)
        .containsEntry("admittedAt", START.minus(Duration.ofDays(5)).toString());
  }

  @Test
  void aCaseWhoseTransactionRollsBackWasNeverOpened() {
    CareEvent news = discharged(stay(), ROBERT);

    transaction.executeWithoutResult(status -> {
      assertThat(events.tell(news)).isEqualTo(Told.STARTED);
      status.setRollbackOnly();
    });

    assertThat(open(news)).isEmpty();
    assertThat(events.isOpen(PatientDischarged.class, news.businessKey())).isFalse();
    assertThat(tell(news)).as("told again").isEqualTo(Told.STARTED);
  }

  @Test
  void aPatientDischargedAgainAfterADischargeTakenBackGetsANewCase() {
    String stay = stay();
    tell(discharged(stay, ROBERT));
    tell(new DischargeCancelled("m2", stay, ROBERT, "MERCY", START));
    runDueJobs();
    assertThat(events.isOpen(PatientDischarged.class, stay)).isFalse();

    assertThat(tell(discharged(stay, ROBERT))).isEqualTo(Told.STARTED);
    assertThat(open(discharged(stay, ROBERT))).hasSize(1);
  }

  @Test
  void newsOfAPatientReachesEachOpenCaseOfThatPatientAndNoOther() {
    List<CareEvent> told = List.of(discharged(stay(), PATRICIA), discharged(stay(), PATRICIA), discharged(stay(), ROBERT));
    told.forEach(this::tell);
    runDueJobs();
    String patricia = (String) runtime.getVariable(open(told.get(0)).get(0).getId(), "patientId");

    assertThat(tell(new PatientReadmitted(patricia, stay(), START, false, START))).isEqualTo(Told.CONTINUED);

    assertThat(told.stream().map(news -> runtime.getVariable(open(news).get(0).getId(), "readmittedAt")).toList())
        .containsExactly(START.toString(), START.toString(), null);
  }

  @Test
  void newsOutsideATransactionIsRefused() {
    assertThatThrownBy(() -> events.tell(discharged(stay(), ROBERT))).isInstanceOf(IllegalTransactionStateException.class);
  }

  @Test
  void whoeverBringsTheNewsNeedsNoRightsInTheEngineAndGetsNone() {
    engine.getIdentityService().setAuthentication("integration", List.of("integrations"));
    try {
      CareEvent news = discharged(stay(), ROBERT);
      assertThat(tell(news)).isEqualTo(Told.STARTED);
      assertThat(tell(news)).isEqualTo(Told.ALREADY_OPEN);
      assertThat(engine.getIdentityService().getCurrentAuthentication().getUserId()).isEqualTo("integration");
    } finally {
      engine.getIdentityService().clearAuthentication();
    }
  }

  private Told tell(CareEvent news) {
    return transaction.execute(status -> events.tell(news));
  }

  private List<ProcessInstance> open(CareEvent news) {
    return runtime.createProcessInstanceQuery().processInstanceBusinessKey(news.businessKey()).rootProcessInstances().list();
  }

  private static <T> List<T> atTheSameMoment(int threads, Callable<T> work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      CyclicBarrier start = new CyclicBarrier(threads);
      List<Future<T>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(pool.submit(() -> {
          start.await(10, TimeUnit.SECONDS);
          return work.call();
        }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> one : running) {
        results.add(one.get(60, TimeUnit.SECONDS));
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }

  private static PatientDischarged discharged(String stay, String patient) {
    return new PatientDischarged("m1", stay, patient, "MERCY", START.minus(Duration.ofDays(5)), START, "01", "I", "ONC", true, START);
  }

  private static String stay() {
    return "MERCY:E" + UUID.randomUUID().toString().substring(0, 8);
  }
}
