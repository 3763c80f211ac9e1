package io.plimsoll.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.plimsoll.protocol.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.plimsoll.protocol.ModelInferRequest;
import io.plimsoll.protocol.ModelMetadataRequest;
import io.plimsoll.protocol.RepositoryIndexRequest;
import io.plimsoll.protocol.RepositoryIndexResponse;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerAnswer;
import io.plimsoll.server.testing.TestServerClient;
import io.plimsoll.server.testing.TestServerGit;
import io.plimsoll.server.testing.TestServerGrpc;
import io.plimsoll.server.testing.TestServerPatience;
import io.plimsoll.server.testing.TestServerTenant;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys for some models, and keys that may be used so often and no more, at every door. */
class KeyLimitsIT {
  private static final TestServer SERVER = TestServer.shared();
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "limits");
  private static final ManagedChannel CHANNEL = TestServerGrpc.channel(SERVER);
  private static final String KEYS = TENANT.path() + "/keys";
  private static final Map<String, Object> ROW =
      Map.of("features", Map.of("temp", 2, "wind", 1, "rain", 0));

  private final TestServerClient owner = TENANT.owner();

  @BeforeAll
  static void push(@TempDir Path folder) {
    TestServerGit git = new TestServerGit(folder).withOnnxModel().commit("first");
    git.push(TENANT.gitUrl("storm"), TENANT.key()).expectSuccess();
    git.push(TENANT.gitUrl("flood"), TENANT.key()).expectSuccess();
  }

  @AfterAll
  static void close() {
    CHANNEL.shutdownNow();
  }

  @Test
  void reachesOnlyTheModelsThatAKeyIsFor() {
    JsonNode made = make(Map.of("models", List.of("storm")));
    TestServerClient narrow = caller(made);
    GRPCInferenceServiceBlockingStub grpc =
        TestServerGrpc.withKey(CHANNEL, made.path("secret").asText());

    narrow.post("/v2/models/storm/predict", ROW).expect(200);
    narrow.get("/v2/models/storm").expect(200);
    assertThat(narrow.get("/v2/models").expect(200).json().path("models").toString())
        .isEqualTo("[\"storm\"]");
    assertThat(narrow.post("/v2/models/flood/predict", ROW).expect(403).body()).contains("flood");
    narrow.get("/v2/models/flood").expect(403);
    narrow.get("/v2/models/flood/ready").expect(403);
    narrow.post("/v2/models/flood/versions/1/predict", ROW).expect(403);
    assertThat(grpc.modelInfer(call("storm")).getModelName()).isEqualTo("storm");
    assertThat(refusal(grpc, "flood").status().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(
            TestServerGrpc.refusal(
                    () ->
                        grpc.modelMetadata(
                            ModelMetadataRequest.newBuilder().setName("flood").build()))
                .status()
                .getCode())
        .isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(grpc.repositoryIndex(RepositoryIndexRequest.getDefaultInstance()).getModelsList())
        .extracting(RepositoryIndexResponse.ModelIndex::getName)
        .containsExactly("storm");
  }

  @Test
  void refusesWhatIsBeyondTheDaysLimitAtEveryDoor() {
    JsonNode made = make(Map.of("limits", Map.of("requestsPerDay", 3)));
    TestServerClient limited = caller(made);
    GRPCInferenceServiceBlockingStub grpc =
        TestServerGrpc.withKey(CHANNEL, made.path("secret").asText());

    TestServerAnswer first = limited.post("/v2/models/storm/predict", ROW).expect(200);
    assertThat(first.headers().firstValue("RateLimit-Policy")).contains("\"day\";q=3;w=86400");
    assertThat(first.headers().firstValue("RateLimit").orElseThrow()).startsWith("\"day\";r=2;t=");
    assertThat(grpc.modelInfer(call("storm")).getModelName()).isEqualTo("storm");
    // Questions about models are free.
    limited.get("/v2/models/storm").expect(200);
    limited.post("/v2/models/storm/predict", ROW).expect(200);

    TestServerAnswer refused = limited.post("/v2/models/storm/predict", ROW).expect(429);
    TestServerGrpc.Refusal refusal = refusal(grpc, "storm");

    assertThat(refused.json().path("error").asText()).contains("3 requests a day");
    long seconds = Long.parseLong(refused.headers().firstValue("Retry-After").orElseThrow());
    assertThat(seconds).isBetween(1L, 86_400L);
    assertThat(refused.headers().firstValue("RateLimit").orElseThrow())
        .startsWith("\"day\";r=0;t=");
    assertThat(refusal.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(refusal.code()).isEqualTo("too_many_requests");
    assertThat(trailer(refusal, "retry-after")).matches("\\d+");
    assertThat(trailer(refusal, "grpc-retry-pushback-ms")).matches("\\d+000");
    TestServerPatience.until(
        "the use of the key to be saved",
        () ->
            key(made).path("usedToday").asLong() == 3
                && key(made).path("refusedToday").asLong() == 2);
  }

  @Test
  void holdsAKeyToItsRate() {
    JsonNode made = make(Map.of("limits", Map.of("requestsPerSecond", 1, "burst", 2)));
    TestServerClient limited = caller(made);

    TestServerPatience.until(
        "a refusal",
        () -> {
          TestServerAnswer answer = limited.post("/v2/models/storm/predict", ROW);
          return answer.status() == 429
              && answer.headers().firstValue("Retry-After").orElse("").equals("1")
              && answer.body().contains("1 requests a second, 2 at once");
        });
  }

  @Test
  void holdsSendersOfEventsToTheirLimit() {
    JsonNode made =
        make(Map.of("scopes", List.of("events"), "limits", Map.of("requestsPerDay", 1)));
    TestServerClient sender = caller(made);
    Map<String, Object> nothing = Map.of("events", List.of());

    sender.post("/api/v1/events", nothing).expect(202);

    TestServerAnswer refused = sender.post("/api/v1/events", nothing).expect(429);
    assertThat(refused.code()).isEqualTo("too_many_requests");
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
  }

  @Test
  void changesLimitsAtOnceAndLetsKeysWithoutFollowTheProject() {
    TestServerTenant tenant = TestServerTenant.in(SERVER, "limits-of-projects");
    String keys = tenant.path() + "/keys";
    JsonNode made =
        tenant
            .owner()
            .post(keys, Map.of("name", "plain", "scopes", List.of("predict")))
            .expect(200)
            .json();
    TestServerClient machine = caller(made);
    String call = "/v2/models/nothing/predict";
    machine.post(call, ROW).expect(404);

    tenant.owner().put(keys + "/limits", Map.of("requestsPerDay", 1)).expect(204);
    assertThat(
            tenant.owner().get(keys + "/limits").expect(200).json().path("requestsPerDay").asInt())
        .isEqualTo(1);
    machine.post(call, ROW).expect(429);

    String own = keys + "/" + made.path("id").asText() + "/limits";
    tenant.owner().put(own, Map.of("requestsPerDay", 0)).expect(204);
    machine.post(call, ROW).expect(404);

    tenant.owner().put(keys + "/" + UUID.randomUUID() + "/limits", Map.of()).expect(404);
    tenant.member("engineer").put(own, Map.of()).expect(403);
  }

  @Test
  void saysWhichLimitsMakeNoSense() {
    assertThat(refused(Map.of("models", List.of("storm"), "scopes", List.of("predict", "read"))))
        .contains("models");
    assertThat(refused(Map.of("limits", Map.of("burst", 5)))).contains("requestsPerSecond");
    assertThat(refused(Map.of("limits", Map.of("requestsPerDay", -1)))).contains("-1");
    assertThat(refused(Map.of("limits", Map.of("requestsPerSecond", 2_000_000))))
        .contains("1000000");
  }

  private JsonNode make(Map<String, Object> wish) {
    return owner.post(KEYS, complete(wish)).expect(200).json();
  }

  private String refused(Map<String, Object> wish) {
    return owner.post(KEYS, complete(wish)).expect(400).json().path("detail").asText();
  }

  private static Map<String, Object> complete(Map<String, Object> wish) {
    Map<String, Object> all = new java.util.HashMap<>();
    all.put("name", "narrow");
    all.put("scopes", List.of("predict"));
    all.putAll(wish);
    return all;
  }

  private JsonNode key(JsonNode made) {
    return owner
        .get(KEYS)
        .expect(200)
        .json()
        .path("items")
        .valueStream()
        .filter(each -> each.path("id").equals(made.path("id")))
        .findFirst()
        .orElseThrow();
  }

  private static TestServerClient caller(JsonNode made) {
    return TestServerClient.of(SERVER).withKey(made.path("secret").asText());
  }

  private static TestServerGrpc.Refusal refusal(
      GRPCInferenceServiceBlockingStub grpc, String model) {
    return TestServerGrpc.refusal(() -> grpc.modelInfer(call(model)));
  }

  private static String trailer(TestServerGrpc.Refusal refusal, String name) {
    return String.valueOf(
        refusal.trailers().get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER)));
  }

  private static ModelInferRequest call(String model) {
    return ModelInferRequest.newBuilder()
        .setModelName(model)
        .addInputs(
            ModelInferRequest.InferInputTensor.newBuilder()
                .setName("X")
                .setDatatype("FP32")
                .addAllShape(List.of(1L, 3L)))
        .addRawInputContents(ByteString.copyFrom(new byte[12]))
        .build();
  }
}
