package org.careloop.audit.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.careloop.audit.chain.AuditEvent.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.transaction.support.TransactionTemplate;

/** Keys, anchors, restored backups and erasing, without the program around them. */
class ChainTest {

  @TempDir private Path folder;
  private final MovingClock clock = new MovingClock();
  private final MockEnvironment environment = new MockEnvironment();
  private String url;

  @BeforeEach
  void anEmptyDatabase() {
    url = "jdbc:h2:mem:chain_" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    new ResourceDatabasePopulator(new ClassPathResource("db/migration/V60__audit_chain.sql"), new ClassPathResource("db/migration/V1__cases.sql"),
        new ClassPathResource("db/migration/V10__inbox.sql")).execute(database());
  }

  private DataSource database() {
    return new DriverManagerDataSource(url);
  }

  /** One start of the program. */
  private Program start() {
    return new Program(new ChainSettings(folder.resolve("keys").toString(), folder.resolve("anchors").toString(), "node-a", Duration.ofMinutes(5),
        Duration.ofDays(365), false));
  }

  private final class Program {
    final DataSource database = database();
    final JdbcTemplate jdbc = new JdbcTemplate(database);
    final DataSourceTransactionManager transactions = new DataSourceTransactionManager(database);
    final TransactionTemplate transaction = new TransactionTemplate(transactions);
    final AuditReader reader = new AuditReader(database);
    final KeysInUse keys;
    final Recorder recorder;
    final Anchors anchors;

    Program(ChainSettings settings) {
      ThisNode node = new ThisNode(settings);
      ChainTables tables = new ChainTables(jdbc);
      keys = new KeysInUse(settings, jdbc, clock, node, environment);
      recorder = new Recorder(jdbc, transactions, tables, keys, clock, node);
      recorder.begin();
      anchors = new Anchors(tables, keys, recorder, settings, database, clock, node, transactions);
      anchors.lookOutside();
    }

    void aCase(String key) {
      transaction.executeWithoutResult(status -> {
        jdbc.update("insert into careloop_case (started_by, business_key) values ('PatientDischarged', ?)", key);
        recorder.wrote("careloop_case", "PatientDischarged", key);
      });
    }
  }

  @Test
  void theFirstStartMakesAKeyThatOnlyItsOwnerCanRead() throws IOException {
    Program program = start();

    assertThat(program.reader.keys()).singleElement().satisfies(key -> {
      assertThat(key.vouchedBy()).isNull();
      assertThat(key.keyId()).isEqualTo(program.keys.current().keyId()).isEqualTo(AuditKey.idOf(key.publicKey()));
    });
    assertThat(program.reader.events("keys")).singleElement().satisfies(event -> {
      assertThat(event.kind()).isEqualTo(Kind.KEY);
      assertThat(event.seal()).isEqualTo(Canon.seal(program.keys.current().secret(), event.hash()));
    });
    Path file = folder.resolve("keys").resolve(program.keys.current().keyId() + ".key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    assertThat(program.jdbc.queryForList("select public_key from careloop_audit_key", String.class).toString()).doesNotContain(
        program.keys.current().sealSecret(), program.keys.current().privateKey());

    assertThat(start().keys.current()).as("the next start goes on with it").isEqualTo(program.keys.current());
  }

  @Test
  void aKeyThatIsOldIsFollowedByOneThatItVouchesFor() {
    Program program = start();
    AuditKey old = program.keys.current();
    program.aCase("MERCY:V1");
    clock.now = clock.now.plus(Duration.ofDays(366));
    program.anchors.now();
    program.aCase("MERCY:V2");

    AuditKey fresh = program.keys.current();
    assertThat(fresh.keyId()).isNotEqualTo(old.keyId());
    assertThat(program.reader.keys()).hasSize(2);
    AuditReader.Key written = program.reader.keys().get(1);
    assertThat(written.vouchedBy()).isEqualTo(old.keyId());
    assertThat(AuditKey.signed(old.publicKey(), AuditKey.introduction(written.keyId(), written.publicKey(), written.since()), written.signature())).isTrue();
    assertThat(program.reader.keys().get(0).retiredAt()).isNotNull();
    assertThat(program.reader.events("case-key:PatientDischarged/MERCY:V2").get(0).keyId()).isEqualTo(fresh.keyId());
    assertThat(start().keys.current()).isEqualTo(fresh);
  }

  @Test
  void productionDoesNotStartWithoutTheKeysOfItsHistoryUnlessToldThatTheyAreLost() throws IOException {
    start();
    String lost = Files.list(folder.resolve("keys")).findFirst().orElseThrow().getFileName().toString();
    Files.delete(folder.resolve("keys").resolve(lost));
    environment.setActiveProfiles("production");

    assertThatThrownBy(this::start).hasMessageContaining(lost.replace(".key", "")).hasMessageContaining("careloop.audit.new-key-after-loss=true");

    Program program = new Program(new ChainSettings(folder.resolve("keys").toString(), folder.resolve("anchors").toString(), "", Duration.ofMinutes(5),
        Duration.ofDays(365), true));
    assertThat(program.reader.events("keys")).last().satisfies(event -> assertThat(event.note()).contains("without a key that vouches for it"));
  }

  @Test
  void anAnchorSignsTheHeadsThatMovedAndIsWrittenOutsideOnce() {
    Program program = start();
    program.aCase("MERCY:V1");
    Anchor first = program.anchors.now();
    assertThat(first.leaves()).extracting(Anchor.Leaf::chain).containsExactly("case-key:PatientDischarged/MERCY:V1", "keys");
    assertThat(first.root()).isEqualTo(Anchor.rootOf(first.leaves()));
    assertThat(first.prev()).isEqualTo(Canon.FIRST);

    assertThat(program.anchors.now()).as("nothing has moved").isEqualTo(first);
    program.aCase("MERCY:V2");
    Anchor second = program.anchors.now();
    assertThat(second.leaves()).extracting(Anchor.Leaf::chain).containsExactly("case-key:PatientDischarged/MERCY:V2");
    assertThat(second.prev()).isEqualTo(first.sum());
    assertThat(second.no()).isEqualTo(2);

    List<Anchor> outside = program.anchors.outside().anchors();
    assertThat(outside).containsExactly(first, second).isEqualTo(program.reader.anchors(0));
    assertThat(outside).allSatisfy(anchor ->
        assertThat(AuditKey.signed(program.anchors.outside().publicKey(anchor.keyId()), anchor.signed(), anchor.signature())).isTrue());
  }

  @Test
  void anchorsAreMadeWhenTheirTimeHasCome() {
    Program program = start();
    program.anchors.whenDue();
    program.aCase("MERCY:V1");
    clock.now = clock.now.plusSeconds(299);
    program.anchors.whenDue();
    assertThat(program.reader.anchors(0)).hasSize(1);
    clock.now = clock.now.plusSeconds(1);
    program.anchors.whenDue();
    assertThat(program.reader.anchors(0)).hasSize(2);
  }

  @Test
  void aRestoredBackupSaysSoAndItsNumbersGoOnAfterThoseOutside() {
    Program program = start();
    program.aCase("MERCY:V1");
    program.anchors.now();
    program.jdbc.execute("script to '" + folder.resolve("backup.sql") + "'");
    program.aCase("MERCY:V2");
    program.anchors.now();
    program.aCase("MERCY:V3");
    Anchor beyond = program.anchors.now();

    url = "jdbc:h2:mem:restored_" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    new JdbcTemplate(database()).execute("runscript from '" + folder.resolve("backup.sql") + "'");
    Program restored = start();

    assertThat(restored.reader.events("keys")).last().satisfies(event -> {
      assertThat(event.kind()).isEqualTo(Kind.RESTORED);
      assertThat(event.note()).contains("ends with anchor 1").contains("go on to 3");
    });
    Anchor next = restored.reader.anchors(0).get(1);
    assertThat(next.no()).isEqualTo(4);
    assertThat(next.prev()).isEqualTo(beyond.sum());
    assertThat(next.note()).startsWith("restored: ");
    restored.anchors.now();
    assertThat(restored.anchors.outside().anchors()).extracting(Anchor::no).startsWith(1L, 2L, 3L, 4L);
    assertThat(start().reader.events("keys")).as("said once").filteredOn(event -> event.kind().equals(Kind.RESTORED)).hasSize(1);
  }

  @Test
  void aNewDatabaseBesideTheAnchorsOfAnotherOneSaysThatItBeganNew() {
    Program other = start();
    other.aCase("MERCY:V1");
    Anchor beyond = other.anchors.now();

    anEmptyDatabase();
    Program fresh = start();

    assertThat(fresh.reader.events("keys")).last().satisfies(event -> assertThat(event.note()).contains("began new and empty").contains("end with number 1")
        .doesNotContain("lost"));
    assertThat(fresh.reader.anchors(0)).singleElement().satisfies(anchor -> assertThat(anchor.no()).isEqualTo(beyond.no() + 1));
    assertThat(start().reader.events("keys")).as("said once").filteredOn(event -> event.kind().equals(Kind.RESTORED)).hasSize(1);
  }

  @Test
  void erasedValuesCannotBeTriedOutAnyMoreAndTheChainStands() {
    Program program = start();
    program.aCase("MERCY:V1");
    String chain = "case-key:PatientDischarged/MERCY:V1";
    program.transaction.executeWithoutResult(status -> {
      program.jdbc.update("update careloop_case set instance_id = 'secret'");
      program.recorder.wrote("careloop_case", "PatientDischarged", "MERCY:V1");
    });
    program.transaction.executeWithoutResult(status -> {
      program.jdbc.update("update careloop_case set instance_id = null");
      program.recorder.wrote("careloop_case", "PatientDischarged", "MERCY:V1");
      program.recorder.erased(chain, "by law");
    });

    List<AuditEvent> events = program.reader.events(chain);
    assertThat(events).extracting(AuditEvent::kind).containsExactly(Kind.RECORDED, Kind.RECORDED, Kind.ERASED);
    assertThat(events).extracting(AuditEvent::salt).startsWith(null, null).last().isNotNull();
    assertThat(events).allSatisfy(event -> assertThat(Canon.hash(event)).isEqualTo(event.hash()));
  }

  @Test
  void erasingNeverCoversUpAChange() {
    Program program = start();
    String message = "insert into careloop_inbox_reading (message_id, read_by, read_at) values ('m', ?, current_timestamp)";
    program.transaction.executeWithoutResult(status -> {
      program.jdbc.update(message, "lead");
      program.jdbc.update(message, "auditor");
      program.recorder.wrote("careloop_inbox_reading", 1L);
      program.recorder.wrote("careloop_inbox_reading", 2L);
    });
    program.jdbc.update("update careloop_inbox_reading set read_by = 'nobody' where reading_id = 2");

    assertThatThrownBy(() -> program.transaction.executeWithoutResult(status -> {
      program.jdbc.update("update careloop_inbox_reading set read_by = 'erased' where reading_id = 1");
      program.recorder.wrote("careloop_inbox_reading", 1L);
      program.recorder.erased("message:m", "by law");
    })).hasMessageContaining("is not what the chain says");
    assertThat(program.reader.events("message:m")).singleElement().satisfies(event -> assertThat(event.salt()).isNotNull());
  }

  @Test
  void aClockThatGoesBackMovesNoEventBeforeTheOneBefore() {
    Program program = start();
    program.transaction.executeWithoutResult(status -> program.recorder.noted("exports", "test", "one"));
    clock.now = clock.now.minusSeconds(60);
    program.transaction.executeWithoutResult(status -> program.recorder.noted("exports", "test", "two"));
    List<AuditEvent> events = program.reader.events("exports");
    assertThat(events.get(1).at()).isEqualTo(events.get(0).at());
  }

  private static final class MovingClock extends Clock {
    Instant now = Instant.parse("2026-03-06T20:00:00.123456Z");

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
