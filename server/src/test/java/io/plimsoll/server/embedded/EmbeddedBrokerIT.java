package io.plimsoll.server.embedded;

import static io.plimsoll.server.embedded.TestServers.await;
import static io.plimsoll.server.embedded.TestServers.brokerLibraries;
import static io.plimsoll.server.embedded.TestServers.createTopic;
import static io.plimsoll.server.embedded.TestServers.isAlive;
import static io.plimsoll.server.embedded.TestServers.receive;
import static io.plimsoll.server.embedded.TestServers.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.inference.process.Signal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedBrokerIT {
  private static final List<String> VALUES =
      IntStream.range(0, 500).mapToObj("%04d"::formatted).toList();

  private final Path directory;

  EmbeddedBrokerIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void keepsItsRecordsAndItsPortOverARestart() throws Exception {
    EmbeddedBroker.Endpoint endpoint;
    long first;
    try (EmbeddedBroker broker = start()) {
      endpoint = broker.endpoint();
      first = broker.pid();
      createTopic(endpoint);
      send(endpoint, VALUES);
    }
    assertThat(isAlive(first)).isFalse();
    try (EmbeddedBroker broker = start()) {
      assertThat(broker.endpoint()).isEqualTo(endpoint);
      assertThat(receive(endpoint)).containsExactlyElementsOf(VALUES);
      assertThat(broker.restarts()).isZero();
    }
  }

  @Test
  void comesBackOnTheSamePortWithEveryAcknowledgedRecordWhenItIsKilled() throws Exception {
    try (EmbeddedBroker broker = start()) {
      EmbeddedBroker.Endpoint endpoint = broker.endpoint();
      createTopic(endpoint);
      send(endpoint, VALUES);
      Signal.KILL.send(broker.pid());
      await("the restart", () -> broker.restarts() == 1);
      assertThat(receive(endpoint)).containsExactlyElementsOf(VALUES);
    }
  }

  @Test
  void asksForThePassword() {
    try (EmbeddedBroker broker = start()) {
      EmbeddedBroker.Endpoint endpoint = broker.endpoint();
      EmbeddedBroker.Endpoint intruder =
          new EmbeddedBroker.Endpoint(endpoint.host(), endpoint.port(), endpoint.user(), "wrong");
      try (Admin admin = Admin.create(Map.copyOf(intruder.clientProperties()))) {
        assertThatThrownBy(() -> admin.describeCluster().nodes().get())
            .isInstanceOf(ExecutionException.class)
            .hasCauseInstanceOf(SaslAuthenticationException.class);
      }
      assertThat(endpoint.toString()).doesNotContain(endpoint.password());
    }
  }

  @Test
  void refusesADirectoryThatIsInUse() {
    try (EmbeddedBroker broker = start()) {
      assertThatThrownBy(this::start)
          .isInstanceOf(EmbeddedServerException.class)
          .hasMessageContaining("in use by process");
      assertThat(isAlive(broker.pid())).isTrue();
    }
  }

  @Test
  void namesTheFolderWhenTheLibrariesAreMissing() {
    assertThatThrownBy(
            () -> EmbeddedBroker.start(directory, directory.resolve("none"), TestServers.broker()))
        .isInstanceOf(EmbeddedServerException.class)
        .hasMessageContaining(directory.resolve("none").toString())
        .hasMessageContaining("PLIMSOLL_BROKER_LIB");
  }

  @Test
  void saysWhatTheBrokerSaidWhenItCannotStart() {
    BrokerSettings settings =
        TestServers.broker().withProperties(Map.of("log.segment.bytes", "nonsense"));
    assertThatThrownBy(() -> EmbeddedBroker.start(directory, brokerLibraries(), settings))
        .isInstanceOf(EmbeddedServerException.class)
        .hasMessageContaining("Kafka ended with status 1 while it was starting")
        .hasMessageContaining("log.segment.bytes");
  }

  @Test
  void stopsABrokerThatAnEarlierRunLeftBehind() throws Exception {
    List<String> command;
    try (EmbeddedBroker broker = start()) {
      command = TestServers.commandLine(broker.pid());
    }
    Path log = directory.resolve("orphan.log");
    Process leftBehind =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    await("the orphan's start", () -> Files.readString(log).contains("plimsoll-broker: ready"));
    try (EmbeddedBroker broker = start()) {
      assertThat(leftBehind.isAlive()).isFalse();
      assertThat(isAlive(broker.pid())).isTrue();
    }
  }

  @Test
  void makesAStartupCacheInTheBackgroundAndUsesItFromThenOn() throws Exception {
    Path libraries = Files.createDirectories(directory.resolve("lib"));
    try (Stream<Path> jars = Files.list(brokerLibraries())) {
      for (Path jar : jars.toList()) {
        Files.copy(jar, libraries.resolve(jar.getFileName()));
      }
    }
    Path home = directory.resolve("home");
    BrokerSettings settings = BrokerSettings.defaults();
    try (EmbeddedBroker first = EmbeddedBroker.start(home, libraries, settings)) {
      assertThat(mappedCaches(first)).isEmpty();
      await("the cache", () -> !caches().isEmpty());
    }
    try (EmbeddedBroker second = EmbeddedBroker.start(home, libraries, settings)) {
      assertThat(mappedCaches(second)).containsExactlyElementsOf(caches());
    }
    // As a new release would have it: the cache does not match, which must not keep the broker from
    // starting.
    Files.setLastModifiedTime(
        libraries.resolve("jspecify-1.0.0.jar"), java.nio.file.attribute.FileTime.fromMillis(0));
    try (EmbeddedBroker third =
        EmbeddedBroker.start(home, libraries, settings.withRehearse(false))) {
      assertThat(mappedCaches(third)).isEmpty();
    }
  }

  private List<Path> caches() throws Exception {
    Path startup = directory.resolve("startup");
    if (!Files.isDirectory(startup)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(startup)) {
      return files.filter(file -> file.toString().endsWith(".aot")).toList();
    }
  }

  /** Ask the kernel, not the command line: the JVM ignores a cache that does not suit it. */
  private static List<Path> mappedCaches(EmbeddedBroker broker) throws Exception {
    try (Stream<String> lines =
        Files.lines(Path.of("/proc", Long.toString(broker.pid()), "maps"))) {
      return lines
          .filter(line -> line.endsWith(".aot"))
          .map(line -> Path.of(line.substring(line.indexOf('/'))))
          .distinct()
          .toList();
    }
  }

  private EmbeddedBroker start() {
    return EmbeddedBroker.start(directory, brokerLibraries(), TestServers.broker());
  }
}
