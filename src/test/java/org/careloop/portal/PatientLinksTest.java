package org.careloop.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.careloop.WholeProgramTest;
import org.careloop.engine.PatientTasks;
import org.careloop.engine.PatientTasks.OpenTask;
import org.careloop.portal.PatientLinks.Worth;
import org.careloop.sandbox.Partners;
import org.careloop.sandbox.Sink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** Links and the tasks behind them, without a browser, on either database. */
class PatientLinksTest extends WholeProgramTest {

  private static final LocalDate BORN = LocalDate.of(1948, 3, 2);

  @Autowired private PatientLinks links;
  @Autowired private PatientDoor door;
  @Autowired private PatientTasks patientTasks;
  @Autowired private LinkStore store;
  @Autowired private LinkKeys keys;
  @Autowired private PortalSettings settings;
  @Autowired private Partners partners;
  @Autowired private Sink sink;
  @Autowired private JdbcTemplate jdbc;

  private ProcessInstance maria;

  @BeforeEach
  void pagesAtHome() {
    HomePages.deploy(engine);
    maria = HomePages.start(engine, HomePages.MARIA);
  }

  @AfterEach
  void everybodyIsWellAgain() {
    partners.heal();
  }

  @Test
  void oneEffectMakesOneLinkHoweverOftenItIsTried() {
    PatientLinks.Ready first = ready("effect-" + maria.getId(), "screening", null);
    PatientLinks.Ready again = ready("effect-" + maria.getId(), "screening", null);
    assertThat(again).isEqualTo(first);
    assertThat(first.address()).matches("http://localhost:8080/p/[A-Za-z0-9_-]{43}");
    assertThat(links.judge(token(first)).worth()).isEqualTo(Worth.GOOD);
    assertThat(links.judge(token(first)).link().patientId()).isEqualTo(HomePages.MARIA);
    assertThat(store.find(first.linkId()).orElseThrow().expiresAt()).as("seven days").isEqualTo(START.plus(Duration.ofDays(7)));
    assertThat(store.find(ready("long" + maria.getId(), "plan", START.plus(Duration.ofDays(400))).linkId()).orElseThrow().expiresAt())
        .as("never longer than the settings allow").isEqualTo(START.plus(Duration.ofDays(60)));
    assertThatThrownBy(() -> ready("odd", "results", null)).hasMessageContaining("linkPurpose: \"results\"");
  }

  @Test
  void whatASendingStepLeavesBehindOpensNothing() {
    String token = HomePages.send(engine, sink, maria, "screening", "email", "es", null);
    String linkId = (String) variable(maria, "linkId");
    assertThat(links.judge(token).link().id()).isEqualTo(linkId);
    assertThat(links.judge(linkId).worth()).isEqualTo(Worth.ALTERED);
    assertThat(sink.mails().get(0).subject()).isEqualTo("Algunas preguntas de Riverside Family Practice");
    assertThat(jdbc.queryForMap("select * from careloop_patient_link where link_id = ?", linkId).values()).noneMatch(value -> String.valueOf(value).contains(token));
    assertThat(jdbc.queryForObject("select count(*) from careloop_audit_event where chain = ? and entries like '%careloop_patient_link%'", Integer.class,
        "patient:" + HomePages.MARIA)).isPositive();
  }

  @Test
  void aMessageThatDoesNotGoOutLeavesTheEarlierLinkInForce() {
    String first = HomePages.send(engine, sink, maria, "screening", "email", "en", null);
    partners.set(Partners.EMAIL, Partners.Mode.DOWN);
    assertThatThrownBy(() -> HomePages.send(engine, sink, maria, "screening", "email", "en", null)).isInstanceOf(RuntimeException.class);
    assertThat(links.judge(first).worth()).isEqualTo(Worth.GOOD);
    partners.heal();
    HomePages.runJobs(engine, maria);
    assertThat(links.judge(first).worth()).isEqualTo(Worth.REVOKED);
    assertThat(links.judge(HomePages.tokenIn(sink.mails().get(0).text())).worth()).isEqualTo(Worth.GOOD);
  }

  @Test
  void aLinkIsJudgedAtItsEndToTheMillisecond() {
    String token = token(ready("end" + maria.getId(), "screening", START.plusSeconds(60)));
    ClockUtil.setCurrentTime(Date.from(START.plusSeconds(60).minusMillis(1)));
    assertThat(links.judge(token).worth()).isEqualTo(Worth.GOOD);
    ClockUtil.setCurrentTime(Date.from(START.plusSeconds(60)));
    assertThat(links.judge(token).worth()).isEqualTo(Worth.EXPIRED);
  }

  @Test
  void twentyTriesAtOnceAreFive() throws Exception {
    PatientLink link = links.judge(token(ready("many" + maria.getId(), "screening", null))).link();
    List<PatientDoor.Answer> answers = atOnce(20, () -> door.answer(link, BORN.plusDays(1)));
    assertThat(answers).filteredOn(answer -> answer == PatientDoor.Answer.WRONG).hasSizeLessThanOrEqualTo(4);
    assertThat(jdbc.queryForObject("select tries from careloop_patient_link where link_id = ?", Integer.class, link.id())).isEqualTo(5);
    assertThat(store.find(link.id()).orElseThrow().state()).isEqualTo(PatientLink.State.LOCKED);
    assertThat(door.answer(link, BORN)).isEqualTo(PatientDoor.Answer.LOCKED);
  }

  @Test
  void aHealthRecordThatDoesNotAnswerCostsNoTry() {
    PatientLink link = links.judge(token(ready("down" + maria.getId(), "screening", null))).link();
    partners.set(Partners.EHR, Partners.Mode.DOWN);
    assertThat(door.answer(link, BORN)).isEqualTo(PatientDoor.Answer.LATER);
    partners.heal();
    assertThat(door.triesLeft(link)).isEqualTo(5);
    assertThat(door.answer(link, BORN)).isEqualTo(PatientDoor.Answer.RIGHT);
    PatientLink dead = links.judge(token(links.prepare("dead" + maria.getId(), maria.getId(), "p100733", "plan", "email", "en", null))).link();
    assertThat(door.answer(dead, BORN)).isEqualTo(PatientDoor.Answer.GONE);
  }

  @Test
  void ofTwoWhoAnswerAtTheSameMomentOneIsTaken() throws Exception {
    for (int round = 0; round < 5; round++) {
      ProcessInstance instance = HomePages.start(engine, HomePages.ROBERT);
      OpenTask task = patientTasks.open(instance.getId(), HomePages.ROBERT, "consent").get(0);
      Map<String, Object> answers = Map.of("consentGiven", "yes", "understood", true);
      List<Boolean> taken = atOnce(4, () -> patientTasks.complete(task, answers, answers));
      assertThat(taken).containsOnlyOnce(true);
      assertThat(history.createHistoricTaskInstanceQuery().processInstanceId(instance.getId()).taskDefinitionKey("askConsent").finished().count()).isEqualTo(1);
      assertThat(variable(instance, "answeredBy")).isEqualTo("patient");
    }
  }

  @Test
  void answersThatTheFormDoesNotAllowAreNotTakenPastThePageEither() {
    OpenTask task = patientTasks.open(maria.getId(), HomePages.MARIA, "consent").get(0);
    assertThatThrownBy(() -> patientTasks.complete(task, Map.of("consentGiven", "yes"), Map.of())).isInstanceOf(IllegalArgumentException.class);
    assertThat(patientTasks.open(maria.getId(), HomePages.ROBERT, "consent")).as("another patient's").isEmpty();
  }

  @Test
  void aKeyThatIsTakenAwayEndsItsLinks() throws Exception {
    String token = token(ready("key" + maria.getId(), "screening", null));
    Path folder = Path.of(settings.keys());
    Path key = folder.resolve(keys.current() + ".key");
    Path aside = folder.resolve("aside");
    Files.move(key, aside);
    try {
      assertThat(links.judge(token).worth()).isEqualTo(Worth.ALTERED);
      assertThat(keys.current()).as("a new one is made").isNotEqualTo(key.getFileName().toString().replace(".key", ""));
    } finally {
      Files.move(aside, key);
    }
    assertThat(links.judge(token).worth()).as("and all at hand verify").isEqualTo(Worth.GOOD);
  }

  private PatientLinks.Ready ready(String effect, String purpose, Instant end) {
    return links.prepare(effect, maria.getId(), HomePages.MARIA, purpose, "sms", "es", end);
  }

  private static String token(PatientLinks.Ready ready) {
    return HomePages.tokenIn(ready.address());
  }

  private static <T> List<T> atOnce(int many, Callable<T> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(many);
    CyclicBarrier together = new CyclicBarrier(many);
    try {
      List<Future<T>> results = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        results.add(threads.submit(() -> {
          together.await();
          return work.call();
        }));
      }
      List<T> values = new ArrayList<>();
      for (Future<T> result : results) {
        values.add(result.get());
      }
      return values;
    } finally {
      threads.shutdownNow();
    }
  }
}
