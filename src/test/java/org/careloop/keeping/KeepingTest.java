package org.careloop.keeping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.careloop.WholeProgramTest;
import org.careloop.audit.verify.Verifier;
import org.careloop.audit.verify.VerifyReport;
import org.careloop.engine.CaseErasure;
import org.careloop.keeping.Erasure.Reason;
import org.careloop.keeping.Erasure.State;
import org.careloop.keeping.Erasures.Refused;
import org.careloop.keeping.Hold.Scope;
import org.careloop.keeping.Removal.Outcome;
import org.careloop.security.internal.PatientReads;
import org.careloop.trail.ChainProof;
import org.careloop.trail.Trail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Ten years and a day: what is over goes, what is held or runs stays, what law demands is emptied, and the chains verify all the while. */
class KeepingTest extends WholeProgramTest {

  private static final ZoneId ZONE = ZoneId.of("America/New_York");
  private static final Duration TEN_YEARS = Duration.ofDays(3653);
  private static final AtomicInteger NUMBERS = new AtomicInteger(7000);
  private static final List<String> TABLES = List.of("ACT_HI_PROCINST", "ACT_HI_ACTINST", "ACT_HI_TASKINST", "ACT_HI_VARINST", "ACT_HI_DETAIL",
      "ACT_HI_IDENTITYLINK", "ACT_HI_COMMENT", "ACT_HI_ATTACHMENT", "ACT_HI_OP_LOG", "ACT_HI_INCIDENT", "ACT_HI_JOB_LOG", "ACT_HI_EXT_TASK_LOG",
      "ACT_HI_DECINST", "ACT_HI_DEC_IN", "ACT_HI_DEC_OUT", "ACT_GE_BYTEARRAY");

  @Autowired private JdbcTemplate jdbc;
  @Autowired private DataSource database;
  @Autowired private Cases cases;
  @Autowired private KeepingRules rules;
  @Autowired private Removal removal;
  @Autowired private RemovalRun run;
  @Autowired private OwnRecords own;
  @Autowired private OwnErasure ownErasure;
  @Autowired private Holds holds;
  @Autowired private Erasures erasures;
  @Autowired private ErasureStore store;
  @Autowired private PatientRecords records;
  @Autowired private CaseErasure engineErasure;
  @Autowired private ChainProof chains;
  @Autowired private KeepingLock lock;
  @Autowired private PatientReads reads;
  @Autowired private Trail trail;
  @Autowired private Clock clock;
  @Autowired private PlatformTransactionManager transactions;

  /** A patient whom no other test knows. */
  private record Patient(String id, String number, String label) {
    static Patient another() {
      int number = NUMBERS.incrementAndGet();
      return new Patient("keep" + number, "KP90" + number + "Z", "Zebrano, Quentin · 1950-02-03 · " + number);
    }
  }

  @Test
  void aCaseIsKeptUntilItsRuleEndsAndThenGoesWholeAndLeavesItsProof() throws Exception {
    ProcessInstance over = endedCase(Patient.another());
    now(START.plus(TEN_YEARS).minus(Duration.ofDays(1)));
    run.run("test");
    assertThat(rowsOf(over)).as("a day before").isPositive();

    now(START.plus(TEN_YEARS));
    run.run("test");
    assertThat(rowsOf(over)).as("on the day").isZero();
    Map<String, Object> removed = jdbc.queryForMap("select * from careloop_removal where case_id = ?", over.getId());
    assertThat(removed).containsEntry("protocol", "transition-pathway").containsEntry("rule_days", 3653).containsEntry("removed_by", "test");
    assertThat(jdbc.queryForList("select kind from careloop_audit_event where chain = ? order by seq", String.class, chain(over)))
        .endsWith("removed", "erased").contains("recorded");
    assertThat(saltsOf(over)).as("salts by which the removed values could be tried out").isZero();
    assertThat(verifies(chain(over))).isTrue();
    assertThat(verifies("keeping")).isTrue();
    VerifyReport report = Verifier.ofDatabase(database, null, null).verify();
    // Between tests the clock goes back, and an anchor may be made there; that alone is no finding about what was removed.
    assertThat(report.findings()).filteredOn(finding -> finding.kind() != VerifyReport.Kind.BACK_DATED)
        .noneMatch(finding -> List.of(chain(over), "keeping").contains(finding.chain()));
    assertThat(report.notices()).anyMatch(notice -> notice.contains("time of keeping was over"));
  }

  @Test
  void aCaseThatRunsStaysHoweverOldItIs() {
    ProcessInstance running = start("patient-call", variables(Patient.another()));
    now(START.plus(TEN_YEARS.multipliedBy(2)));
    run.run("test");
    assertThat(rowsOf(running)).isPositive();
    assertThat(runtime.createProcessInstanceQuery().processInstanceId(running.getId()).count()).isOne();
  }

  @ParameterizedTest
  @EnumSource(Scope.class)
  void whatIsOnHoldStaysUntilTheHoldIsLifted(Scope scope) {
    Patient patient = Patient.another();
    ProcessInstance held = endedCase(patient);
    String subject = switch (scope) {
      case CASE -> held.getId();
      case PATIENT -> patient.id();
      case PROTOCOL -> "transition-pathway";
      case PERIOD -> null;
    };
    LocalDate day = scope == Scope.PERIOD ? START.atZone(ZONE).toLocalDate() : null;
    String hold = holds.place(scope, subject, day, day, "A claim", "No. 4711", "privacy");
    now(START.plus(TEN_YEARS));
    run.run("test");
    assertThat(rowsOf(held)).isPositive();

    holds.lift(hold, "The claim is settled", "privacy");
    run.run("test");
    assertThat(rowsOf(held)).isZero();
    assertThat(verifies("keeping")).isTrue();
    assertThat(verifies(chain(held))).isTrue();
  }

  @Test
  void aRunThatFailsInTheMiddleIsTakenUpAgainAndRemovesNothingTwice() {
    List<ProcessInstance> over = List.of(endedCase(Patient.another()), endedCase(Patient.another()), endedCase(Patient.another()));
    now(START.plus(TEN_YEARS));
    String stubborn = over.get(1).getId();
    jdbc.execute("alter table careloop_removal add constraint not_this_one check (case_id <> '%s')".formatted(stubborn));
    try {
      run.run("test");
      assertThat(rowsOf(over.get(0)) + rowsOf(over.get(2))).as("the others").isZero();
      assertThat(rowsOf(over.get(1))).as("rolled back whole").isPositive();
      assertThat(verifies(chain(over.get(1)))).isTrue();
    } finally {
      jdbc.execute("alter table careloop_removal drop constraint not_this_one");
    }
    run.run("test");
    assertThat(rowsOf(over.get(1))).isZero();
    assertThat(jdbc.queryForObject("select count(*) from careloop_removal where case_id in (?, ?, ?)", Integer.class, over.get(0).getId(), stubborn,
        over.get(2).getId())).isEqualTo(3);
  }

  @Test
  void aDaysWorkIsBoundedAndTheNextDayGoesOn() {
    List<ProcessInstance> over = List.of(endedCase(Patient.another()), endedCase(Patient.another()));
    now(START.plus(TEN_YEARS));
    RemovalRun one = new RemovalRun(cases, rules, removal, own, lock, settings(true, 1), clock, ZONE);
    assertThat(one.run("test").complete()).isFalse();
    assertThat(over.stream().filter(left -> rowsOf(left) > 0).count()).isPositive();
    run.run("test");
    assertThat(over).allMatch(left -> rowsOf(left) == 0);
  }

  @Test
  void nodesThatMeetAtOneCaseRemoveItOnce() throws Exception {
    ProcessInstance over = endedCase(Patient.another());
    now(START.plus(TEN_YEARS));
    assertThat(lock.begin()).isTrue();
    assertThat(lock.begin()).as("another is at it").isFalse();
    List<Outcome> outcomes = atOnce(4, () -> removal.remove(over.getId(), "test"));
    lock.end(null, 1, 0, 0);
    assertThat(outcomes).containsExactlyInAnyOrder(Outcome.REMOVED, Outcome.GONE, Outcome.GONE, Outcome.GONE);
    assertThat(jdbc.queryForObject("select count(*) from careloop_removal where case_id = ?", Integer.class, over.getId())).isOne();
  }

  @Test
  void aCaseThatWasTamperedWithIsKeptForTheTracesInIt() {
    ProcessInstance over = endedCase(Patient.another());
    String row = variableRow(over, "patientId");
    String before = jdbc.queryForObject("select TEXT_ from ACT_HI_VARINST where ID_ = ?", String.class, row);
    jdbc.update("update ACT_HI_VARINST set TEXT_ = 'somebody-else' where ID_ = ?", row);
    now(START.plus(TEN_YEARS));
    run.run("test");
    assertThat(rowsOf(over)).isPositive();
    assertThat(jdbc.queryForObject("select count(*) from careloop_removal where case_id = ?", Integer.class, over.getId())).isZero();
    jdbc.update("update ACT_HI_VARINST set TEXT_ = ? where ID_ = ?", before, row);
    run.run("test");
    assertThat(rowsOf(over)).isZero();
  }

  @Test
  void aRowDeletedByHandIsNotExplainedByTheRemovalOfAnotherCase() {
    ProcessInstance one = endedCase(Patient.another());
    now(START.plus(TEN_YEARS).minus(Duration.ofDays(1)));
    ProcessInstance younger = endedCase(Patient.another());
    now(START.plus(TEN_YEARS));
    String row = variableRow(younger, "patientId");
    jdbc.execute("create table taken_away as select * from ACT_HI_VARINST where ID_ = '%s'".formatted(row));
    jdbc.update("delete from ACT_HI_VARINST where ID_ = ?", row);
    run.run("test");
    assertThat(rowsOf(one)).isZero();
    assertThat(verifies(chain(one))).isTrue();
    assertThat(verifies(chain(younger))).isFalse();
    jdbc.execute("insert into ACT_HI_VARINST select * from taken_away");
    jdbc.execute("drop table taken_away");
    assertThat(verifies(chain(younger))).isTrue();
  }

  @Test
  void theReadLogGoesAfterItsOwnTimeAndWhatIsHeldOfItStays() {
    Patient patient = Patient.another();
    Patient heldOne = Patient.another();
    endedCase(patient);
    endedCase(heldOne);
    for (Patient one : List.of(patient, heldOne)) {
      reads.seen("nurse", List.of("nurses"), PatientReads.Kind.CASE, records.cases(one.id()));
    }
    String hold = holds.place(Scope.PATIENT, heldOne.id(), null, null, "A claim", "No. 4712", "privacy");
    now(START.plus(TEN_YEARS).minus(Duration.ofDays(1)));
    run.run("test");
    assertThat(looks(patient)).isOne();
    now(START.plus(TEN_YEARS));
    run.run("test");
    assertThat(looks(patient)).isZero();
    assertThat(looks(heldOne)).isOne();
    assertThat(verifies("patient:" + patient.id())).isTrue();
    holds.lift(hold, "It is settled", "privacy");
  }

  @Test
  void messagesSignInsOpeningsAndExportsGoWhenTheirTimeIsOverAndNotAMillisecondBefore() {
    Patient patient = Patient.another();
    String message = message(patient, "PID|1||%s^^^KEEP^MR||Zebrano^Quentin".formatted(patient.number()));
    written("careloop_sign_in", patient.id(), "insert into careloop_sign_in (happened_at, account_id, event, way, address) values (?, ?, 'SIGNED_IN', 'password', '127.0.0.1')",
        Timestamp.from(START), patient.id());
    written("careloop_break_glass", patient.id(), "insert into careloop_break_glass (break_glass_id, person, patient_id, record_number, care_team, reason, reason_text, opened_at, "
        + "expires_at) values (?, 'nurse', ?, ?, 'east', 'cover', 'Covering', ?, ?)", patient.id(), patient.id(), patient.number(), Timestamp.from(START), Timestamp.from(START));
    written("careloop_export", patient.id(), "insert into careloop_export (export_id, made_at, person, roles, kind, patient_id, cases, purpose, file_name, file_bytes, sha256) "
        + "values (?, ?, 'auditor', 'auditors', 'PACK_PDF', ?, 1, 'QUALITY', 'case.pdf', 1, 'ab')", patient.id(), Timestamp.from(START), patient.id());

    now(START.plus(TEN_YEARS).minusMillis(1));
    run.run("test");
    assertThat(ownRecords(patient, message)).as("a millisecond before").isEqualTo(4);

    now(START.plus(TEN_YEARS));
    run.run("test");
    assertThat(ownRecords(patient, message)).as("when the time is over").isZero();
    assertThat(List.of("message:" + message, "account:" + patient.id(), "patient:" + patient.id(), "exports")).allMatch(this::verifies);
    assertThat(jdbc.queryForList("select what from careloop_removal where case_id is null", String.class)).contains("messages", "sign-ins", "openings", "exports");
  }

  @Test
  void aMessageThatWasTamperedWithIsKeptForTheTracesInItAndKeepsNoOther() {
    Patient patient = Patient.another();
    String changed = message(patient, "PID|1||%s^^^KEEP^MR||Zebrano^Quentin".formatted(patient.number()));
    String another = message(Patient.another(), "PID|1||1^^^KEEP^MR||Okapi^Olga");
    String before = jdbc.queryForObject("select content from careloop_inbox where message_id = ?", String.class, changed);
    jdbc.update("update careloop_inbox set content = 'never sent' where message_id = ?", changed);
    now(START.plus(TEN_YEARS));
    assertThat(run.run("test").failed()).isOne();
    assertThat(messages(changed)).isOne();
    assertThat(messages(another)).isZero();
    jdbc.update("update careloop_inbox set content = ? where message_id = ?", before, changed);
    assertThat(run.run("test").failed()).isZero();
    assertThat(messages(changed)).isZero();
  }

  @Test
  void anErasureThatIsStoppedInTheMiddleIsFinishedByItselfAndErasesNothingTwice() {
    Patient patient = Patient.another();
    endedCase(patient);
    endedCase(patient);
    List<String> all = records.cases(patient.id());
    String asked = ask(patient);
    jdbc.execute("alter table careloop_erasure_case add constraint stops_here check (case_id <> '%s')".formatted(all.get(1)));
    try {
      assertThatThrownBy(() -> erasures.confirm(asked, "privacy")).isInstanceOf(org.springframework.dao.DataIntegrityViolationException.class);
      assertThat(store.find(asked).orElseThrow().state()).isEqualTo(State.CONFIRMED);
      assertThat(labels(all.get(0), patient)).as("done").isZero();
      assertThat(labels(all.get(1), patient)).as("rolled back whole").isPositive();
      assertThat(all).allMatch(one -> verifies("case:" + one));
    } finally {
      jdbc.execute("alter table careloop_erasure_case drop constraint stops_here");
    }
    erasures.finishWhatWasStopped();
    assertThat(store.find(asked).orElseThrow().state()).isEqualTo(State.DONE);
    assertThat(traces(patient)).isEmpty();
    assertThat(all).allMatch(one -> verifies("case:" + one)).allSatisfy(one -> assertThat(jdbc.queryForObject(
        "select count(*) from careloop_audit_event where chain = ? and kind = 'erased'", Integer.class, "case:" + one)).as(one).isOne());
  }

  @Test
  void anErasureIsRefusedWhileThePatientHasAnOpenCaseOrAHoldAndWhereAChainDoesNotVerify() {
    Patient patient = Patient.another();
    ProcessInstance ended = endedCase(patient);
    ProcessInstance open = start("patient-call", variables(patient));
    assertRefused(patient, "open case");
    runtime.deleteProcessInstance(open.getId(), "over");

    String hold = holds.place(Scope.PATIENT, patient.id(), null, null, "A claim", "No. 4713", "privacy");
    assertRefused(patient, "legal hold (No. 4713)");
    holds.lift(hold, "It is settled", "privacy");

    String asked = ask(patient);
    jdbc.update("update ACT_HI_VARINST set TEXT_ = 'CAR' where ID_ = ?", variableRow(ended, "hospitalService"));
    assertThatThrownBy(() -> erasures.confirm(asked, "privacy")).isInstanceOf(Refused.class).hasMessageContaining("does not verify");
    assertThat(store.find(asked).orElseThrow().state()).isEqualTo(State.ASKED);
    jdbc.update("update ACT_HI_VARINST set TEXT_ = 'MED' where ID_ = ?", variableRow(ended, "hospitalService"));
    erasures.withdraw(asked, "privacy");
    assertThat(store.find(asked).orElseThrow().patientId()).isNull();
  }

  @Test
  void whoAskedDoesNotConfirm() {
    Patient patient = Patient.another();
    endedCase(patient);
    Erasures strict = new Erasures(store, records, cases, holds, engineErasure, ownErasure, removal, chains, lock, trail, settings(true, 10), clock,
        transactions);
    String asked = strict.ask(patient.id(), Reason.GDPR, "Art. 17 GDPR", "The patient asks for it", "privacy");
    assertThatThrownBy(() -> strict.confirm(asked, "Privacy")).isInstanceOf(Refused.class).hasMessageContaining("Another person");
    strict.confirm(asked, "admin");
    assertThat(store.find(asked).orElseThrow().state()).isEqualTo(State.DONE);
  }

  @Test
  void whatLawWantsErasedIsGoneFromEveryTableAndWhatWasDoneStaysAndVerifies() throws Exception {
    Patient patient = Patient.another();
    ProcessInstance first = endedCase(patient);
    ProcessInstance second = start("patient-call", variables(patient));
    String task = tasks.createTaskQuery().processInstanceId(second.getId()).singleResult().getId();
    tasks.createComment(task, second.getId(), "Spoke with " + patient.label());
    tasks.createAttachment("text", task, second.getId(), patient.label(), patient.label(),
        new ByteArrayInputStream(patient.label().getBytes(StandardCharsets.UTF_8)));
    runtime.setVariable(second.getId(), "note", ticked(patient.label()));
    runtime.deleteProcessInstance(second.getId(), "about " + patient.label());
    reads.seen("nurse", List.of("nurses"), PatientReads.Kind.CASE, records.cases(patient.id()));
    long steps = count("ACT_HI_ACTINST", first) + count("ACT_HI_ACTINST", second);
    assertThat(traces(patient)).as("before").contains("ACT_GE_BYTEARRAY").hasSizeGreaterThan(5);

    String asked = ask(patient);
    erasures.confirm(asked, "privacy");

    assertThat(traces(patient)).as("what still names or describes the patient").isEmpty();
    assertThat(count("ACT_HI_ACTINST", first) + count("ACT_HI_ACTINST", second)).as("what was done").isEqualTo(steps);
    assertThat(looks(patient)).as("who looked").isPositive();
    for (String chain : List.of(chain(first), chain(second), "patient:" + patient.id(), "erasure:" + asked)) {
      assertThat(verifies(chain)).as(chain).isTrue();
    }
    Erasure done = store.find(asked).orElseThrow();
    assertThat(done.state()).isEqualTo(State.DONE);
    assertThat(done.patientId()).isNull();
    assertThat(done.cases()).isEqualTo(2);
    assertThat(saltsOf(first)).isZero();
    VerifyReport report = Verifier.ofDatabase(database, null, null).verify();
    assertThat(report.findings()).filteredOn(finding -> finding.kind() != VerifyReport.Kind.BACK_DATED)
        .noneMatch(finding -> List.of(chain(first), chain(second), "patient:" + patient.id(), "erasure:" + asked).contains(finding.chain()));
    assertThat(report.notices()).anyMatch(notice -> notice.contains("erased by law"));

    jdbc.update("update ACT_HI_PROCINST set START_USER_ID_ = 'mallory' where ID_ = ?", second.getId());
    assertThat(verifies(chain(second))).as("a change after the erasure").isFalse();
    jdbc.update("update ACT_HI_PROCINST set START_USER_ID_ = null where ID_ = ?", second.getId());
    assertThat(verifies(chain(second))).isTrue();
  }

  @Test
  void messagesOfThePatientAreEmptiedAndStayAsHavingCome() {
    Patient patient = Patient.another();
    endedCase(patient);
    String message = message(patient, "PID|1||%s^^^KEEP^MR||Zebrano^Quentin".formatted(patient.number()));
    String another = message(Patient.another(), "PID|1||77%s^^^KEEP^MR||Okapi^Olga".formatted(patient.number()));
    String asked = ask(patient);
    erasures.confirm(asked, "privacy");
    assertThat(jdbc.queryForMap("select * from careloop_inbox where message_id = ?", message)).containsEntry("content", "erased")
        .containsEntry("encounter_id", null).containsEntry("facts", null).containsEntry("sending_app", "KEEP");
    assertThat(jdbc.queryForObject("select content from careloop_inbox where message_id = ?", String.class, another)).contains("Okapi");
    assertThat(verifies("message:" + message)).isTrue();
  }

  @Test
  void workOnOtherCasesGoesOnWhileAPatientIsErased() throws Exception {
    Patient patient = Patient.another();
    for (int i = 0; i < 4; i++) {
      endedCase(patient);
    }
    String asked = ask(patient);
    AtomicInteger turn = new AtomicInteger();
    List<String> done = atOnce(4, () -> {
      if (turn.getAndIncrement() == 0) {
        erasures.confirm(asked, "privacy");
        return asked;
      }
      String last = null;
      for (int i = 0; i < 5; i++) {
        last = endedCase(Patient.another()).getId();
      }
      return last;
    });
    assertThat(store.find(asked).orElseThrow().cases()).isEqualTo(4);
    assertThat(done.stream().filter(id -> !id.equals(asked))).allMatch(id -> verifies("case:" + id));
  }

  private void assertRefused(Patient patient, String why) {
    assertThatThrownBy(() -> ask(patient)).isInstanceOf(Refused.class).hasMessageContaining(why);
  }

  private String ask(Patient patient) {
    return erasures.ask(patient.id(), Reason.STATE_LAW, "RCW 19.373", "The patient asks for it", "privacy");
  }

  private static KeepingSettings settings(boolean twoPersons, int casesARun) {
    return new KeepingSettings(3653, 2, casesARun, Duration.ofMinutes(10), twoPersons);
  }

  /** A case with decisions and values, over at once. */
  private ProcessInstance endedCase(Patient patient) {
    return start("transition-pathway", variables(patient));
  }

  private static Map<String, Object> variables(Patient patient) {
    Map<String, Object> variables = new HashMap<>();
    variables.put("patientId", patient.id());
    variables.put("patientLabel", patient.label());
    variables.put("patientIdentifier", "urn:careloop:facility:KEEP:mrn|" + patient.number());
    variables.put("encounterId", "KEEP:V" + NUMBERS.incrementAndGet());
    variables.put("patientClass", "I");
    variables.put("hospitalService", "MED");
    variables.put("dischargeDisposition", "01");
    variables.put("tcmActive", false);
    variables.put("taskPriority", 50);
    variables.put("intensity", "standard");
    variables.put("callPurpose", "first-contact");
    variables.put("callDueAt", "2026-03-09T16:00:00Z");
    variables.put("dischargedAt", "2026-03-06T15:00:00Z");
    return variables;
  }

  private String message(Patient patient, String pid) {
    String id = UUID.randomUUID().toString();
    new TransactionTemplate(transactions).executeWithoutResult(status -> {
      jdbc.update("""
          insert into careloop_inbox (message_id, door, sending_app, sending_facility, control_id, variant, content_hash, message_type, message_time,
            received_at, content, state, encounter_id, facts) values (?, 'hl7', 'KEEP', 'KEEP', ?, '-', ?, 'ADT^A04', ?, ?, ?, 'applied', ?, '{}')""",
          id, id, id, Timestamp.from(START), Timestamp.from(START), "MSH|^~\\&|KEEP\r" + pid, "KEEP:M" + patient.number());
      trail.wrote("careloop_inbox", id);
    });
    return id;
  }

  private boolean verifies(String chain) {
    return chains.trouble(chain).isEmpty();
  }

  /** A row of our own, told to the trail. */
  private void written(String table, Object id, String insert, Object... values) {
    new TransactionTemplate(transactions).executeWithoutResult(status -> {
      jdbc.update(insert, values);
      trail.wrote(table, table.equals("careloop_sign_in") ? jdbc.queryForObject("select event_id from careloop_sign_in where account_id = ?", Long.class, id) : id);
    });
  }

  private int ownRecords(Patient patient, String message) {
    return messages(message) + jdbc.queryForObject("select (select count(*) from careloop_sign_in where account_id = ?) + (select count(*) from careloop_break_glass "
        + "where patient_id = ?) + (select count(*) from careloop_export where patient_id = ?)", Integer.class, patient.id(), patient.id(), patient.id());
  }

  private int messages(String id) {
    return jdbc.queryForObject("select count(*) from careloop_inbox where message_id = ?", Integer.class, id);
  }

  private int labels(String caseId, Patient patient) {
    return jdbc.queryForObject("select count(*) from ACT_HI_VARINST where ROOT_PROC_INST_ID_ = ? and TEXT_ = ?", Integer.class, caseId, patient.label());
  }

  private static void now(Instant at) {
    ClockUtil.setCurrentTime(Date.from(at));
  }

  private static String chain(ProcessInstance instance) {
    return "case:" + instance.getId();
  }

  private String variableRow(ProcessInstance instance, String name) {
    return jdbc.queryForList("select ID_ from ACT_HI_VARINST where ROOT_PROC_INST_ID_ = ? and NAME_ = ?", String.class, instance.getId(), name).get(0);
  }

  private int saltsOf(ProcessInstance instance) {
    return jdbc.queryForObject("select count(*) from careloop_audit_event where chain = ? and kind = 'recorded' and salt is not null", Integer.class,
        chain(instance));
  }

  private long rowsOf(ProcessInstance instance) {
    return TABLES.stream().mapToLong(table -> count(table, instance)).sum();
  }

  private long count(String table, ProcessInstance instance) {
    return jdbc.queryForObject("select count(*) from %s where ROOT_PROC_INST_ID_ = ?".formatted(table), Long.class, instance.getId());
  }

  private int looks(Patient patient) {
    return jdbc.queryForObject("select count(*) from careloop_read_log where patient_id = ?", Integer.class, patient.id());
  }

  /** Tables and columns in which the patient's label or number stands. */
  private List<String> traces(Patient patient) {
    List<String> found = new ArrayList<>();
    for (Map<String, Object> column : jdbc.queryForList("""
        select table_name, column_name from information_schema.columns where table_schema = current_schema
          and data_type in ('character varying', 'text', 'CHARACTER VARYING', 'CHARACTER LARGE OBJECT')
          and (lower(table_name) like 'act_hi_%' or lower(table_name) like 'act_ru_%' or lower(table_name) like 'careloop_%')""")) {
      String table = column.get("table_name").toString();
      String name = column.get("column_name").toString();
      for (String trace : List.of(patient.label(), patient.number())) {
        if (jdbc.queryForObject("select count(*) from %s where %s like ?".formatted(table, name), Integer.class, "%" + trace + "%") > 0) {
          found.add(table + "." + name);
        }
      }
    }
    for (String bytes : jdbc.queryForList("select ID_ from ACT_GE_BYTEARRAY where DEPLOYMENT_ID_ is null", String.class)) {
      byte[] content = jdbc.queryForObject("select BYTES_ from ACT_GE_BYTEARRAY where ID_ = ?", byte[].class, bytes);
      if (content != null && new String(content, StandardCharsets.UTF_8).contains(patient.label())) {
        found.add("ACT_GE_BYTEARRAY");
      }
    }
    return found;
  }

  private static <T> List<T> atOnce(int threads, Callable<T> work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> one : pool.invokeAll(Collections.nCopies(threads, work))) {
        results.add(one.get());
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }
}
