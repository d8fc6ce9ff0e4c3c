package org.careloop.engine;

import java.util.List;
import org.camunda.bpm.engine.ProcessEngine;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.stereotype.Component;

/** In production the engine may not change its own tables: its scripts, as they lie in its jar, are run once like our own migrations. */
@Component
@Profile("production")
class EngineTables implements JavaMigration {

  private static final List<String> PARTS =
      List.of("engine", "history", "identity", "case.engine", "case.history", "decision.engine", "decision.history");

  @Override
  public MigrationVersion getVersion() {
    return MigrationVersion.fromVersion("100." + ProcessEngine.class.getPackage().getImplementationVersion().replaceAll("[^0-9.]", ""));
  }

  @Override
  public String getDescription() {
    return "engine tables";
  }

  /** The scripts never change under a version. */
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
    ResourceDatabasePopulator scripts = new ResourceDatabasePopulator();
    for (String part : PARTS) {
      scripts.addScript(new ClassPathResource("org/camunda/bpm/engine/db/create/activiti.postgres.create.%s.sql".formatted(part)));
    }
    scripts.execute(new SingleConnectionDataSource(context.getConnection(), true));
  }
}
