package io.plimsoll.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerClient;
import io.plimsoll.server.testing.TestServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Starting and stopping the server, and every way in which a start is refused. */
class StartIT {
  private static final Duration REFUSAL = Duration.ofSeconds(30);

  @Test
  void refusesAnUnknownKeyInTheFileAndNamesTheOneThatWasMeant() throws IOException {
    Path home = TestServer.newHome();
    Files.writeString(home.resolve("config.yaml"), "http:\n  prot: 8080\n");

    String said = refused(home, Map.of());

    assertThat(said).contains("http.prot", "did you mean \"http.port\"", "config.yaml");
  }

  @Test
  void refusesAnUnknownVariableOfTheEnvironment() {
    String said = refused(TestServer.newHome(), Map.of("PLIMSOLL_HTTP_PRT", "8080"));

    assertThat(said).contains("PLIMSOLL_HTTP_PRT", "PLIMSOLL_HTTP_PORT");
  }

  @Test
  void refusesAValueThatDoesNotFit() {
    assertThat(refused(TestServer.newHome(), Map.of("PLIMSOLL_MONITOR_INTERVAL", "5 minutes")))
        .contains("monitor.interval", "5 minutes", "PT5S");
    assertThat(refused(TestServer.newHome(), Map.of("PLIMSOLL_ROLES", "api,cook")))
        .contains("cook", "pipeline");
    assertThat(refused(TestServer.newHome(), Map.of(), "--prot", "1")).contains("--prot", "Usage");
    assertThat(refused(TestServer.newHome(), Map.of(), "--port", "70000"))
        .contains("http.port", "70000");
    assertThat(refused(TestServer.newHome(), Map.of(), "--config", "no-such-file.yaml"))
        .contains("no-such-file.yaml");
  }

  @Test
  void refusesAPortThatIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());

      assertThat(refused(TestServer.newHome(), Map.of(), "--port", port))
          .contains("Port " + port, "is taken", "--port");
    }
  }

  @Test
  void refusesAHomeThatIsInUse() {
    TestServer running = TestServer.shared();

    assertThat(refused(running.home(), Map.of())).contains("in use by process", "--home");

    TestServerClient.of(running).get("/api/v1/status").expect(200);
  }

  @Test
  void printsItsUsage() {
    TestServerProcess process =
        TestServerProcess.start(TestServer.newHome(), Map.of(), List.of("--help"));

    assertThat(process.awaitEnd(REFUSAL)).isZero();
    assertThat(process.said()).contains("Usage: plimsoll up", "--roles");
  }

  @Test
  void leavesNoProcessAndKeepsItsDataThroughInterruptAndKill() {
    try (TestServer server = TestServer.start()) {
      assertThat(server.running().said())
          .contains(server.credentials().path("adminPassword").asText());
      assertThat(modeOf(server.home().resolve("credentials.json"))).isEqualTo("rw-------");
      String key = server.credentials().path("apiKey").asText();
      List<ProcessHandle> children = server.running().children().toList();
      assertThat(children).isNotEmpty();

      server.stop();
      assertThat(children).noneMatch(ProcessHandle::isAlive);

      server.restart();
      assertThat(server.running().said()).doesNotContain("First start");
      assertThat(server.credentials().path("apiKey").asText()).isEqualTo(key);

      server.kill9();
      server.restart();
      server.machine().get("/v2/models").expect(200);
      server.owner().get("/api/v1/session").expect(200);
    }
  }

  @Test
  void playsOnlyTheRolesThatItWasGiven() {
    try (TestServer server = TestServer.start(Map.of("PLIMSOLL_ROLES", "api,intake"))) {
      TestServerClient nobody = TestServerClient.of(server);

      assertThat(nobody.get("/api/v1/status").expect(200).json().path("roles").toString())
          .isEqualTo("[\"api\",\"intake\"]");
      assertThat(nobody.get("/v2/health/live").expect(404).json().path("error").asText())
          .contains("serve");
    }
  }

  private static String refused(Path home, Map<String, String> environment, String... arguments) {
    List<String> all = arguments.length == 0 ? List.of("--port", "0") : List.of(arguments);
    TestServerProcess process = TestServerProcess.start(home, environment, all);
    assertThat(process.awaitEnd(REFUSAL)).isEqualTo(2);
    assertThat(process.said()).contains("Plimsoll cannot start.").doesNotContain("\tat ");
    return process.said();
  }

  private static String modeOf(Path file) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    }
  }
}
