package io.plimsoll.server.app;

import static io.plimsoll.server.testing.TestServerEvents.batch;
import static io.plimsoll.server.testing.TestServerEvents.prediction;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerAnswer;
import io.plimsoll.server.testing.TestServerClient;
import io.plimsoll.server.testing.TestServerGit;
import io.plimsoll.server.testing.TestServerGround;
import io.plimsoll.server.testing.TestServerPatience;
import io.plimsoll.server.testing.TestServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One platform as two processes, on a PostgreSQL and a Kafka that neither of them started. */
class SplitRolesIT {
  private static final Path GROUND = TestServer.newHome();
  private static final TestServerGround SERVERS = TestServerGround.start(GROUND);
  private static final TestServer DESK =
      TestServer.start(with(SERVERS.environment(), "PLIMSOLL_ROLES", "api,intake,build"));
  private static final TestServer ENGINE =
      TestServer.beside(
          DESK, with(SERVERS.environment(), "PLIMSOLL_ROLES", "serve,pipeline,monitor"));
  private static final String KEY = DESK.credentials().path("apiKey").asText();
  private static final Map<String, Object> ROW = Map.of("temp", 2, "wind", 1, "rain", 0);

  private final TestServerClient desk = DESK.machine();
  private final TestServerClient engine = TestServerClient.of(ENGINE).withKey(KEY);

  @BeforeAll
  static void push(@TempDir Path folder) {
    new TestServerGit(folder)
        .withOnnxModel()
        .commit("first")
        .push(DESK.url() + "/git/default/default/storm.git", KEY)
        .expectSuccess();
  }

  @AfterAll
  static void stop() {
    ENGINE.close();
    DESK.close();
    SERVERS.close();
  }

  @Test
  void startsNoServersOfItsOwn() {
    assertThat(DESK.running().children().filter(SplitRolesIT::isServer)).isEmpty();
    assertThat(ENGINE.running().children().filter(SplitRolesIT::isServer)).isEmpty();
  }

  @Test
  void keepsTheAddressOfTheProcessThatPeopleTalkTo() {
    assertThat(DESK.credentials().path("url").asText()).isEqualTo(DESK.url().toString());
    assertThat(ENGINE.url()).isNotEqualTo(DESK.url());
  }

  @Test
  void servesWhereItServesWhatWasPushedWhereItBuilds() {
    TestServerPatience.until(
        "the model to be served", () -> engine.get("/v2/models/storm/ready").status() == 200);

    JsonNode answer =
        engine.post("/v2/models/storm/predict", Map.of("features", ROW)).expect(200).json();

    assertThat(answer.path("version").asText()).isEqualTo("1");
    TestServerPatience.until(
        "the call to be seen at the desk",
        () -> predictions("storm").toString().contains(answer.path("id").asText()));
  }

  @Test
  void storesWhereThePipelineRunsWhatWasTakenAtTheDoor() {
    desk.post("/api/v1/events", batch(prediction("door"), prediction("door"))).expect(202);

    TestServerPatience.until(
        "the events to be seen at the desk", () -> predictions("door").size() == 2);
  }

  @Test
  void saysWhichRoleAnAddressNeeds() {
    assertThat(desk.get("/v2/models").expect(404).json().path("error").asText()).contains("serve");
    assertThat(engine.post("/api/v1/events", batch()).expect(404).json().path("detail").asText())
        .contains("intake");
  }

  @Test
  void losesNothingThatWasTakenWhileThePipelineWasDead() {
    ENGINE.kill9();
    desk.post("/api/v1/events", batch(prediction("late"), prediction("late"), prediction("late")))
        .expect(202);
    assertThat(predictions("late")).isEmpty();

    ENGINE.restart();

    TestServerPatience.until(
        "the events to be stored after the restart", () -> predictions("late").size() == 3);
    TestServerPatience.until(
        "the model to be served again", () -> engine.get("/v2/models/storm/ready").status() == 200);
  }

  @Test
  void saysWhatIsWrongWithTheServersThatItWasGiven() {
    assertThat(refused("PLIMSOLL_DATABASE_PASSWORD", "wrong"))
        .contains("database.password", "plimsoll_app")
        .doesNotContain("wrong");
    assertThat(refused("PLIMSOLL_DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/plimsoll"))
        .contains("database.url", "127.0.0.1:1");
    assertThat(refused("PLIMSOLL_DATABASE_USER", "nobody_at_all"))
        .contains("database.user", "nobody_at_all", "CREATE ROLE");
    assertThat(refused("PLIMSOLL_DATABASE_USER", "plimsoll_owner"))
        .contains("database.user", "row-level security");
    assertThat(refused("PLIMSOLL_KAFKA_PROPERTIES", "/no/such/file"))
        .contains("kafka.propertiesFile", "/no/such/file");
  }

  private JsonNode predictions(String model) {
    TestServerAnswer answer =
        desk.get("/api/v1/organisations/default/projects/default/models/" + model + "/predictions");
    return answer.json().path("items");
  }

  private static String refused(String variable, String value) {
    TestServerProcess process =
        TestServerProcess.start(
            TestServer.newHome(),
            with(SERVERS.environment(), variable, value),
            List.of("--port", "0"));
    assertThat(process.awaitEnd(Duration.ofSeconds(60))).isEqualTo(2);
    assertThat(process.said()).contains("Plimsoll cannot start.").doesNotContain("\tat ");
    return process.said();
  }

  private static boolean isServer(ProcessHandle process) {
    String command = process.info().commandLine().orElse("");
    return command.contains("postgres") || command.contains("BrokerMain");
  }

  private static Map<String, String> with(
      Map<String, String> environment, String name, String value) {
    Map<String, String> all = new HashMap<>(environment);
    all.put(name, value);
    return all;
  }
}
