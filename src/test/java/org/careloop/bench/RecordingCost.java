package org.careloop.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.careloop.WholeProgramTest;
import org.careloop.engine.CareEvents;
import org.careloop.event.PatientDischarged;
import org.careloop.protocol.SandboxWires;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What recording costs: whole discharge journeys of thirty days on a PostgreSQL of its own, counted. With the chain here, without it in
 * {@link RecordingCostWithout}. Run by its own command (README), never with the tests.
 */
@Import(RecordingCost.Counting.class)
class RecordingCost extends WholeProgramTest {

  private static final String MARIA = "urn:careloop:facility:MERCY:mrn|100234";
  private static final int WARM_UP = 3;
  private static final int JOURNEYS = Integer.getInteger("careloop.bench.journeys", 20);
  private static final Path FIGURES = Path.of("target", "recording-cost.txt");

  private static final Map<String, Map<String, Object>> USUAL = Map.of(
      "callPatient", Map.of("contactOutcome", "reached", "contactedAt", "2026-03-06T20:10:00Z", "contactChannel", "phone", "redFlags", List.of(),
          "serviceGaps", List.of(), "redFlagsAsked", true, "conditionChange", "better", "medicineUse", "asListed", "helpAtHome", "enough"),
      "reviewMedicines", Map.of("discrepancyCount", 0, "medicinesObtainable", true, "teachBack", "correct", "reconcilerRole", "clinicalPharmacist"),
      "bookVisit", Map.of("bookingChoice", "phone", "phoneVisitAt", "2026-03-10T15:00:00Z"),
      "recordVisit", Map.of("visitResult", "attended", "visitDate", "2026-03-10", "mdm", "high", "medicinesReviewed", true),
      "receiveDischargeInformation", Map.of("informationStatus", "complete", "informationReceivedAt", "2026-03-07T15:00:00Z",
          "informationContents", List.of("diagnoses"), "pendingResults", false, "othersInvolved", false),
      "arrangeHomeVisit", Map.of("homeVisitOutcome", "declined", "homeVisitReason", "notWanted"),
      "offerPalliativeConsult", Map.of("palliativeDecision", "declined"),
      "reviewTcmProposal", Map.of("proposalDecision", "handedToBilling"));

  @LocalServerPort private int port;
  @Autowired private CareEvents events;
  @Autowired private TransactionTemplate transaction;
  @Autowired private JdbcTemplate jdbc;
  private int visit = 7000;

  @Test
  void aDischargeJourney() throws IOException {
    for (int i = 0; i < WARM_UP; i++) {
      journey();
    }
    jdbc.execute("checkpoint");
    long transactions = transactions();
    long rows = rows("act_hi_%");
    long audited = jdbc.queryForObject("select count(*) from careloop_audit_event", Long.class);
    long size = size();
    String wal = jdbc.queryForObject("select pg_current_wal_lsn()::text", String.class);
    Counting.STATEMENTS.set(0);
    Counting.TRIPS.set(0);
    for (int i = 0; i < JOURNEYS; i++) {
      journey();
    }
    long statements = Counting.STATEMENTS.get();
    long trips = Counting.TRIPS.get();
    long bytes = jdbc.queryForObject("select pg_wal_lsn_diff(pg_current_wal_lsn(), ?::pg_lsn)::bigint", Long.class, wal);
    String figures = ("%-18s statements %6d   round trips %6d   transactions %5d   WAL %8d bytes   history rows %5d   events %4d   audit tables "
        + "%7d bytes%n").formatted(getClass() == RecordingCost.class ? "with recording" : "without recording", statements / JOURNEYS, trips / JOURNEYS,
            (transactions() - transactions) / JOURNEYS, bytes / JOURNEYS, (rows("act_hi_%") - rows) / JOURNEYS,
            (jdbc.queryForObject("select count(*) from careloop_audit_event", Long.class) - audited) / JOURNEYS, (size() - size) / JOURNEYS);
    Files.writeString(FIGURES, figures, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND);
    System.out.print("A journey, mean of " + JOURNEYS + ": " + figures);
  }

  private void journey() {
    org.camunda.bpm.engine.impl.util.ClockUtil.setCurrentTime(java.util.Date.from(START));
    SandboxWires ehr = new SandboxWires(port);
    String number = "V" + visit++;
    String stay = ehr.copyStay(MARIA, number);
    transaction.executeWithoutResult(status -> events.tell(new PatientDischarged("message-of-" + number, "MERCY:" + number, MARIA, "MERCY",
        START.minus(Duration.ofDays(5)), START, "01", "I", "MED", true, START)));
    ProcessInstance one = runtime.createProcessInstanceQuery().processInstanceBusinessKey("MERCY:" + number).singleResult();
    runDueJobs();
    for (int day = 0; day < 40 && open(one); day++) {
      tasks.createTaskQuery().list().stream().filter(task -> USUAL.containsKey(task.getTaskDefinitionKey())).forEach(task -> {
        if (tasks.createTaskQuery().taskId(task.getId()).count() > 0
            && (!task.getTaskDefinitionKey().equals("recordVisit") || now().isAfter(Instant.parse("2026-03-10T15:00:00Z")))) {
          tasks.complete(task.getId(), new HashMap<>(USUAL.get(task.getTaskDefinitionKey())));
          runDueJobs();
        }
      });
      timePasses(Duration.ofDays(1));
    }
    assertThat(open(one)).as("case of %s is still open: %s", number, openTasks()).isFalse();
    noCaseIsLeft();
    ehr.deleteEncounter(stay);
  }

  private void noCaseIsLeft() {
    runtime.createProcessInstanceQuery().rootProcessInstances().list()
        .forEach(other -> runtime.deleteProcessInstanceIfExists(other.getId(), "journey over", true, true, true, false));
  }

  private boolean open(ProcessInstance instance) {
    return runtime.createProcessInstanceQuery().processInstanceId(instance.getId()).count() > 0;
  }

  private static Instant now() {
    return org.camunda.bpm.engine.impl.util.ClockUtil.getCurrentTime().toInstant();
  }

  private long rows(String tables) {
    return jdbc.queryForList("select tablename from pg_tables where tablename like ?", String.class, tables).stream()
        .mapToLong(table -> jdbc.queryForObject("select count(*) from " + table, Long.class)).sum();
  }

  private long size() {
    return jdbc.queryForObject("select sum(pg_total_relation_size(tablename::regclass)) from pg_tables where tablename like 'careloop_audit%'",
        Long.class);
  }

  private long transactions() {
    return jdbc.queryForObject("select pg_current_xact_id()::text::bigint", Long.class);
  }

  /** Counts what goes to the database. */
  static class Counting {

    static final AtomicLong STATEMENTS = new AtomicLong();
    static final AtomicLong TRIPS = new AtomicLong();

    @Bean
    static BeanPostProcessor countedDatabase() {
      return new BeanPostProcessor() {
        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
          return bean instanceof DataSource database && !(bean instanceof DelegatingDataSource) ? new Counted(database) : bean;
        }
      };
    }

    private static final class Counted extends DelegatingDataSource {
      Counted(DataSource database) {
        super(database);
      }

      @Override
      public Connection getConnection() throws SQLException {
        return counted(Connection.class, super.getConnection());
      }

      private static <T> T counted(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
          if (method.getName().equals("addBatch")) {
            STATEMENTS.incrementAndGet();
          } else if (method.getName().equals("executeBatch")) {
            TRIPS.incrementAndGet();
          } else if (method.getName().startsWith("execute")) {
            STATEMENTS.incrementAndGet();
            TRIPS.incrementAndGet();
          }
          try {
            Object answer = method.invoke(target, arguments);
            return answer instanceof PreparedStatement statement ? counted(PreparedStatement.class, statement)
                : answer instanceof java.sql.Statement plain && method.getName().equals("createStatement") ? counted(java.sql.Statement.class, plain) : answer;
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        }));
      }
    }
  }
}
