package io.plimsoll.server.embedded;

import static io.plimsoll.server.embedded.TestServers.await;
import static io.plimsoll.server.embedded.TestServers.isAlive;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.inference.process.Signal;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to the embedded servers when the server that owns them dies. */
final class ParentDeathIT {
  private final Path directory;

  ParentDeathIT(@TempDir Path directory) throws Exception {
    this.directory = directory;
    // Root's own home directory looks like this.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void leavesNothingBehindWhenTheParentIsKilled() throws Exception {
    Parent parent = Parent.start(directory);
    parent.process().destroyForcibly().waitFor();
    await("the end of PostgreSQL", () -> !isAlive(parent.postgres()));
    await("the end of Kafka", () -> !isAlive(parent.broker()));
    assertEverythingIsKept();
  }

  @Test
  void startsAtOnceAfterTheParentWasKilled() throws Exception {
    Parent parent = Parent.start(directory);
    parent.process().destroyForcibly().waitFor();
    assertEverythingIsKept();
    // Dead they are, or the start would not have succeeded; whoever inherited them may still have
    // to
    // reap them.
    await("the end of PostgreSQL", () -> !isAlive(parent.postgres()));
    await("the end of Kafka", () -> !isAlive(parent.broker()));
  }

  @Test
  void startsAfterAllThreeWereKilled() throws Exception {
    Parent parent = Parent.start(directory);
    parent.process().destroyForcibly().waitFor();
    Signal.KILL.send(parent.postgres());
    Signal.KILL.send(parent.broker());
    assertEverythingIsKept();
  }

  @Test
  void keepsTheChildrenRunningWhenTheTerminalInterruptsTheParent() throws Exception {
    Parent parent = Parent.start(directory);
    long session = session(ProcessHandle.current().pid());
    assertThat(session(parent.postgres())).isNotEqualTo(session);
    assertThat(session(parent.broker())).isNotEqualTo(session);
    parent.process().destroyForcibly().waitFor();
    await("the end of both", () -> !isAlive(parent.postgres()) && !isAlive(parent.broker()));
  }

  private void assertEverythingIsKept() throws Exception {
    try (EmbeddedPostgres postgres =
            EmbeddedPostgres.start(directory.resolve("postgresql"), TestServers.postgres());
        EmbeddedBroker broker =
            EmbeddedBroker.start(
                directory.resolve("kafka"), TestServers.brokerLibraries(), TestServers.broker())) {
      assertThat(TestServers.query(postgres.endpoint(), "select x from kept")).isEqualTo("42");
      assertThat(TestServers.receive(broker.endpoint())).containsExactly("kept");
    }
  }

  /** Field 6 of the process's status, counted after the program's name, which may hold anything. */
  private static long session(long pid) throws Exception {
    String status = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    return Long.parseLong(status.substring(status.lastIndexOf(')') + 2).split(" ")[3]);
  }

  private record Parent(Process process, long postgres, long broker) {
    static Parent start(Path home) throws Exception {
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      ProcessBuilder builder =
          new ProcessBuilder(
              List.of(
                  java,
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  System.getProperty("java.class.path"),
                  ParentMain.class.getName(),
                  home.toString()));
      Process process = builder.redirectErrorStream(true).start();
      StringBuilder said = new StringBuilder();
      BufferedReader output =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith("pids ")) {
          String[] parts = line.split(" ");
          return new Parent(process, Long.parseLong(parts[1]), Long.parseLong(parts[2]));
        }
        said.append(line).append('\n');
      }
      throw new AssertionError("The parent did not start:\n" + said);
    }
  }
}
