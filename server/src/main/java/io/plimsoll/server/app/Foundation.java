package io.plimsoll.server.app;

import io.plimsoll.server.embedded.BrokerSettings;
import io.plimsoll.server.embedded.EmbeddedBroker;
import io.plimsoll.server.embedded.EmbeddedPostgres;
import io.plimsoll.server.embedded.PostgresSettings;
import io.plimsoll.server.platform.config.ConfigException;
import io.plimsoll.server.platform.config.Home;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.crypto.Tokens;
import io.plimsoll.server.platform.database.DatabaseAddress;
import io.plimsoll.server.platform.database.Migrations;
import io.plimsoll.server.platform.eventlog.KafkaAddress;
import io.plimsoll.server.platform.eventlog.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * What the roles stand on: a migrated PostgreSQL and a Kafka with its topics, embedded unless the
 * configuration names external ones. Closing it stops what is embedded.
 */
final class Foundation implements AutoCloseable {
  private static final String DATABASE = "plimsoll";

  private final DatabaseAddress database;
  private final KafkaAddress kafka;
  private final Optional<EmbeddedPostgres> postgres;
  private final Optional<EmbeddedBroker> broker;

  private Foundation(
      DatabaseAddress database,
      KafkaAddress kafka,
      Optional<EmbeddedPostgres> postgres,
      Optional<EmbeddedBroker> broker) {
    this.database = database;
    this.kafka = kafka;
    this.postgres = postgres;
    this.broker = broker;
  }

  /** Starts what is embedded, both at once, and brings schema and topics up to date. */
  static Foundation lay(PlimsollConfig config, Optional<Path> brokerLibraries) {
    Home home = Home.at(config.home());
    CompletableFuture<Optional<EmbeddedBroker>> startingBroker =
        CompletableFuture.supplyAsync(() -> startBroker(config, home, brokerLibraries));
    Optional<EmbeddedPostgres> postgres = Optional.empty();
    try {
      postgres = startPostgres(config, home);
      DatabaseAddress database =
          postgres
              .map(running -> prepare(running, config, home))
              .orElseGet(() -> external(config.database()));
      new Migrations(database).apply();
      Optional<EmbeddedBroker> broker = startingBroker.join();
      KafkaAddress kafka =
          broker
              .map(running -> new KafkaAddress(running.endpoint().clientProperties()))
              .orElseGet(
                  () ->
                      KafkaAddress.external(
                          config.kafka().bootstrapServers().orElseThrow(),
                          config.kafka().propertiesFile()));
      Topics.ensure(kafka, config.kafka());
      return new Foundation(database, kafka, postgres, broker);
    } catch (RuntimeException failure) {
      postgres.ifPresent(EmbeddedPostgres::close);
      stop(startingBroker);
      if (failure instanceof CompletionException wrapped
          && wrapped.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw failure;
    }
  }

  DatabaseAddress database() {
    return database;
  }

  KafkaAddress kafka() {
    return kafka;
  }

  @Override
  public void close() {
    broker.ifPresent(EmbeddedBroker::close);
    postgres.ifPresent(EmbeddedPostgres::close);
  }

  private static void stop(CompletableFuture<Optional<EmbeddedBroker>> starting) {
    try {
      starting.join().ifPresent(EmbeddedBroker::close);
    } catch (CompletionException neverStarted) {
      // What kept the broker from starting is reported, or something else failed before it.
      return;
    }
  }

  private static Optional<EmbeddedPostgres> startPostgres(PlimsollConfig config, Home home) {
    if (config.database().url().isPresent()) {
      return Optional.empty();
    }
    return Optional.of(EmbeddedPostgres.start(home.postgres(), PostgresSettings.defaults()));
  }

  private static Optional<EmbeddedBroker> startBroker(
      PlimsollConfig config, Home home, Optional<Path> libraries) {
    if (config.kafka().bootstrapServers().isPresent()) {
      return Optional.empty();
    }
    Path found =
        libraries.orElseThrow(
            () ->
                new ConfigException(
                    "The embedded Kafka's libraries are not there: start with ./plimsoll up, or set"
                        + " PLIMSOLL_BROKER_LIB, or name an external Kafka in"
                        + " kafka.bootstrapServers."));
    BrokerSettings settings =
        BrokerSettings.defaults()
            .withMaxHeap(config.kafka().heap())
            .withRetention(config.kafka().retention());
    return Optional.of(EmbeddedBroker.start(home.kafka(), found, settings));
  }

  private static DatabaseAddress prepare(
      EmbeddedPostgres postgres, PlimsollConfig config, Home home) {
    EmbeddedPostgres.Endpoint endpoint = postgres.endpoint();
    PlimsollConfig.Database names = config.database();
    DatabaseAddress address =
        new DatabaseAddress(
            endpoint.jdbcUrl(DATABASE),
            new DatabaseAddress.Login(names.user(), secret(home, "database-user")),
            new DatabaseAddress.Login(names.ownerUser(), secret(home, "database-owner")));
    Migrations.prepareCluster(
        endpoint.jdbcUrl("postgres"),
        new DatabaseAddress.Login(endpoint.superuser(), endpoint.password()),
        address,
        DATABASE);
    return address;
  }

  private static DatabaseAddress external(PlimsollConfig.Database settings) {
    return new DatabaseAddress(
        settings.url().orElseThrow(),
        new DatabaseAddress.Login(settings.user(), settings.password()),
        new DatabaseAddress.Login(settings.ownerUser(), settings.ownerPassword()));
  }

  /** A password of this installation: made once, kept where only the operator can read it. */
  private static String secret(Home home, String name) {
    Path file = home.secrets().resolve(name);
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(
            home.secrets(),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path fresh =
            Files.createFile(
                home.secrets().resolve(name + ".partial"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, Tokens.random(""));
        Files.move(fresh, file);
      }
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot keep a secret in " + file, failure);
    }
  }
}
