package org.careloop.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.careloop.TestDatabase;
import org.careloop.trail.Trail;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/** The table of sent messages, on both databases. */
class SentMessagesTest {

  private static final Instant NOW = Instant.parse("2026-03-06T20:15:00.123Z");

  @ParameterizedTest
  @ValueSource(strings = {"h2", "postgres"})
  void whatIsSentStaysSentAlsoWhenTheEngineForgets(String kind) throws Exception {
    DataSource database = database(kind);
    SentMessages messages = messages(database, NOW);
    AtomicInteger sent = new AtomicInteger();

    TransactionTemplate job = new TransactionTemplate(new DataSourceTransactionManager(database));
    job.executeWithoutResult(tx -> {
      messages.once("effect-1", Channel.EMAIL, "red-flag", () -> "id-" + sent.incrementAndGet());
      tx.setRollbackOnly();
    });
    SentMessages.Sent again = job.execute(tx -> messages.once("effect-1", Channel.EMAIL, "red-flag", () -> "id-" + sent.incrementAndGet()));

    assertThat(sent).hasValue(1);
    assertThat(again).isEqualTo(new SentMessages.Sent("id-1", NOW));
  }

  @ParameterizedTest
  @ValueSource(strings = {"h2", "postgres"})
  void ofManyWhoSendTheSameAtOnceOneDoes(String kind) throws Exception {
    SentMessages messages = messages(database(kind), NOW);
    AtomicInteger sent = new AtomicInteger();
    ExecutorService nodes = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Boolean>> attempts = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        attempts.add(() -> {
          try {
            messages.once("effect-1", Channel.SMS, "visit-reminder", () -> {
              sent.incrementAndGet();
              return "id";
            });
            return true;
          } catch (IllegalStateException othersAreAtIt) {
            return false;
          }
        });
      }
      for (Future<Boolean> result : nodes.invokeAll(attempts)) {
        result.get();
      }
    } finally {
      nodes.shutdownNow();
    }
    assertThat(sent).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"h2", "postgres"})
  void anUnknownOutcomeIsTriedAgainByOneOnlyAndACertainFailureLeavesNothing(String kind) throws Exception {
    DataSource database = database(kind);
    SentMessages messages = messages(database, NOW);
    assertThatThrownBy(() -> messages.once("effect-1", Channel.EMAIL, "red-flag", () -> {
      throw MessageUndelivered.perhaps("no answer");
    })).isInstanceOf(MessageUndelivered.class);
    assertThatThrownBy(() -> messages.once("effect-2", Channel.EMAIL, "red-flag", () -> {
      throw MessageUndelivered.certainly("refused");
    })).isInstanceOf(MessageUndelivered.class);

    assertThat(JdbcClient.create(database).sql("select effect_id from careloop_sent_message").query(String.class).list()).containsExactly(
        "effect-1");
    messages.once("effect-1", Channel.EMAIL, "red-flag", () -> {
      assertThatThrownBy(() -> messages.once("effect-1", Channel.EMAIL, "red-flag", () -> "other")).hasMessageContaining("at this moment");
      return "id";
    });
  }

  private static SentMessages messages(DataSource database, Instant now) {
    return new SentMessages(JdbcClient.create(database), new DataSourceTransactionManager(database), Clock.fixed(now, ZoneOffset.UTC), Trail.none());
  }

  private static DataSource database(String kind) throws Exception {
    String name = "sent_" + java.util.UUID.randomUUID().toString().substring(0, 8);
    DataSource database = kind.equals("postgres")
        ? new DriverManagerDataSource(TestDatabase.newPostgresDatabase(name), "postgres", "postgres")
        : new DriverManagerDataSource("jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1".formatted(name));
    JdbcClient.create(database).sql(new ClassPathResource("db/migration/V20__messaging.sql").getContentAsString(
        StandardCharsets.UTF_8)).update();
    return database;
  }
}
