package io.plimsoll.server.embedded;

import static io.plimsoll.server.embedded.TestServers.await;
import static io.plimsoll.server.embedded.TestServers.execute;
import static io.plimsoll.server.embedded.TestServers.isAlive;
import static io.plimsoll.server.embedded.TestServers.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.inference.process.Signal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedPostgresIT {
  private final Path directory;

  EmbeddedPostgresIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void keepsItsDataOverARestart() throws Exception {
    long first;
    try (EmbeddedPostgres postgres = start()) {
      first = postgres.pid();
      execute(postgres.endpoint(), "create table kept (x int)");
      execute(postgres.endpoint(), "insert into kept values (42)");
    }
    assertThat(isAlive(first)).isFalse();
    try (EmbeddedPostgres postgres = start()) {
      assertThat(query(postgres.endpoint(), "select x from kept")).isEqualTo("42");
      assertThat(postgres.restarts()).isZero();
    }
  }

  @Test
  void isDurableAndSparse() throws Exception {
    try (EmbeddedPostgres postgres = start()) {
      EmbeddedPostgres.Endpoint endpoint = postgres.endpoint();
      assertThat(query(endpoint, "show fsync")).isEqualTo("on");
      assertThat(query(endpoint, "show synchronous_commit")).isEqualTo("on");
      assertThat(query(endpoint, "show data_checksums")).isEqualTo("on");
      assertThat(query(endpoint, "show server_encoding")).isEqualTo("UTF8");
      assertThat(query(endpoint, "show listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(query(endpoint, "show password_encryption")).isEqualTo("scram-sha-256");
    }
  }

  @Test
  void asksForThePassword() throws Exception {
    try (EmbeddedPostgres postgres = start()) {
      String url = postgres.endpoint().jdbcUrl("postgres");
      assertThatThrownBy(() -> DriverManager.getConnection(url, "postgres", "wrong"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password authentication failed");
      Path password = directory.resolve("superuser.password");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(password)))
          .isEqualTo("rw-------");
      assertThat(postgres.endpoint().toString()).doesNotContain(postgres.endpoint().password());
    }
  }

  @Test
  void takesConfiguredParameters() throws Exception {
    PostgresSettings settings =
        TestServers.postgres().withParameters(Map.of("work_mem", "12MB", "shared_buffers", "64MB"));
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, settings)) {
      assertThat(query(postgres.endpoint(), "show work_mem")).isEqualTo("12MB");
      assertThat(query(postgres.endpoint(), "show shared_buffers")).isEqualTo("64MB");
    }
  }

  @Test
  void comesBackOnTheSamePortWithEverythingCommittedWhenItIsKilled() throws Exception {
    try (EmbeddedPostgres postgres = start()) {
      EmbeddedPostgres.Endpoint endpoint = postgres.endpoint();
      execute(endpoint, "create table kept as select generate_series(1, 1000) as x");
      long killed = postgres.pid();
      Signal.KILL.send(killed);
      await("the restart", () -> postgres.restarts() == 1);
      assertThat(postgres.pid()).isNotEqualTo(killed);
      assertThat(postgres.endpoint()).isEqualTo(endpoint);
      assertThat(query(endpoint, "select count(*) from kept")).isEqualTo("1000");
    }
  }

  @Test
  void comesBackAgainAndAgain() throws Exception {
    try (EmbeddedPostgres postgres = start()) {
      for (int kill = 1; kill <= 3; kill++) {
        int restarts = kill;
        Signal.KILL.send(postgres.pid());
        await("restart " + restarts, () -> postgres.restarts() == restarts);
      }
      assertThat(query(postgres.endpoint(), "select 1")).isEqualTo("1");
    }
  }

  @Test
  void refusesADirectoryThatIsInUse() {
    try (EmbeddedPostgres postgres = start()) {
      assertThatThrownBy(this::start)
          .isInstanceOf(EmbeddedServerException.class)
          .hasMessageContaining("in use by process " + ProcessHandle.current().pid())
          .hasMessageContaining("--home");
      assertThat(isAlive(postgres.pid())).isTrue();
    }
  }

  @Test
  void refusesAPortThatIsInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      PostgresSettings settings = TestServers.postgres().withPort(taken.getLocalPort());
      assertThatThrownBy(() -> EmbeddedPostgres.start(directory, settings))
          .isInstanceOf(EmbeddedServerException.class)
          .hasMessageContaining("Port " + taken.getLocalPort());
    }
  }

  @Test
  void saysWhatTheServerSaidWhenItCannotStart() {
    PostgresSettings settings =
        TestServers.postgres().withParameters(Map.of("shared_buffers", "plenty"));
    assertThatThrownBy(() -> EmbeddedPostgres.start(directory, settings))
        .isInstanceOf(EmbeddedServerException.class)
        .hasMessageContaining("invalid value for parameter \"shared_buffers\": \"plenty\"")
        .hasMessageContaining("postgresql.log");
  }

  @Test
  void startsWhenAStaleFileNamesAProcessThatIsNotPostgres() throws Exception {
    start().close();
    Path data = directory.toRealPath().resolve("data");
    String stale = ProcessHandle.current().pid() + "\n" + data + "\n1\n5432\n\n127.0.0.1\n";
    Files.writeString(data.resolve("postmaster.pid"), stale);
    try (EmbeddedPostgres postgres = start()) {
      assertThat(query(postgres.endpoint(), "select 1")).isEqualTo("1");
    }
  }

  @Test
  void stopsAServerThatAnEarlierRunLeftBehind() throws Exception {
    List<String> command;
    try (EmbeddedPostgres postgres = start()) {
      command = TestServers.commandLine(postgres.pid());
    }
    ProcessBuilder orphan = new ProcessBuilder(withoutRoot(command));
    Process leftBehind =
        orphan
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("orphan.log").toFile())
            .start();
    Path pidFile = directory.resolve("data/postmaster.pid");
    await(
        "the orphan's start",
        () -> Files.exists(pidFile) && Files.readString(pidFile).contains("ready"));
    try (EmbeddedPostgres postgres = start()) {
      assertThat(leftBehind.isAlive()).isFalse();
      assertThat(query(postgres.endpoint(), "select 1")).isEqualTo("1");
    }
  }

  @Test
  void makesTheDatabaseAgainWhenTheFirstStartWasCutOff() throws Exception {
    Path draft = directory.resolve("initialising").resolve("data");
    Files.createDirectories(draft);
    Files.writeString(draft.resolve("PG_VERSION"), "18\n");
    try (EmbeddedPostgres postgres = start()) {
      assertThat(query(postgres.endpoint(), "select 1")).isEqualTo("1");
    }
    assertThat(directory.resolve("initialising")).doesNotExist();
  }

  private EmbeddedPostgres start() {
    return EmbeddedPostgres.start(directory, TestServers.postgres());
  }

  /**
   * The same way out of root as the product's, but without the signal that would end the orphan
   * with this thread.
   */
  private static List<String> withoutRoot(List<String> command) {
    List<String> all = new ArrayList<>();
    if (Confinement.withoutRoot() instanceof Confinement.UserNamespace) {
      all.addAll(List.of("unshare", "--user", "--"));
    }
    all.addAll(command);
    return all;
  }
}
