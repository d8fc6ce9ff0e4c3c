package org.careloop.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.careloop.TestDatabase;
import org.careloop.WholeProgramTest;
import org.careloop.audit.Tampering.Change;
import org.careloop.audit.chain.Anchors;
import org.careloop.audit.chain.CoveredTable;
import org.careloop.audit.verify.Verifier;
import org.careloop.audit.verify.VerifyReport;
import org.careloop.audit.verify.VerifyReport.Finding;
import org.careloop.audit.verify.VerifyReport.Kind;
import org.careloop.keeping.KeepingAtWork;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * Real journeys on PostgreSQL, then single changes directly in the database, each found and undone. How many: {@code -Dcareloop.tamper.changes=500};
 * which: {@code -Dcareloop.tamper.seed=7}.
 */
class TamperTest extends WholeProgramTest {

  private static final int CHANGES = Integer.getInteger("careloop.tamper.changes", 40);
  private static final int LONG_RUN = 100;
  private static final long SEED = Long.getLong("careloop.tamper.seed", 4);
  private static final Path AUDIT = Path.of("target", "audit", "tamper-" + System.nanoTime());
  private static final Path KEYS = AUDIT.resolve("keys");
  private static final Path ANCHORS = AUDIT.resolve("anchors");
  private static final Set<Kind> OF_EVENTS = EnumSet.of(Kind.CHANGED, Kind.REMOVED, Kind.REORDERED, Kind.FORGED, Kind.BACK_DATED, Kind.TRUNCATED);

  /** A Friday more than ten years after the first case. */
  private static final Instant LATER = START.plus(Duration.ofDays(7 * 523));

  @LocalServerPort private int port;
  @Autowired private ApplicationContext program;
  @Autowired private DataSource database;
  @Autowired private Anchors anchors;
  private String removed;
  private String erased;

  @DynamicPropertySource
  static void ownKeys(DynamicPropertyRegistry registry) throws IOException {
    // The program starts at the time at which the journeys begin, also where another test has let the clock go.
    ClockUtil.setCurrentTime(Date.from(START));
    Files.createDirectories(KEYS);
    Files.createDirectories(ANCHORS);
    registry.add("careloop.audit.keys", KEYS::toString);
    registry.add("careloop.audit.anchors", ANCHORS::toString);
    registry.add("careloop.audit.anchor-every", () -> "P3650D");
  }

  /** One case is over so long that it is removed, of another the values are erased. */
  private void caseRemovedAndCaseErased() {
    removed = "case:" + start("transition-pathway", pathway("tamper-old", "V5001")).getId();
    anchors.now();
    ClockUtil.setCurrentTime(Date.from(LATER));
    KeepingAtWork.removeWhatIsDue(program);
    anchors.now();
    erased = "case:" + start("transition-pathway", pathway("tamper-gone", "V5002")).getId();
    anchors.now();
    KeepingAtWork.erase(program, "tamper-gone");
    anchors.now();
  }

  private static Map<String, Object> pathway(String patient, String visit) {
    return new HashMap<>(Map.of("patientId", patient, "patientLabel", "Zebrano, Quentin", "patientIdentifier", "urn:careloop:facility:MERCY:mrn|" + visit, "encounterId",
        "MERCY:" + visit, "patientClass", "I", "hospitalService", "MED", "dischargeDisposition", "01", "tcmActive", false, "taskPriority", 50, "intensity", "standard"));
  }

  private void realJourneys() {
    caseRemovedAndCaseErased();
    AtTheDoor coordinator = AtTheDoor.signedIn(port, "coordinator", "coordinator");
    AtTheDoor.signedIn(port, "coordinator", "wrong");
    AtTheDoor.signedIn(port, "nobody-of-that-name", "wrong");
    for (String one : List.of("A01:100234:V6001", "A03:100234:V6001", "A03:100311:V6002", "A03:100846:V6003", "A03:000000:V6004")) {
      String[] parts = one.split(":");
      assertThat(AtTheDoor.hl7(port, message(parts[0], parts[1], parts[2]))).contains("MSA|AA|");
    }
    runDueJobs();
    anchors.now();
    ProcessInstance maria = runtime.createProcessInstanceQuery().processInstanceBusinessKey("MERCY:V6001").processDefinitionKey("discharge-transition").singleResult();
    peopleWorkOn(maria);
    timePasses(Duration.ofDays(2));
    String inbox = coordinator.get("/inbox");
    var message = java.util.regex.Pattern.compile("/inbox/messages/([0-9a-f-]{36})").matcher(inbox);
    while (message.find()) {
      coordinator.get("/inbox/messages/" + message.group(1));
    }
    coordinator.post("/cases", "/cases", Map.of("number", "100234"));
    coordinator.post("/cases", "/cases", Map.of("number", "100846"));
    String patient = history.createHistoricVariableInstanceQuery().variableName("patientId").list().stream()
        .filter(variable -> "MERCY:V6003".equals(businessKey(variable.getRootProcessInstanceId()))).findFirst().orElseThrow().getValue().toString();
    coordinator.post("/cases", "/cases/open", Map.of("patientId", patient, "reason", "cover", "words", "Covering for team West today"));
    anchors.now();
    AtTheDoor lead = AtTheDoor.signedIn(port, "lead", "lead");
    lead.post("/protocols/removal", "/protocols/removal", Map.of("path", "forms/post-discharge-call.form", "remark", "Try"));
    lead.post("/protocols/proposals/1", "/protocols/proposals/1/withdraw", Map.of());
    coordinator.post("/account", "/account/sign-out-everywhere", Map.of());
    anchors.now();
    timePasses(Duration.ofDays(1));
  }

  private String businessKey(String root) {
    return history.createHistoricProcessInstanceQuery().processInstanceId(root).singleResult().getBusinessKey();
  }

  private void peopleWorkOn(ProcessInstance maria) {
    Task call = tasks.createTaskQuery().taskDefinitionKey("callPatient").list().stream().filter(task -> isOf(task, maria)).findFirst().orElseThrow();
    try {
      engine.getIdentityService().setAuthentication("admin", List.of("camunda-admin"));
      tasks.createComment(call.getId(), call.getProcessInstanceId(), "Called twice.");
      tasks.createAttachment("text/plain", call.getId(), call.getProcessInstanceId(), "note", "a note", new java.io.ByteArrayInputStream("said".getBytes()));
      runtime.setVariable(maria.getId(), "patientLabel", "Changed by an operator");
      engine.getIdentityService().setAuthentication("coordinator", List.of("care-coordinators", "team-east"));
      tasks.claim(call.getId(), "coordinator");
      tasks.complete(call.getId(), new HashMap<>(Map.of("contactOutcome", "reached", "contactedAt", LATER.plus(Duration.ofMinutes(10)).toString(), "contactChannel", "phone", "redFlags", List.of(),
          "serviceGaps", List.of(), "redFlagsAsked", true, "conditionChange", "better", "medicineUse", "asListed", "helpAtHome", "enough", "teachBack", "yes")));
    } finally {
      engine.getIdentityService().clearAuthentication();
    }
    runDueJobs();
  }

  private boolean isOf(Task task, ProcessInstance root) {
    return runtime.createProcessInstanceQuery().processInstanceId(task.getProcessInstanceId()).list().stream()
        .anyMatch(instance -> root.getId().equals(instance.getRootProcessInstanceId()));
  }

  private static String message(String event, String patient, String visit) {
    String at = DateTimeFormatter.ofPattern("yyyyMMddHHmmssZ").format(LATER.minus(Duration.ofMinutes(event.equals("A01") ? 600 : 5)).atOffset(ZoneOffset.UTC));
    return String.join("\r",
        "MSH|^~\\&|ADT|MERCY|CARELOOP|CARELOOP|%s||ADT^%s^ADT_A03|tamper-%s-%s|P|2.5.1".formatted(at, event, visit, event),
        "EVN|%s|%s".formatted(event, at),
        "PID|1||%s^^^MERCY^MR".formatted(patient),
        "PV1|1|I|4E^12^A^MERCY|E||||||MED|||||||||%s|||||||||||||||||01||||||||%s|%s".formatted(visit, at, at));
  }

  @Test
  void everySingleChangeIsFoundAndNamedFirstAndAnUntouchedDatabaseIsClean() throws Exception {
    realJourneys();
    try (Connection connection = database.getConnection()) {
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setAutoCommit(false);
      VerifyReport untouched = verify(connection);
      assertThat(untouched.findings()).isEmpty();
      assertThat(untouched.figures().anchors()).isGreaterThanOrEqualTo(3);
      if (!TestDatabase.isPostgres()) {
        return;
      }
      Tampering.execute(connection, "set session_replication_role = replica");
      List<String> missed = new ArrayList<>();
      Map<String, Integer> tally = new TreeMap<>();
      ofRows(connection, missed, tally);
      ofTheChainItself(connection, missed, tally);
      connection.rollback();
      System.out.printf("Tampering: %s; seed %d, %d missed%n", tally, SEED, missed.size());
      assertThat(missed).as("seed %d", SEED).isEmpty();
      assertThat(verify(connection).findings()).isEmpty();
      connection.rollback();
    }
  }

  private void ofRows(Connection connection, List<String> missed, Map<String, Integer> tally) throws Exception {
    List<CoveredTable> tables = Tampering.tablesWithRows(connection);
    assertThat(tables).extracting(CoveredTable::name).contains("ACT_HI_PROCINST", "ACT_HI_VARINST", "ACT_HI_DETAIL", "ACT_HI_OP_LOG", "ACT_HI_DECINST", "ACT_HI_COMMENT",
        "ACT_HI_ATTACHMENT", "ACT_GE_BYTEARRAY", "careloop_inbox", "careloop_read_log", "careloop_break_glass", "careloop_sign_in", "careloop_case", "careloop_release",
        "careloop_proposal");
    tally.put("tables", tables.size());
    Random random = new Random(SEED);
    List<String> ways = List.copyOf(Tampering.ways().keySet());
    int done = 0;
    for (int turn = 0; done < CHANGES && turn < CHANGES * 20; turn++) {
      CoveredTable table = tables.get(turn % tables.size());
      // Neighbouring tables get different ways; after as many rounds as there are ways each table has had each.
      String way = ways.get((turn / tables.size() + turn % tables.size()) % ways.size());
      Savepoint before = connection.setSavepoint();
      try {
        Change change = Tampering.ways().get(way).apply(connection, table, random);
        if (change != null) {
          judge(connection, change, way, missed, tally);
          done++;
        }
      } catch (SQLException refused) {
        // A unique key or a check stands in the way: the database itself refuses this one.
        tally.merge("refused by the database", 1, Integer::sum);
      }
      connection.rollback(before);
    }
    tally.put("changes of rows", done);
  }

  /** What somebody may do to the chain's own tables. */
  private void ofTheChainItself(Connection connection, List<String> missed, Map<String, Integer> tally) throws Exception {
    String chain = Tampering.text(connection, "select chain from careloop_audit_chain where chain like 'case:%' order by last_seq desc limit 1");
    String middle = " where chain = '%s' and seq = (select last_seq / 2 from careloop_audit_chain where chain = '%s')".formatted(chain, chain);
    Map<String, String> statements = new LinkedHashMap<>();
    statements.put("event back-dated", "update careloop_audit_event set at = at - interval '1 day'" + middle);
    for (String column : List.of("node", "actor", "kind", "note", "entries", "prev", "hash", "key_id", "seal")) {
      statements.put("event's " + column, "update careloop_audit_event set %1$s = left('x' || coalesce(%1$s, ''), 32)%2$s".formatted(column, middle));
    }
    statements.put("event's coverage", "update careloop_audit_event set coverage = coverage + 1" + middle);
    statements.put("event removed", "delete from careloop_audit_event" + middle);
    statements.put("event put in", "insert into careloop_audit_event select chain, seq + 1000, at, node, actor, kind, note, coverage, entries, prev, hash, key_id, seal, salt "
        + "from careloop_audit_event" + middle);
    statements.put("salt taken", "update careloop_audit_event set salt = null" + middle);
    statements.put("all salts taken", "update careloop_audit_event set salt = null where chain = '" + chain + "'");
    statements.put("chain removed", "delete from careloop_audit_event where chain = '" + chain + "'");
    statements.put("head removed", "delete from careloop_audit_chain where chain = '" + chain + "'");
    for (String set : List.of("last_seq = last_seq + 1", "last_seq = last_seq - 1", "last_hash = repeat('0', 64)", "last_at = last_at - interval '1 day'", "anchored_seq = anchored_seq + 1")) {
      statements.put("head: " + set, "update careloop_audit_chain set " + set + " where chain = '" + chain + "'");
    }
    for (String set : List.of("at = at - interval '1 hour'", "node = 'x'", "leaf_list = replace(leaf_list, '0', '1')", "root = repeat('0', 64)", "prev = repeat('0', 64)",
        "signature = 'AAAA'", "note = 'x'", "leaves = leaves + 1", "anchor_no = anchor_no + 100")) {
      statements.put("anchor: " + set, "update careloop_audit_anchor set " + set + " where anchor_no = 2");
    }
    for (int no = 1; no <= 3; no++) {
      statements.put("anchor %d removed".formatted(no), "delete from careloop_audit_anchor where anchor_no = " + no);
    }
    statements.put("anchor by anchor removed", "delete from careloop_audit_anchor");
    statements.put("key exchanged", "update careloop_audit_key set public_key = 'MCowBQYDK2VwAyEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='");
    statements.put("key removed", "delete from careloop_audit_key");
    for (var statement : sample(statements).entrySet()) {
      Savepoint before = connection.setSavepoint();
      assertThat(Tampering.execute(connection, statement.getValue())).as(statement.getKey()).isPositive();
      judge(connection, new Change(statement.getKey(), EnumSet.allOf(Kind.class),
          statement.getValue().contains("'" + chain + "'") ? chain : null, statement.getKey().contains("anchor ") ? "careloop_audit_anchor" : null, List.of(), null), "chain", missed, tally);
      connection.rollback(before);
    }
    ofWhatWasErasedAndRemoved(connection, missed, tally);
    for (int cut = 1; cut <= 3; cut++) {
      Savepoint before = connection.setSavepoint();
      cutOff(connection, chain, cut);
      judge(connection, new Change("cut off " + cut, EnumSet.of(Kind.TRUNCATED), chain, null, List.of(), null), "chain", missed, tally);
      connection.rollback(before);
    }
    Savepoint before = connection.setSavepoint();
    Tampering.execute(connection, "update careloop_audit_event set seq = -seq where chain = '%s' and seq in (2, 3)".formatted(chain));
    Tampering.execute(connection, "update careloop_audit_event set seq = 5 + seq where chain = '%s' and seq in (-2, -3)".formatted(chain));
    judge(connection, new Change("two events swapped", EnumSet.of(Kind.REORDERED), chain, null, List.of(), null), "chain", missed, tally);
    connection.rollback(before);
    for (boolean withKeys : List.of(true, false)) {
      ChainForgery.rewrite(connection, chain, "ACT_HI_ACTINST", "ACT_NAME_", "Never happened");
      VerifyReport report = Verifier.ofConnection(connection, withKeys ? KEYS : null, ANCHORS).verify();
      tally.merge("chain", 1, Integer::sum);
      if (report.clean() || !chain.equals(report.findings().get(0).chain()) || !OF_EVENTS.contains(report.findings().get(0).kind())) {
        missed.add("chain written anew, keys %s: %s".formatted(withKeys, report.findings()));
      }
      connection.rollback(before);
    }
  }

  /** All of them in a long run, each third in a short one; the seed says which. */
  private static Map<String, String> sample(Map<String, String> statements) {
    Map<String, String> some = new LinkedHashMap<>();
    long at = SEED;
    for (var statement : statements.entrySet()) {
      if (CHANGES >= LONG_RUN || at++ % 3 == 0) {
        some.put(statement.getKey(), statement.getValue());
      }
    }
    return some;
  }

  /** That something was erased or removed by the rules explains nothing that somebody does beside them. */
  private void ofWhatWasErasedAndRemoved(Connection connection, List<String> missed, Map<String, Integer> tally) throws Exception {
    assertThat(Tampering.strings(connection, "select kind from careloop_audit_event where chain = '%s' order by seq".formatted(removed))).endsWith("removed", "erased");
    assertThat(Tampering.strings(connection, "select kind from careloop_audit_event where chain = '%s' order by seq".formatted(erased))).endsWith("erased");
    String erasedId = erased.substring(5);
    String removedId = removed.substring(5);
    Map<String, String> statements = new LinkedHashMap<>();
    for (String one : List.of(removed, erased)) {
      statements.put(one + ": note", "update careloop_audit_event set note = note || '.' where chain = '%s' and kind <> 'recorded'".formatted(one));
      statements.put(one + ": last event gone", "delete from careloop_audit_event where chain = '%1$s' and seq = (select last_seq from careloop_audit_chain where chain = '%1$s')"
          .formatted(one));
      statements.put(one + ": first event gone", "delete from careloop_audit_event where chain = '%s' and seq = 1".formatted(one));
      statements.put(one + ": kind", "update careloop_audit_event set kind = 'recorded' where chain = '%s' and kind = 'erased'".formatted(one));
      statements.put(one + ": all gone", "delete from careloop_audit_event where chain = '%s'".formatted(one));
    }
    statements.put(erased + ": salt", "update careloop_audit_event set salt = null where chain = '%s'".formatted(erased));
    statements.put(erased + ": value put back", "update ACT_HI_VARINST set TEXT_ = 'Zebrano' where ROOT_PROC_INST_ID_ = '%s' and NAME_ = 'patientLabel'".formatted(erasedId));
    statements.put(erased + ": step removed", "delete from ACT_HI_ACTINST where ID_ = (select min(ID_) from ACT_HI_ACTINST where ROOT_PROC_INST_ID_ = '%s')".formatted(erasedId));
    statements.put(removed + ": case put back", ("insert into ACT_HI_PROCINST (ID_, PROC_INST_ID_, PROC_DEF_KEY_, PROC_DEF_ID_, START_TIME_, ROOT_PROC_INST_ID_, STATE_) "
        + "select '%1$s', '%1$s', PROC_DEF_KEY_, PROC_DEF_ID_, START_TIME_, '%1$s', STATE_ from ACT_HI_PROCINST where ID_ = '%2$s'").formatted(removedId, erasedId));
    for (var statement : sample(statements).entrySet()) {
      Savepoint before = connection.setSavepoint();
      assertThat(Tampering.execute(connection, statement.getValue())).as(statement.getKey()).isPositive();
      judge(connection, new Change(statement.getKey(), EnumSet.allOf(Kind.class), statement.getKey().substring(0, removed.length()), null, List.of(), null), "erased or removed",
          missed, tally);
      connection.rollback(before);
    }
  }

  private static void cutOff(Connection connection, String chain, int events) throws SQLException {
    Tampering.execute(connection, "delete from careloop_audit_event e where chain = '%s' and seq > (select anchored_seq - %d from careloop_audit_chain c where c.chain = e.chain)"
        .formatted(chain, events));
    Tampering.execute(connection, ("update careloop_audit_chain c set (last_seq, last_hash, last_at) = (select seq, hash, at from careloop_audit_event e "
        + "where e.chain = c.chain order by seq desc limit 1) where chain = '%s'").formatted(chain));
  }

  private static void judge(Connection connection, Change change, String way, List<String> missed, Map<String, Integer> tally) throws Exception {
    VerifyReport report = verify(connection);
    tally.merge(way, 1, Integer::sum);
    if (report.clean()) {
      missed.add("not found: " + change.what());
      return;
    }
    Finding first = report.findings().get(0);
    if (!change.isNamedBy(first)) {
      missed.add("%s was called %s %s %s: %s".formatted(change.what(), first.kind(), first.table(), first.row(), first.words()));
    } else if (change.column() != null && first.columns().contains(change.column())) {
      tally.merge("column named", 1, Integer::sum);
    } else if (change.column() != null) {
      tally.merge("column not named", 1, Integer::sum);
    }
  }

  private static VerifyReport verify(Connection connection) throws Exception {
    return Verifier.ofConnection(connection, KEYS, ANCHORS).verify();
  }
}
