package io.plimsoll.server.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.plimsoll.protocol.InferParameter;
import io.plimsoll.protocol.ModelInferRequest;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerAnswer;
import io.plimsoll.server.testing.TestServerClient;
import io.plimsoll.server.testing.TestServerGit;
import io.plimsoll.server.testing.TestServerGrpc;
import io.plimsoll.server.testing.TestServerPatience;
import io.plimsoll.server.testing.TestServerTenant;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Production divided over versions: over the API, while callers call. */
class SplitIT {
  private static final TestServer SERVER = TestServer.shared();
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "split");
  private static final Map<String, Object> ROW = Map.of("temp", 2, "wind", 1, "rain", 0);

  private final TestServerClient machine = TENANT.machine();
  private final ManagedChannel channel = TestServerGrpc.channel(SERVER);
  private String model = "";
  private TestServerGit git;

  @BeforeEach
  void pushTwoVersions(TestInfo info, @TempDir Path folder) {
    model = info.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
    git = new TestServerGit(folder).withOnnxModel();
    push("first");
    push("second");
  }

  @AfterEach
  void hangUp() {
    channel.shutdownNow();
  }

  @Test
  void dividesCallsByTheWeights() {
    JsonNode set = set("none", Map.of(1, 300, 2, 700)).expect(200).json();

    assertThat(set.path("production").asInt()).isEqualTo(2);
    assertThat(set.path("shares").toString())
        .isEqualTo("[{\"version\":1,\"perMille\":300},{\"version\":2,\"perMille\":700}]");
    assertThat(TENANT.owner().get(split()).expect(200).json()).isEqualTo(set);
    TestServerPatience.until("a call to version 1", () -> answered(Map.of()).equals("1"));
    int ofFirst = 0;
    for (int call = 0; call < 500; call++) {
      ofFirst += answered(Map.of()).equals("1") ? 1 : 0;
    }
    // Five standard deviations.
    assertThat(ofFirst / 500.0).isCloseTo(0.3, within(0.1));
    assertThat(machine.get("/v2/models/" + model).expect(200).json().at("/versions/0").asText())
        .isEqualTo("2");
  }

  @Test
  void keepsACallerWithItsVersion() {
    set("header", Map.of(1, 500, 2, 500)).expect(200);
    TestServerPatience.until(
        "the split",
        () ->
            answered("u-1").equals("1")
                || answered("u-2").equals("1")
                || answered("u-3").equals("1")
                || answered("u-4").equals("1"));
    Map<String, String> placed = new TreeMap<>();
    for (int caller = 0; caller < 40; caller++) {
      placed.put("u-" + caller, answered("u-" + caller));
    }

    assertThat(placed.values()).contains("1", "2");
    placed.forEach((caller, version) -> assertThat(answered(caller)).isEqualTo(version));
    placed.forEach(
        (caller, version) ->
            assertThat(answeredOverGrpc(Map.of(), caller)).as(caller).isEqualTo(version));

    set("header", Map.of(1, 800, 2, 200)).expect(200);
    TestServerPatience.until(
        "the new weights",
        () -> placed.keySet().stream().anyMatch(u -> !answered(u).equals(placed.get(u))));
    placed.forEach(
        (caller, version) -> {
          if (version.equals("1")) {
            assertThat(answered(caller)).isEqualTo("1");
          }
        });
  }

  @Test
  void keepsAnEntityWithItsVersion() {
    set("entity", Map.of(1, 500, 2, 500)).expect(200);
    TestServerPatience.until(
        "the split",
        () -> {
          List<String> versions = new ArrayList<>();
          for (int entity = 0; entity < 20; entity++) {
            versions.add(answered(Map.of("entity", "c-" + entity)));
          }
          return versions.contains("1") && versions.contains("2");
        });
    for (int entity = 0; entity < 20; entity++) {
      String plain = answered(Map.of("entity", "c-" + entity));
      Map<String, Object> tensors = new HashMap<>();
      tensors.put("parameters", Map.of("entity", "c-" + entity));
      tensors.put(
          "inputs",
          List.of(
              Map.of(
                  "name",
                  "X",
                  "datatype",
                  "FP32",
                  "shape",
                  List.of(1, 3),
                  "data",
                  List.of(2, 1, 0))));
      JsonNode inferred =
          machine.post("/v2/models/" + model + "/infer", tensors).expect(200).json();
      assertThat(inferred.path("model_version").asText()).isEqualTo(plain);
      assertThat(answeredOverGrpc(Map.of("entity", "c-" + entity), "")).isEqualTo(plain);
    }

    TENANT
        .owner()
        .put(
            split(),
            Map.of(
                "shares",
                shares(Map.of(1, 500, 2, 500)),
                "sticky",
                Map.of("by", "entity", "field", "temp")))
        .expect(200);
    TestServerPatience.until(
        "calls to be kept by a feature",
        () -> {
          List<String> versions = new ArrayList<>();
          for (int entity = 0; entity < 20; entity++) {
            versions.add(answered(Map.of("entity", "c-" + entity)));
          }
          return versions.stream().distinct().count() == 1;
        });
  }

  @Test
  void failsNoCallWhileWeightsChange() throws Exception {
    push("third");
    Queue<TestServerAnswer> failures = new ConcurrentLinkedQueue<>();
    AtomicInteger calls = new AtomicInteger();
    AtomicBoolean isOver = new AtomicBoolean();
    CountDownLatch isLoaded = new CountDownLatch(20);

    try (ExecutorService callers = Executors.newFixedThreadPool(3)) {
      Runnable caller =
          () -> {
            while (!isOver.get()) {
              TestServerAnswer answer =
                  machine.post("/v2/models/" + model + "/predict", Map.of("features", ROW));
              if (answer.status() != 200) {
                failures.add(answer);
              }
              calls.incrementAndGet();
              isLoaded.countDown();
            }
          };
      List<Future<?>> running =
          List.of(callers.submit(caller), callers.submit(caller), callers.submit(caller));
      isLoaded.await();
      for (int step = 1; step < 10; step++) {
        set("none", Map.of(1, 100 * step, 3, 1000 - 100 * step)).expect(200);
        TestServerPatience.until("a call to version 1", () -> answered(Map.of()).equals("1"));
        set("none", Map.of(2, 1000 - 100 * step, 3, 100 * step)).expect(200);
        TestServerPatience.until("a call to version 2", () -> answered(Map.of()).equals("2"));
      }
      for (int version : new int[] {2, 1, 3}) {
        set("none", Map.of(production(), 500, version, 500)).expect(200);
        move(version);
        TestServerPatience.until(
            "answers of version " + version + " alone",
            () -> {
              for (int call = 0; call < 10; call++) {
                if (!answered(Map.of()).equals(String.valueOf(version))) {
                  return false;
                }
              }
              return true;
            });
      }
      isOver.set(true);
      for (Future<?> each : running) {
        each.get();
      }
    }

    assertThat(failures).isEmpty();
    assertThat(calls.get()).isGreaterThan(100);
  }

  @Test
  void endsWithADeploymentAndWithAMove() {
    set("none", Map.of(1, 500, 2, 500)).expect(200);
    push("third");
    assertThat(shares()).isEqualTo("[{\"version\":3,\"perMille\":1000}]");

    set("none", Map.of(1, 500, 3, 500)).expect(200);
    move(2);
    assertThat(shares()).isEqualTo("[{\"version\":2,\"perMille\":1000}]");

    set("none", Map.of(1, 400, 2, 600)).expect(200);
    TENANT.owner().delete(split()).expect(200);
    assertThat(shares()).isEqualTo("[{\"version\":2,\"perMille\":1000}]");

    JsonNode history = TENANT.owner().get(split() + "/history").expect(200).json().path("items");
    assertThat(history.findValuesAsText("reason"))
        .containsExactly(
            "The split was ended.",
            "The weights were set.",
            "Production was pointed at version 2.",
            "The weights were set.",
            "Version 3 was deployed.",
            "The weights were set.");
    assertThat(history.at("/1/before").toString()).isEqualTo("[{\"version\":2,\"perMille\":1000}]");
    assertThat(history.at("/1/by").asText()).isEqualTo("owner@split.example");
  }

  @Test
  void survivesADeploymentThatFails() {
    set("none", Map.of(1, 500, 2, 500)).expect(200);
    git.with("model.onnx", "this is no model").commit("broken");
    git.push(TENANT.gitUrl(model), TENANT.key()).expectFailure();

    assertThat(shares())
        .isEqualTo("[{\"version\":1,\"perMille\":500},{\"version\":2,\"perMille\":500}]");
  }

  @Test
  void leavesCallsOfANumberedVersionAlone() {
    set("none", Map.of(1, 999, 2, 1)).expect(200);
    for (int call = 0; call < 20; call++) {
      assertThat(
              machine
                  .post("/v2/models/" + model + "/versions/2/predict", Map.of("features", ROW))
                  .expect(200)
                  .json()
                  .path("version")
                  .asText())
          .isEqualTo("2");
    }
  }

  @Test
  void saysWhatIsWrongWithWeights() {
    assertThat(refused("none", Map.of(1, 500, 2, 400))).contains("sum to 900");
    assertThat(refused("none", Map.of(2, 1000))).contains("1 versions");
    assertThat(refused("none", Map.of(1, 0, 2, 999))).contains("0 per mille for version 1");
    TENANT.owner().send("PUT", split(), "null".getBytes(StandardCharsets.UTF_8)).expect(400);
    TENANT.owner().send("PUT", split(), "[]".getBytes(StandardCharsets.UTF_8)).expect(400);
    TENANT.owner().put(split(), Map.of("shares", List.of("all"))).expect(400);
    assertThat(refused("cookie", Map.of(1, 500, 2, 500))).contains("cookie");
    set("none", Map.of(2, 500, 9, 500)).expect(404);
    push("third");
    assertThat(refused("none", Map.of(1, 500, 2, 500))).contains("version 3");
    TENANT.member("viewer").put(split(), body("none", Map.of(1, 500, 3, 500))).expect(403);
    TENANT.owner().get(TENANT.path() + "/models/no-such/split").expect(404);
  }

  private void push(String message) {
    git.commit(message).push(TENANT.gitUrl(model), TENANT.key()).expectSuccess();
  }

  private void move(int version) {
    String alias = TENANT.path() + "/models/" + model + "/aliases/production";
    TENANT.owner().put(alias, Map.of("version", version)).expect(200);
  }

  private int production() {
    return TENANT.owner().get(split()).expect(200).json().path("production").asInt();
  }

  private String shares() {
    return TENANT.owner().get(split()).expect(200).json().path("shares").toString();
  }

  private TestServerAnswer set(String sticky, Map<Integer, Integer> perMille) {
    return TENANT.owner().put(split(), body(sticky, perMille));
  }

  private String refused(String sticky, Map<Integer, Integer> perMille) {
    return set(sticky, perMille).expect(400).json().path("detail").asText();
  }

  private static Map<String, Object> body(String sticky, Map<Integer, Integer> perMille) {
    return Map.of("shares", shares(perMille), "sticky", Map.of("by", sticky));
  }

  private static List<Map<String, Integer>> shares(Map<Integer, Integer> perMille) {
    return perMille.entrySet().stream()
        .map(share -> Map.of("version", share.getKey(), "perMille", share.getValue()))
        .toList();
  }

  private String split() {
    return TENANT.path() + "/models/" + model + "/split";
  }

  private String answered(Map<String, Object> more) {
    Map<String, Object> body = new HashMap<>(more);
    body.put("features", ROW);
    return machine
        .post("/v2/models/" + model + "/predict", body)
        .expect(200)
        .json()
        .path("version")
        .asText();
  }

  private String answered(String routeKey) {
    return machine
        .with("Plimsoll-Route-Key", routeKey)
        .post("/v2/models/" + model + "/predict", Map.of("features", ROW))
        .expect(200)
        .json()
        .path("version")
        .asText();
  }

  private String answeredOverGrpc(Map<String, String> parameters, String routeKey) {
    ModelInferRequest.Builder request = ModelInferRequest.newBuilder().setModelName(model);
    request
        .addInputsBuilder()
        .setName("X")
        .setDatatype("FP32")
        .addAllShape(List.of(1L, 3L))
        .getContentsBuilder()
        .addAllFp32Contents(List.of(2f, 1f, 0f));
    parameters.forEach(
        (name, value) ->
            request.putParameters(name, InferParameter.newBuilder().setStringParam(value).build()));
    Metadata metadata = new Metadata();
    if (!routeKey.isEmpty()) {
      metadata.put(
          Metadata.Key.of("plimsoll-route-key", Metadata.ASCII_STRING_MARSHALLER), routeKey);
    }
    return TestServerGrpc.withKey(channel, TENANT.key())
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
        .modelInfer(request.build())
        .getModelVersion();
  }
}
