package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.ClassPathResource;

class MigrationsTest {

  private final String database = "jdbc:h2:mem:migrations-%s;DB_CLOSE_DELAY=-1".formatted(UUID.randomUUID());

  @Test
  void ourNewTablesAreMadeInADatabaseThatHasTheEnginesAlready(@TempDir Path earlier) throws IOException {
    for (String script : List.of("V1__cases.sql", "V10__inbox.sql", "V20__messaging.sql")) {
      Files.copy(Path.of("src/main/resources/db/migration", script), earlier.resolve(script));
    }
    flyway().locations("filesystem:" + earlier).load().migrate();
    boolean outOfOrder = (Boolean) new YamlPropertySourceLoader().load("settings", new ClassPathResource("application.yaml")).get(0)
        .getProperty("spring.flyway.out-of-order");
    assertThat(flyway().locations("classpath:db/migration").outOfOrder(outOfOrder).load().migrate().migrations)
        .extracting(migration -> migration.version).contains("30");
  }

  private FluentConfiguration flyway() {
    return Flyway.configure().dataSource(database, "sa", "").javaMigrations(new EnginesTables());
  }

  /** Stands where the engine's own scripts stand in production: above ours. */
  private static final class EnginesTables implements JavaMigration {

    @Override
    public MigrationVersion getVersion() {
      return MigrationVersion.fromVersion("100.7.24.0");
    }

    @Override
    public String getDescription() {
      return "engine tables";
    }

    @Override
    public Integer getChecksum() {
      return null;
    }

    @Override
    public boolean canExecuteInTransaction() {
      return true;
    }

    @Override
    public void migrate(Context context) {
      // Its tables do not matter here, its number does.
    }
  }
}
