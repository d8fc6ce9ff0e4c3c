package org.careloop.inbox;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.careloop.TestDatabase;
import org.careloop.engine.CareEvents;
import org.careloop.event.CareEvent;
import org.careloop.trail.Trail;
import org.flywaydb.core.Flyway;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * An inbox with a database of its own and protocols that only write down what they are told. It is Friday 2026-03-06, 15:00 in New
 * York.
 */
final class InboxFixture implements AutoCloseable {

  static final Instant NOW = Instant.parse("2026-03-06T20:00:00Z");
  static final ZoneId ZONE = ZoneId.of("America/New_York");

  static {
    ((ch.qos.logback.classic.Logger) org.slf4j.LoggerFactory.getLogger("ROOT")).setLevel(ch.qos.logback.classic.Level.WARN);
  }

  /** Protocols that write down what was told and committed. */
  static final class Protocols implements CareEvents {
    final List<CareEvent> events = new CopyOnWriteArrayList<>();
    volatile RuntimeException failure;

    @Override
    public CareEvents.Told tell(CareEvent event) {
      if (!TransactionSynchronizationManager.isActualTransactionActive()) {
        throw new IllegalStateException("told outside a transaction");
      }
      if (failure != null) {
        throw failure;
      }
      events.add(event);
      return CareEvents.Told.STARTED;
    }

    @Override
    public CareEvents.Told tell(CareEvent event, String caseId) {
      return tell(event);
    }

    @Override
    public boolean isOpen(Class<? extends CareEvent> startedBy, String businessKey) {
      return false;
    }

    List<String> names() {
      return events.stream().map(CareEvent::messageName).toList();
    }
  }

  final HikariDataSource database = new HikariDataSource();
  final Protocols told = new Protocols();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final JdbcTemplate jdbc;
  final InboxSettings settings;
  final InboxStore store;
  final Hl7Reader hl7;
  final FhirReader fhir;
  final Inbox inbox;
  final TransactionTemplate transaction;
  final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);

  InboxFixture(Map<String, String> configuration, boolean postgres) {
    String name = "inbox_" + UUID.randomUUID().toString().substring(0, 8);
    if (postgres) {
      database.setJdbcUrl(TestDatabase.newPostgresDatabase(name));
      database.setUsername("postgres");
      database.setPassword("postgres");
    } else {
      database.setJdbcUrl("jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1".formatted(name));
    }
    database.setMaximumPoolSize(24);
    Flyway.configure().dataSource(database).locations("classpath:db/migration").load().migrate();
    jdbc = new JdbcTemplate(database);
    settings = settings(configuration);
    store = new InboxStore(jdbc, Trail.none());
    hl7 = new Hl7Reader(settings, ZONE);
    fhir = new FhirReader(settings, ZONE);
    var transactions = new DataSourceTransactionManager(database);
    transaction = new TransactionTemplate(transactions);
    inbox = new Inbox(hl7, fhir, store, told, transactions, settings, clock, meters);
  }

  static InboxFixture onH2() {
    return new InboxFixture(Map.of(), false);
  }

  static InboxSettings settings(Map<String, String> configuration) {
    Map<String, String> full = new java.util.HashMap<>(Map.of(
        "careloop.inbox.authorities[0].authority", "GENERAL",
        "careloop.inbox.authorities[0].system", "urn:general:mrn"));
    full.putAll(configuration);
    return new Binder(new MapConfigurationPropertySource(full)).bindOrCreate("careloop.inbox", InboxSettings.class);
  }

  Hl7Answer send(Adt message) {
    return inbox.receive("http", message.bytes());
  }

  Hl7Answer send(String message) {
    return inbox.receive("http", message.getBytes(StandardCharsets.UTF_8));
  }

  List<String> states() {
    return jdbc.queryForList("select state from careloop_inbox order by arrival", String.class);
  }

  String state() {
    return states().get(states().size() - 1);
  }

  String newestMessage() {
    return jdbc.queryForList("select message_id from careloop_inbox order by arrival desc", String.class).get(0);
  }

  String reason() {
    return jdbc.queryForList("select reason from careloop_inbox order by arrival desc", String.class).get(0);
  }

  String problem() {
    return jdbc.queryForList("select problem from careloop_inbox order by arrival desc", String.class).get(0);
  }

  String notes() {
    return String.valueOf(jdbc.queryForList("select notes from careloop_inbox order by arrival desc", String.class).get(0));
  }

  int count() {
    return jdbc.queryForObject("select count(*) from careloop_inbox", Integer.class);
  }

  /** Status and facts of a stay, as they are stored. */
  String stay(String encounterId) {
    return jdbc.queryForList("select status, patient_identifier, state from careloop_stay where encounter_id = ?", encounterId).toString();
  }

  @Override
  public void close() {
    database.close();
  }
}
