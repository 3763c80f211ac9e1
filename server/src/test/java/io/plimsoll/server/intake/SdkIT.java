package io.plimsoll.server.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerPatience;
import io.plimsoll.server.testing.TestServerTenant;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Python SDK and the real server: what is sent again, and by whom, makes nothing count twice.
 */
class SdkIT {
  private static final TestServer SERVER = TestServer.shared();
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "sdk");
  private static final Path SOURCES = Path.of("..", "sdk", "python", "src").toAbsolutePath();

  private static final String LOG_AND_WAIT_TO_BE_KILLED =
      """
      import sys, time, plimsoll
      plimsoll.init()
      for value in range(700):
          plimsoll.log_prediction("sdk", {"x": value}, value % 2)
      for value in range(300):
          plimsoll.metric("sdk.metric", value)
      while plimsoll.statistics().spilled < 1000:
          time.sleep(0.01)
      print("all on disk", flush=True)
      sys.stdin.read()
      """;

  private static final String LOG_ONE_MORE =
      """
      import time, plimsoll
      plimsoll.init()
      plimsoll.log_prediction("sdk", {"x": 700}, 1)
      end = time.monotonic() + 30
      while plimsoll.statistics().accepted < 1001 and time.monotonic() < end:
          time.sleep(0.01)
      print(plimsoll.statistics(), flush=True)
      """;

  private static final String LOG_TO_KAFKA =
      """
      import os, plimsoll
      plimsoll.init(kafka={
          "bootstrap.servers": os.environ["KAFKA_BROKERS"],
          "security.protocol": "SASL_PLAINTEXT",
          "sasl.mechanism": "PLAIN",
          "sasl.username": "plimsoll",
          "sasl.password": os.environ["KAFKA_PASSWORD"],
      })
      for value in range(500):
          plimsoll.log_prediction("direct", {"x": value}, value % 2)
      plimsoll.metric("direct", 1)
      plimsoll.flush(30)
      print(plimsoll.statistics(), flush=True)
      """;

  private final LossyDoor door = new LossyDoor(SERVER.url());
  private final Path home;

  SdkIT(@TempDir Path home) throws IOException {
    this.home = home;
  }

  @AfterEach
  void close() {
    door.close();
  }

  @Test
  void countsOnceWhatAKilledProcessHasSentAndItsSuccessorSendsAgain() throws Exception {
    door.loseAnswers(true);
    Process first = python(LOG_AND_WAIT_TO_BE_KILLED);
    assertThat(firstLine(first)).isEqualTo("all on disk");
    first.destroyForcibly().waitFor();
    assertThat(door.lostAnswers()).as("requests that the server took unheard").isPositive();

    door.loseAnswers(false);
    Process second = python(LOG_ONE_MORE);
    assertThat(firstLine(second)).contains("accepted=1001", "refused={}", "dropped={}");
    assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();

    String rows = " FROM predictions WHERE project_id = :project AND model = 'sdk'";
    awaitCount("SELECT count(*)" + rows, 701);
    awaitCount("SELECT count(DISTINCT features->>'x')" + rows, 701);
    awaitCount(
        "SELECT count(*) FROM metrics WHERE project_id = :project AND name = 'sdk.metric'", 300);
    awaitCount(counted("prediction.rows", "s.tags->>'model' = 'sdk'"), 701);
    awaitCount(counted("sdk.metric", "true"), 300);
  }

  @Test
  void storesWhatIsSentStraightToKafkaAndShowsWhoSentIt() throws Exception {
    Path python = Path.of("..", ".build", "python", "bin", "python").toAbsolutePath();
    assumeThat(canImport(python, "confluent_kafka"))
        .as("the Python environment of the tests has the client of Kafka")
        .isTrue();
    Map<String, Object> kafka = SERVER.kafka();
    String password =
        String.valueOf(kafka.get("sasl.jaas.config"))
            .replaceFirst(".*password=\"([^\"]*)\".*", "$1");
    ProcessBuilder builder = builder(python.toString(), LOG_TO_KAFKA);
    builder.environment().put("KAFKA_BROKERS", String.valueOf(kafka.get("bootstrap.servers")));
    builder.environment().put("KAFKA_PASSWORD", password);

    Process process = builder.start();

    assertThat(firstLine(process)).contains("accepted=501", "refused={}", "dropped={}");
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    awaitCount(
        "SELECT count(*) FROM predictions WHERE project_id = :project AND model = 'direct'", 500);
    awaitCount("SELECT count(*) FROM metrics WHERE project_id = :project AND name = 'direct'", 1);
    assertThat(TENANT.count("SELECT count(*) FROM dead_letters WHERE project_id = :project"))
        .isZero();
  }

  private static boolean canImport(Path python, String module) throws Exception {
    return Files.isExecutable(python)
        && new ProcessBuilder(python.toString(), "-c", "import " + module)
                .redirectErrorStream(true)
                .start()
                .waitFor()
            == 0;
  }

  private static String counted(String series, String condition) {
    return "SELECT sum(r.count) FROM rollups r JOIN series s ON s.id = r.series_id"
        + " WHERE s.project_id = :project AND s.name = '%s' AND %s".formatted(series, condition);
  }

  private static void awaitCount(String query, long wanted) {
    TestServerPatience.until(wanted + " by " + query, () -> TENANT.count(query) == wanted);
  }

  private Process python(String program) throws IOException {
    return builder("python3", program).start();
  }

  private ProcessBuilder builder(String python, String program) {
    ProcessBuilder builder =
        new ProcessBuilder(python, "-c", program).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("PLIMSOLL_URL", door.url());
    builder.environment().put("PLIMSOLL_API_KEY", TENANT.key());
    builder.environment().put("PLIMSOLL_HOME", home.toString());
    builder.environment().put("PYTHONPATH", SOURCES.toString());
    return builder;
  }

  private static String firstLine(Process process) throws IOException {
    BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
    return String.valueOf(said.readLine());
  }
}
