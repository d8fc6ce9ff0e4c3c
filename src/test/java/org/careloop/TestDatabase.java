package org.careloop;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import org.springframework.test.context.DynamicPropertyRegistry;

/** The database a test runs on: H2 in memory, or with {@code -Dcareloop.test.database=postgres} a real PostgreSQL, started once. */
public final class TestDatabase {

  private static EmbeddedPostgres postgres;

  private TestDatabase() {}

  public static boolean isPostgres() {
    return "postgres".equals(System.getProperty("careloop.test.database"));
  }

  /** Points the program at a new, empty database. */
  public static void configure(DynamicPropertyRegistry registry, String name) {
    String database = name.toLowerCase() + "_" + UUID.randomUUID().toString().substring(0, 8);
    if (isPostgres()) {
      registry.add("spring.datasource.url", () -> newPostgresDatabase(database));
      registry.add("spring.datasource.username", () -> "postgres");
      registry.add("spring.datasource.password", () -> "postgres");
    } else {
      registry.add("spring.datasource.url", () -> "jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1;QUERY_CACHE_SIZE=1000".formatted(database));
    }
  }

  /** Makes an empty PostgreSQL database and says where it is. */
  public static synchronized String newPostgresDatabase(String name) {
    try {
      if (postgres == null) {
        postgres = EmbeddedPostgres.builder().setServerConfig("max_connections", "300").start();
      }
      try (var connection = postgres.getPostgresDatabase().getConnection(); var statement = connection.createStatement()) {
        statement.execute("create database " + name);
      } catch (java.sql.SQLException alreadyThere) {
        if (!"42P04".equals(alreadyThere.getSQLState())) {
          throw new IllegalStateException("The test database %s cannot be made".formatted(name), alreadyThere);
        }
      }
      return postgres.getJdbcUrl("postgres", name);
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL for tests does not start", e);
    }
  }
}
