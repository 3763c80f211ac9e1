package io.plimsoll.server.testing;

import io.plimsoll.server.embedded.BrokerSettings;
import io.plimsoll.server.embedded.EmbeddedBroker;
import io.plimsoll.server.embedded.EmbeddedPostgres;
import io.plimsoll.server.embedded.PostgresSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jdbi.v3.core.Jdbi;

/**
 * A PostgreSQL and a Kafka that the platform did not start: the operator's own, prepared as the
 * guide to operations says.
 */
public final class TestServerGround implements AutoCloseable {
  private static final String PASSWORD = "of the operator";

  private final Path folder;
  private final EmbeddedPostgres postgres;
  private final EmbeddedBroker broker;

  private TestServerGround(Path folder, EmbeddedPostgres postgres, EmbeddedBroker broker) {
    this.folder = folder;
    this.postgres = postgres;
    this.broker = broker;
  }

  /** Starts both in {@code folder} and makes the roles and the database. */
  public static TestServerGround start(Path folder) {
    return start(folder, PostgresSettings.defaults(), BrokerSettings.defaults());
  }

  /** The same with settings of one's own. */
  public static TestServerGround start(
      Path folder, PostgresSettings database, BrokerSettings kafka) {
    EmbeddedPostgres postgres = EmbeddedPostgres.start(folder.resolve("postgres"), database);
    try {
      EmbeddedBroker broker =
          EmbeddedBroker.start(
              folder.resolve("kafka"),
              TestServerProcess.brokerLibraries(),
              kafka.withRehearse(false));
      TestServerGround ground = new TestServerGround(folder, postgres, broker);
      ground.prepare();
      return ground;
    } catch (RuntimeException failure) {
      postgres.close();
      throw failure;
    }
  }

  /** The configuration of a process that stands on these servers. */
  public Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("PLIMSOLL_DATABASE_URL", postgres.endpoint().jdbcUrl("plimsoll"));
    environment.put("PLIMSOLL_DATABASE_PASSWORD", PASSWORD);
    environment.put("PLIMSOLL_DATABASE_OWNER_PASSWORD", PASSWORD);
    environment.put("PLIMSOLL_KAFKA_BOOTSTRAP_SERVERS", broker.endpoint().bootstrapServers());
    environment.put("PLIMSOLL_KAFKA_PROPERTIES", kafkaProperties().toString());
    return environment;
  }

  /** The same for a process that reaches them by other ports than their own. */
  public Map<String, String> environment(int postgresPort, int kafkaPort) {
    Map<String, String> environment = new HashMap<>(environment());
    environment.put(
        "PLIMSOLL_DATABASE_URL", "jdbc:postgresql://127.0.0.1:%d/plimsoll".formatted(postgresPort));
    environment.put("PLIMSOLL_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + kafkaPort);
    return environment;
  }

  /** The database as the owner of the schema, whatever lies between it and the platform. */
  public Jdbi database() {
    return Jdbi.create(postgres.endpoint().jdbcUrl("plimsoll"), "plimsoll_owner", PASSWORD);
  }

  public EmbeddedPostgres postgres() {
    return postgres;
  }

  public EmbeddedBroker broker() {
    return broker;
  }

  @Override
  public void close() {
    broker.close();
    postgres.close();
  }

  private void prepare() {
    EmbeddedPostgres.Endpoint endpoint = postgres.endpoint();
    Jdbi.create(endpoint.jdbcUrl("postgres"), endpoint.superuser(), endpoint.password())
        .useHandle(
            handle -> {
              handle.execute("CREATE ROLE plimsoll_owner LOGIN PASSWORD '" + PASSWORD + "'");
              handle.execute(
                  "CREATE ROLE plimsoll_app LOGIN PASSWORD '" + PASSWORD + "' NOBYPASSRLS");
              handle.execute("CREATE DATABASE plimsoll OWNER plimsoll_owner");
            });
  }

  private Path kafkaProperties() {
    Properties properties = new Properties();
    properties.putAll(broker.endpoint().clientProperties());
    Path file = folder.resolve("kafka.properties");
    try (var writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
      return file;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
