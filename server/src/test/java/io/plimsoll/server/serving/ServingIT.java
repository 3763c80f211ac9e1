package io.plimsoll.server.serving;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerAnswer;
import io.plimsoll.server.testing.TestServerClient;
import io.plimsoll.server.testing.TestServerGit;
import io.plimsoll.server.testing.TestServerPatience;
import io.plimsoll.server.testing.TestServerTenant;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that was pushed through git, called over both wires. */
class ServingIT {
  private static final TestServer SERVER = TestServer.shared();
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "serving");
  private static final String MODEL = "/v2/models/storm";
  private static final Map<String, Object> ROW = Map.of("temp", 2, "wind", 1, "rain", 0);

  private static TestServerGit.Outcome firstPush = new TestServerGit.Outcome(-1, "");

  private final TestServerClient machine = TENANT.machine();

  @BeforeAll
  static void push(@TempDir Path folder) {
    TestServerGit git = new TestServerGit(folder).withOnnxModel().commit("first");
    firstPush = git.push(TENANT.gitUrl("storm"), TENANT.key()).expectSuccess();
    git.commit("second").push(TENANT.gitUrl("storm"), TENANT.key()).expectSuccess();
    // A version that production has left is loaded again when somebody asks for it.
    TestServerPatience.until(
        "version 1 to be loaded",
        () -> TENANT.machine().get(MODEL + "/versions/1/ready").status() == 200);
  }

  @Test
  void tellsThePusherEachStepAndTheEndpoint() {
    assertThat(firstPush.said())
        .contains(
            "fetch",
            "scan",
            "environment",
            "load",
            "infer",
            "baseline",
            "compile",
            "deploy",
            "live")
        .contains(SERVER.url() + MODEL);
  }

  @Test
  void describesItselfOverTheOpenInferenceProtocol() {
    JsonNode metadata = machine.get(MODEL).expect(200).json();

    assertThat(metadata.path("name").asText()).isEqualTo("storm");
    assertThat(metadata.at("/versions/0").asText()).isEqualTo("2");
    assertThat(metadata.at("/inputs/0/name").asText()).isEqualTo("X");
    assertThat(metadata.at("/inputs/0/shape").toString()).isEqualTo("[-1,3]");
    assertThat(machine.get(MODEL + "/versions/1").expect(200).json().at("/versions/0").asText())
        .isEqualTo("1");
    assertThat(machine.get(MODEL + "/ready").expect(200).json().path("ready").asBoolean()).isTrue();
    assertThat(machine.get(MODEL + "/versions/1/ready").expect(200).json().path("name").asText())
        .isEqualTo("storm");
    assertThat(machine.get("/v2/models").expect(200).json().path("models").toString())
        .contains("storm");
  }

  @Test
  void answersHealthToEverybody() {
    TestServerClient nobody = TestServerClient.of(SERVER);

    assertThat(nobody.get("/v2").expect(200).json().path("name").asText()).isEqualTo("plimsoll");
    assertThat(nobody.get("/v2/health/live").expect(200).json().path("live").asBoolean()).isTrue();
    assertThat(nobody.get("/v2/health/ready").expect(200).json().path("ready").asBoolean())
        .isTrue();
  }

  @Test
  void infersTensors() {
    JsonNode answer =
        machine
            .post(MODEL + "/infer", Map.of("id", "call-1", "inputs", List.of(tensor(2, 1, 0))))
            .expect(200)
            .json();

    assertThat(answer.path("id").asText()).isEqualTo("call-1");
    assertThat(answer.path("model_version").asText()).isEqualTo("2");
    assertThat(answer.at("/outputs/0/name").asText()).isEqualTo("label");
    assertThat(answer.at("/outputs/0/data/0").asInt()).isEqualTo(1);
    assertThat(answer.at("/outputs/1/data").size()).isEqualTo(2);
  }

  @Test
  void predictsOneRowAndSeveral() {
    UUID id = UUID.randomUUID();

    JsonNode one =
        machine.post(MODEL + "/predict", Map.of("features", ROW, "id", id)).expect(200).json();
    JsonNode two =
        machine
            .post(MODEL + "/versions/1/predict", Map.of("rows", List.of(ROW, ROW)))
            .expect(200)
            .json();

    assertThat(one.path("version").asText()).isEqualTo("2");
    assertThat(one.at("/predictions/0/id").asText()).isEqualTo(id.toString());
    assertThat(one.at("/predictions/0/outputs/label").asInt()).isEqualTo(1);
    assertThat(one.at("/predictions/0/outputs/probability").asDouble()).isGreaterThan(0.5);
    assertThat(two.path("version").asText()).isEqualTo("1");
    assertThat(two.path("predictions").size()).isEqualTo(2);
    assertThat(two.at("/predictions/0/id")).isNotEqualTo(two.at("/predictions/1/id"));
  }

  @Test
  void takesRowsInEveryOrientation() {
    Map<String, Object> columns =
        Map.of("temp", List.of(2, -9), "wind", List.of(1, 0), "rain", List.of(0, 0));
    List<Object> rows = List.of(ROW, Map.of("temp", -9, "wind", 0, "rain", 0));
    String expected = outputs(Map.of("rows", rows));

    assertThat(outputs(rows)).isEqualTo(expected);
    assertThat(outputs(columns)).isEqualTo(expected);
    assertThat(outputs(Map.of("columns", columns))).isEqualTo(expected);

    assertThat(refusal(Map.of("columns", Map.of("temp", List.of(1, 2), "wind", List.of(1)))))
        .contains("all columns need as many");
    assertThat(refusal(Map.of("columns", Map.of("temp", 2))))
        .isEqualTo("temp: must be a list with one value for each row, as all columns are.");
    assertThat(refusal(Map.of("columns", Map.of()))).isEqualTo("columns: has no column.");
    assertThat(refusal(Map.of("row", ROW))).contains("\"row\" is not known");
  }

  private String outputs(Object body) {
    StringBuilder outputs = new StringBuilder();
    machine
        .post(MODEL + "/predict", body)
        .expect(200)
        .json()
        .path("predictions")
        .forEach(prediction -> outputs.append(prediction.path("outputs")));
    return outputs.toString();
  }

  private String refusal(Object body) {
    return machine.post(MODEL + "/predict", body).expect(400).json().path("error").asText();
  }

  @Test
  void tellsStatisticsAndWhatIsLoaded() {
    JsonNode before = machine.get(MODEL + "/versions/1/stats").expect(200).json();
    machine.post(MODEL + "/versions/1/predict", Map.of("rows", List.of(ROW, ROW, ROW))).expect(200);
    JsonNode after = machine.get(MODEL + "/versions/1/stats").expect(200).json();

    assertThat(after.at("/model_stats/0/name").asText()).isEqualTo("storm");
    assertThat(after.at("/model_stats/0/version").asText()).isEqualTo("1");
    assertThat(
            after.at("/model_stats/0/inference_count").asLong()
                - before.at("/model_stats/0/inference_count").asLong())
        .isGreaterThanOrEqualTo(3);
    assertThat(after.at("/model_stats/0/inference_stats/success/ns").asLong()).isPositive();
    assertThat(machine.get(MODEL + "/stats").expect(200).json().at("/model_stats/0/version"))
        .hasToString("\"2\"");
    assertThat(machine.get("/v2/models/stats").expect(200).json().path("model_stats"))
        .hasSizeGreaterThanOrEqualTo(2);

    String all = machine.send("POST", "/v2/repository/index", new byte[0]).expect(200).body();
    assertThat(all).contains("\"storm\"").contains("\"READY\"");
    assertThat(machine.post("/v2/repository/index", Map.of("ready", true)).expect(200).json())
        .hasSizeGreaterThanOrEqualTo(2);
    machine.post("/v2/repository/index", List.of(1)).expect(400);
    TestServerClient.of(SERVER).send("POST", "/v2/repository/index", new byte[0]).expect(401);
  }

  @Test
  void logsEveryCallWithFeaturesOutputsAndVersion() {
    UUID id = UUID.randomUUID();
    machine.post(MODEL + "/predict", Map.of("features", ROW, "id", id)).expect(200);

    TestServerPatience.until(
        "the call in the table of predictions",
        () ->
            TENANT.count(
                    """
                    SELECT count(*) FROM predictions
                    WHERE project_id = :project AND id = '%s' AND model = 'storm' AND version = '2'
                      AND features->>'temp' = '2.0' AND prediction->>'label' = '1'
                      AND latency_ms >= 0 AND error_kind IS NULL
                    """
                        .formatted(id))
                == 1);
  }

  @Test
  void saysWhatIsWrongWithARow() {
    assertThat(refused(Map.of("features", Map.of("temp", 2, "wind", 1)))).contains("rain");
    assertThat(refused(Map.of("features", Map.of("temp", 2, "wind", 1, "rain", 0, "snow", 1))))
        .contains("snow");
    assertThat(refused(Map.of("features", Map.of("temp", "hot", "wind", 1, "rain", 0))))
        .contains("temp");
    assertThat(refused(Map.of("rows", List.of(ROW), "ids", List.of("7")))).contains("UUID");
    assertThat(refused(Map.of("row", ROW))).contains("row");
    assertThat(refused(Map.of())).contains("features");
  }

  @Test
  void saysWhatIsWrongWithATensor() {
    assertThat(refusedTensor(Map.of("name", "X", "datatype", "FP32", "shape", List.of(1, 2))))
        .contains("data");
    assertThat(refusedTensor(with("shape", List.of(1, 4)))).contains("shape");
    assertThat(refusedTensor(with("datatype", "FP99"))).contains("FP99");
    assertThat(refusedTensor(with("datatype", "BYTES"))).isNotBlank();
    assertThat(refusedTensor(with("name", "Y"))).contains("Y");
    assertThat(refusedTensor(with("data", List.of("a", "b", "c")))).contains("a");
  }

  @Test
  void letsInOnlyKeysOfTheProjectWithTheScope() {
    TestServerClient nobody = TestServerClient.of(SERVER);
    Map<String, Object> body = Map.of("features", ROW);

    assertThat(nobody.post(MODEL + "/predict", body).expect(401).json().has("error")).isTrue();
    nobody.withKey("plm_wrong").post(MODEL + "/predict", body).expect(401);
    TENANT.machine("events", "read", "deploy").post(MODEL + "/predict", body).expect(403);
    TENANT.machine("predict").post(MODEL + "/predict", body).expect(200);
    TestServerTenant other = TestServerTenant.in(SERVER, "serving-other");
    other.machine().post(MODEL + "/predict", body).expect(404);
    machine.post("/v2/models/no-such-model/predict", body).expect(404);
    machine.post(MODEL + "/versions/99/predict", body).expect(404);
    machine.post(MODEL + "/versions/first/predict", body).expect(404);
  }

  @Test
  void answersPeopleInTheConsole() {
    String path = TENANT.path() + "/models/storm/predict";

    JsonNode answer = TENANT.owner().post(path, Map.of("features", ROW)).expect(200).json();
    assertThat(answer.at("/predictions/0/outputs/label").asInt()).isEqualTo(1);
    assertThat(TENANT.owner().post(path, Map.of("features", Map.of("temp", 1))).expect(400).code())
        .isEqualTo("invalid_request");
    TENANT.member("viewer").post(path, Map.of("features", ROW)).expect(403);
  }

  @Test
  void rollsBackAtOnceUnderLoadWithoutAFailedCall(@TempDir Path folder) throws Exception {
    TestServerGit git = new TestServerGit(folder).withOnnxModel().commit("first");
    git.push(TENANT.gitUrl("rolled"), TENANT.key()).expectSuccess();
    git.commit("second").push(TENANT.gitUrl("rolled"), TENANT.key()).expectSuccess();
    String predict = "/v2/models/rolled/predict";
    String alias = TENANT.path() + "/models/rolled/aliases/production";
    Queue<TestServerAnswer> failures = new ConcurrentLinkedQueue<>();
    AtomicBoolean isOver = new AtomicBoolean();
    CountDownLatch isLoaded = new CountDownLatch(20);

    try (ExecutorService callers = Executors.newFixedThreadPool(3)) {
      Runnable caller =
          () -> {
            while (!isOver.get()) {
              TestServerAnswer answer = machine.post(predict, Map.of("features", ROW));
              if (answer.status() != 200) {
                failures.add(answer);
              }
              isLoaded.countDown();
            }
          };
      List<Future<?>> running =
          List.of(callers.submit(caller), callers.submit(caller), callers.submit(caller));
      isLoaded.await();
      for (String version : List.of("1", "2", "1")) {
        TENANT.owner().put(alias, Map.of("version", Integer.valueOf(version))).expect(200);
        TestServerPatience.until(
            "answers of version " + version,
            () ->
                machine
                    .post(predict, Map.of("features", ROW))
                    .json()
                    .path("version")
                    .asText()
                    .equals(version));
      }
      isOver.set(true);
      for (Future<?> each : running) {
        each.get();
      }
    }

    assertThat(failures).isEmpty();
  }

  @Test
  void refusesToMoveProductionToWhatIsNotThere() {
    String alias = TENANT.path() + "/models/storm/aliases/production";

    TENANT.owner().put(alias, Map.of("version", 99)).expect(404);
    TENANT.owner().put(alias, Map.of()).expect(400);
    TENANT.member("viewer").put(alias, Map.of("version", 1)).expect(403);
  }

  @Test
  void changesNothingWhenAPushFails(@TempDir Path folder) {
    TestServerGit git =
        new TestServerGit(folder)
            .with("model.onnx", "this is no model")
            .with("test_data.json", "[{\"temp\": 1}]")
            .commit("broken");

    TestServerGit.Outcome outcome = git.push(TENANT.gitUrl("storm"), TENANT.key()).expectFailure();

    assertThat(outcome.said()).contains("model.onnx");
    assertThat(machine.get(MODEL).expect(200).json().at("/versions/0").asText()).isEqualTo("2");
  }

  private String refused(Object body) {
    return machine.post(MODEL + "/predict", body).expect(400).json().path("error").asText();
  }

  private String refusedTensor(Map<String, Object> tensor) {
    return machine
        .post(MODEL + "/infer", Map.of("inputs", List.of(tensor)))
        .expect(400)
        .json()
        .path("error")
        .asText();
  }

  private static Map<String, Object> tensor(double... values) {
    return Map.of(
        "name", "X", "datatype", "FP32", "shape", List.of(1, values.length), "data", values);
  }

  private static Map<String, Object> with(String field, Object value) {
    Map<String, Object> tensor = new java.util.HashMap<>(tensor(2, 1, 0));
    tensor.put(field, value);
    return tensor;
  }
}
