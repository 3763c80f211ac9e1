package io.plimsoll.server.pipeline;

import io.plimsoll.server.embedded.BrokerSettings;
import io.plimsoll.server.embedded.PostgresSettings;
import io.plimsoll.server.testing.CutProxy;
import io.plimsoll.server.testing.SkewedClock;
import io.plimsoll.server.testing.SmallDisk;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerClient;
import io.plimsoll.server.testing.TestServerGround;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * A platform of several processes, a door and three pipelines, on a PostgreSQL and a Kafka of the
 * operator's own, with everything between them that can be broken.
 */
final class ChaosPlatform implements AutoCloseable {
  static final int MAX_BACKLOG = 20_000;
  private static final int PIPELINES = 3;

  private final Path folder;
  private final Optional<SmallDisk> postgresDisk;
  private final Optional<SmallDisk> kafkaDisk;
  private final CutProxy toPostgres;
  private final CutProxy toKafka;
  private final TestServerGround ground;
  private final ChaosMember door;
  private final List<ChaosMember> pipelines = new ArrayList<>();

  private ChaosPlatform(Path folder) {
    this.folder = folder;
    this.postgresDisk = SmallDisk.mount(folder.resolve("postgres"));
    this.kafkaDisk = SmallDisk.mount(folder.resolve("kafka"));
    int postgresPort = CutProxy.freePort();
    int kafkaPort = CutProxy.freePort();
    this.toPostgres = CutProxy.to(postgresPort);
    this.toKafka = CutProxy.to(kafkaPort);
    this.ground =
        TestServerGround.start(
            folder,
            PostgresSettings.defaults()
                .withPort(postgresPort)
                .withBinaries(Path.of("target", "postgres-binaries").toAbsolutePath())
                .withParameters(Map.of("max_wal_size", "256MB", "min_wal_size", "80MB")),
            BrokerSettings.defaults().withPort(kafkaPort).withAdvertisedPort(toKafka.port()));
    Optional<Path> clocks = SkewedClock.build(folder);
    Optional<SkewedClock> ofDoor = clocks.map(library -> SkewedClock.in(folder, "door", library));
    this.door = new ChaosMember(TestServer.start(environment("api,intake", ofDoor)), ofDoor);
    List<CompletableFuture<ChaosMember>> starting = new ArrayList<>();
    for (int number = 0; number < PIPELINES; number++) {
      String name = "pipeline-" + number;
      starting.add(CompletableFuture.supplyAsync(() -> pipeline(name, clocks)));
    }
    starting.forEach(each -> pipelines.add(each.join()));
  }

  private ChaosMember pipeline(String name, Optional<Path> clocks) {
    Optional<SkewedClock> own = clocks.map(library -> SkewedClock.in(folder, name, library));
    return new ChaosMember(TestServer.beside(door.server(), environment("pipeline", own)), own);
  }

  static ChaosPlatform start() {
    ChaosPlatform platform = new ChaosPlatform(TestServer.newHome());
    // Whoever looks at answers asks for the contract once, and must not do so in the midst of it.
    TestServerClient.of(platform.door.server()).get("/api/v1/status").expect(200);
    return platform;
  }

  TestServerGround ground() {
    return ground;
  }

  CutProxy toPostgres() {
    return toPostgres;
  }

  CutProxy toKafka() {
    return toKafka;
  }

  Optional<SmallDisk> postgresDisk() {
    return postgresDisk;
  }

  Optional<SmallDisk> kafkaDisk() {
    return kafkaDisk;
  }

  ChaosMember door() {
    return door;
  }

  List<ChaosMember> pipelines() {
    return pipelines;
  }

  /** The key of the first project, which has every scope. */
  String key() {
    return door.server().credentials().path("apiKey").asText();
  }

  UUID projectId() {
    return ground
        .database()
        .withHandle(
            handle -> handle.createQuery("SELECT id FROM projects").mapTo(UUID.class).one());
  }

  /** A number out of the database; {@code :project} stands for the first project. */
  long count(String query) {
    UUID project = projectId();
    return ground
        .database()
        .withHandle(
            handle -> handle.createQuery(query).bind("project", project).mapTo(Long.class).one());
  }

  /** Mends every way and disk; returns when every process runs. */
  void heal() throws Exception {
    toPostgres.heal();
    toKafka.heal();
    postgresDisk.ifPresent(SmallDisk::clear);
    kafkaDisk.ifPresent(SmallDisk::clear);
    door.awaitSettled(Duration.ofMinutes(2));
    for (ChaosMember pipeline : pipelines) {
      pipeline.awaitSettled(Duration.ofMinutes(2));
    }
  }

  @Override
  public void close() {
    pipelines.forEach(ChaosMember::close);
    door.close();
    ground.close();
    toPostgres.close();
    toKafka.close();
    postgresDisk.ifPresent(SmallDisk::close);
    kafkaDisk.ifPresent(SmallDisk::close);
  }

  private Map<String, String> environment(String roles, Optional<SkewedClock> clock) {
    Map<String, String> environment =
        new HashMap<>(ground.environment(toPostgres.port(), toKafka.port()));
    environment.put("PLIMSOLL_ROLES", roles);
    environment.put("PLIMSOLL_KAFKA_MAX_BACKLOG", Integer.toString(MAX_BACKLOG));
    clock.ifPresent(own -> environment.putAll(own.environment()));
    return environment;
  }

  @Override
  public String toString() {
    return "ChaosPlatform in " + folder;
  }
}
