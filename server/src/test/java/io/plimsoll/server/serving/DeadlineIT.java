package io.plimsoll.server.serving;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.plimsoll.protocol.GRPCInferenceServiceGrpc;
import io.plimsoll.protocol.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.plimsoll.protocol.GRPCInferenceServiceGrpc.GRPCInferenceServiceFutureStub;
import io.plimsoll.protocol.InferTensorContents;
import io.plimsoll.protocol.ModelInferRequest;
import io.plimsoll.protocol.ModelInferResponse;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerAnswer;
import io.plimsoll.server.testing.TestServerClient;
import io.plimsoll.server.testing.TestServerGit;
import io.plimsoll.server.testing.TestServerGrpc;
import io.plimsoll.server.testing.TestServerPatience;
import io.plimsoll.server.testing.TestServerTenant;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callers who do not wait to the end, in front of a model that has one slow worker. */
class DeadlineIT {
  private static final String MODEL = "sleepy";
  private static final String PATH = "/v2/models/" + MODEL;
  private static final String PREDICT =
      """
      import time

      def predict(rows):
          time.sleep(max(row["seconds"] for row in rows))
          return [{"said": "Ä" + row["word"], "seconds": row["seconds"]} for row in rows]
      """;

  private static final TestServer SERVER =
      TestServer.start(Map.of("PLIMSOLL_SERVING_PYTHON_WORKERS", "1"));
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "deadlines");
  private static final ManagedChannel CHANNEL = TestServerGrpc.channel(SERVER);

  private final GRPCInferenceServiceBlockingStub machine =
      TestServerGrpc.withKey(CHANNEL, TENANT.key());
  private final GRPCInferenceServiceFutureStub patient =
      GRPCInferenceServiceGrpc.newFutureStub(CHANNEL)
          .withInterceptors(TestServerGrpc.key(TENANT.key()));

  @BeforeAll
  static void push(@TempDir Path folder) {
    new TestServerGit(folder)
        .with("predict.py", PREDICT)
        .with("requirements.txt", "")
        .with("test_data.json", "[{\"word\": \"a\", \"seconds\": 0.0}]")
        .commit("first")
        .push(TENANT.gitUrl(MODEL), TENANT.key())
        .expectSuccess();
  }

  @AfterAll
  static void close() {
    CHANNEL.shutdownNow();
    SERVER.close();
  }

  @Test
  void carriesTextsInBothForms() {
    ModelInferResponse typed = machine.modelInfer(call(UUID.randomUUID(), 0, "ß", "").build());

    assertThat(typed.getOutputsList())
        .extracting(ModelInferResponse.InferOutputTensor::getName)
        .containsExactlyInAnyOrder("said", "seconds");
    assertThat(
            typed.getOutputsList().stream()
                .filter(output -> output.getName().equals("said"))
                .flatMap(output -> output.getContents().getBytesContentsList().stream())
                .map(ByteString::toStringUtf8))
        .containsExactly("Äß", "Ä");
  }

  @Test
  void keepsTheBeginningOfATextThatIsTooLongForTheLog() {
    UUID id = UUID.randomUUID();

    machine.modelInfer(call(id, 0, "ab".repeat(20_000)).build());

    awaitLogged(id, "length(features->>'word') = 32768 AND length(prediction->>'said') = 32768");
  }

  @Test
  void endsAtTheDeadlineOfTheCaller() {
    UUID id = UUID.randomUUID();

    TestServerGrpc.Refusal refusal =
        TestServerGrpc.refusal(
            () ->
                machine
                    .withDeadlineAfter(200, TimeUnit.MILLISECONDS)
                    .modelInfer(call(id, 2, "late").build()));

    assertThat(refusal.status().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    // The model had begun; once it is through, the worker is free again.
    assertThat(machine.modelInfer(call(UUID.randomUUID(), 0, "next").build()).getOutputsCount())
        .isEqualTo(2);
    awaitLogged(id, "error_kind = 'timeout'");
  }

  @Test
  void endsOverHttpAtTheLimitThatTheCallerStates() {
    TestServerClient http = TENANT.machine();
    Map<String, Object> slow = Map.of("features", Map.of("word", "a", "seconds", 0.9));

    assertSentAway(http.with("X-Request-Timeout-Ms", "200").post(PATH + "/predict", slow));
    assertSentAway(
        http.with("x-envoy-expected-rq-timeout-ms", "200").post(PATH + "/predict", slow));
    // Triton's clients state microseconds, in a parameter of the request.
    assertSentAway(
        http.post(
            PATH + "/infer",
            Map.of(
                "parameters",
                Map.of("timeout", 200_000),
                "inputs",
                List.of(tensor("word", "BYTES", "a"), tensor("seconds", "FP64", 0.9)))));

    assertThat(
            http.with("X-Request-Timeout-Ms", "soon")
                .post(PATH + "/predict", slow)
                .expect(400)
                .json()
                .path("error")
                .asText())
        .contains("X-Request-Timeout-Ms: \"soon\" is not a whole number of milliseconds");
    http.with("X-Request-Timeout-Ms", "60000")
        .post(PATH + "/predict", Map.of("features", Map.of("word", "a", "seconds", 0.0)))
        .expect(200);
  }

  /** At its limit; or at once, if another call is before it and the model is known to be slow. */
  private static void assertSentAway(TestServerAnswer answer) {
    String error = answer.json().path("error").asText();
    if (answer.status() == 503) {
      assertThat(error).contains("the caller waits for only");
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    } else {
      assertThat(answer.expect(504).json().path("error").asText()).contains("deadline passed");
    }
  }

  @Test
  void dropsTheWaitingCallOfAnHttpCallerWhoHasLeftAndCountsIt() throws Exception {
    UUID first = UUID.randomUUID();
    UUID waiting = UUID.randomUUID();
    double before = metric("plimsoll_serving_calls_dropped_total", "reason=\"gone\"");
    long failed =
        TENANT
            .machine()
            .get(PATH + "/stats")
            .expect(200)
            .json()
            .at("/model_stats/0/inference_stats/fail/count")
            .asLong();
    ListenableFuture<ModelInferResponse> running = patient.modelInfer(call(first, 2, "a").build());
    try (HttpClient caller = HttpClient.newHttpClient()) {
      CompletableFuture<HttpResponse<String>> left =
          caller.sendAsync(
              HttpRequest.newBuilder(SERVER.url().resolve(PATH + "/predict"))
                  .header("Authorization", "Bearer " + TENANT.key())
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          "{\"id\": \"%s\", \"features\": {\"word\": \"b\", \"seconds\": 60}}"
                              .formatted(waiting)))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      TestServerPatience.until(
          "a waiting call", () -> metric("plimsoll_serving_queue_waiting", MODEL) == 1);

      assertThat(left.cancel(true)).isTrue();
    }

    assertThat(running.get().getOutputsCount()).isEqualTo(2);
    // Had the model begun with it, it would be under way for a minute.
    awaitLogged(waiting, "error_kind = 'cancelled'");
    assertThat(miscounted()).isZero();
    assertThat(SERVER.running().said()).doesNotContain("had to drop");
    assertThat(metric("plimsoll_serving_calls_dropped_total", "reason=\"gone\""))
        .isEqualTo(before + 1);
    JsonNode stats = TENANT.machine().get(PATH + "/stats").expect(200).json();
    assertThat(stats.at("/model_stats/0/inference_stats/fail/count").asLong()).isEqualTo(failed);
    assertThat(stats.at("/model_stats/0/inference_stats/success/count").asLong()).isPositive();
    assertThat(stats.at("/model_stats/0/execution_count").asLong()).isPositive();
    TestServerPatience.until(
        "the call among those dropped", () -> workers().at("/dropped/gone").asInt() > 0);
    assertThat(workers().path("ready").asInt()).isEqualTo(1);
    assertThat(workers().path("residentBytes").asLong()).isPositive();
    assertThat(workers().path("starts").toString()).isEqualTo("{\"opened\":1}");
    assertThat(metric("plimsoll_serving_workers", "state=\"ready\"")).isEqualTo(1);
    assertThat(metric("plimsoll_serving_worker_starts_total", "reason=\"opened\"")).isEqualTo(1);
  }

  private static JsonNode workers() {
    return TENANT
        .owner()
        .get(TENANT.path() + "/models/" + MODEL + "/workers")
        .expect(200)
        .json()
        .at("/items/0");
  }

  private static double metric(String name, String label) {
    return TestServerClient.of(SERVER)
        .get("/metrics")
        .expect(200)
        .body()
        .lines()
        .filter(line -> line.startsWith(name + "{") && line.contains(label))
        .filter(line -> line.contains("model=\"" + MODEL + "\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static Map<String, Object> tensor(String name, String type, Object value) {
    return Map.of("name", name, "datatype", type, "shape", List.of(1), "data", List.of(value));
  }

  @Test
  void doesNotBeginWithCallsThatWereCancelledWhileTheyWaited() throws Exception {
    UUID first = UUID.randomUUID();
    UUID waiting = UUID.randomUUID();
    UUID late = UUID.randomUUID();
    ListenableFuture<ModelInferResponse> running = patient.modelInfer(call(first, 3, "a").build());
    ListenableFuture<ModelInferResponse> cancelled =
        patient.modelInfer(call(waiting, 60, "b").build());
    TestServerPatience.until(
        "a waiting call", () -> metric("plimsoll_serving_queue_waiting", MODEL) == 1);
    ListenableFuture<ModelInferResponse> overdue =
        patient
            .withDeadlineAfter(500, TimeUnit.MILLISECONDS)
            .modelInfer(call(late, 60, "c").build());

    assertThat(cancelled.cancel(true)).isTrue();

    assertThat(running.get().getOutputsCount()).isEqualTo(2);
    // It is not even let in where the model is known to be that slow by now.
    assertThat(failure(overdue)).isIn(Status.Code.DEADLINE_EXCEEDED, Status.Code.UNAVAILABLE);
    awaitLogged(first, "error_kind IS NULL");
    // Had the model begun with them, they would be under way for a minute.
    awaitLogged(waiting, "error_kind = 'cancelled'");
    awaitLogged(late, "error_kind IN ('timeout', 'overloaded')");
    assertThat(miscounted()).isZero();
  }

  /**
   * By how much the errors of the model differ from the calls that failed: one that its caller left
   * is none of them. A call and its count are stored together.
   */
  private static long miscounted() {
    return TENANT.count(
        """
        SELECT abs((SELECT count(*) FROM predictions WHERE project_id = :project AND error_kind <> 'cancelled')
                   - counted.errors)
             + abs((SELECT count(*) FROM predictions WHERE project_id = :project AND error_kind = 'cancelled')
                   - counted.cancelled)
        FROM (SELECT coalesce(sum(r.count) FILTER (WHERE s.name = 'prediction.errors'), 0) AS errors,
                     coalesce(sum(r.count) FILTER (WHERE s.name = 'prediction.cancelled'), 0) AS cancelled
              FROM series s JOIN rollups r ON r.series_id = s.id WHERE s.project_id = :project) counted
        """);
  }

  private static void awaitLogged(UUID id, String condition) {
    TestServerPatience.until(
        "the call " + id + " in the table of predictions, " + condition,
        () ->
            TENANT.count(
                    "SELECT count(*) FROM predictions WHERE project_id = :project AND id = '%s' AND %s"
                        .formatted(id, condition))
                == 1);
  }

  private static Status.Code failure(ListenableFuture<ModelInferResponse> call) {
    try {
      throw new AssertionError("the call was answered: " + call.get());
    } catch (ExecutionException failed) {
      return failed.getCause() instanceof StatusRuntimeException refused
          ? refused.getStatus().getCode()
          : Status.Code.UNKNOWN;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stop);
    }
  }

  private static ModelInferRequest.Builder call(UUID id, double seconds, String... words) {
    InferTensorContents.Builder texts = InferTensorContents.newBuilder();
    InferTensorContents.Builder numbers = InferTensorContents.newBuilder();
    for (String word : words) {
      texts.addBytesContents(ByteString.copyFrom(word, StandardCharsets.UTF_8));
      numbers.addFp64Contents(seconds);
    }
    return ModelInferRequest.newBuilder()
        .setModelName(MODEL)
        .setId(id.toString())
        .addInputs(column("word", "BYTES", words.length, texts))
        .addInputs(column("seconds", "FP64", words.length, numbers));
  }

  private static ModelInferRequest.InferInputTensor.Builder column(
      String name, String type, long rows, InferTensorContents.Builder contents) {
    return ModelInferRequest.InferInputTensor.newBuilder()
        .setName(name)
        .setDatatype(type)
        .addAllShape(List.of(rows))
        .setContents(contents);
  }
}
