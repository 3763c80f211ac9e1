package io.plimsoll.server.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.plimsoll.protocol.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.plimsoll.protocol.InferParameter;
import io.plimsoll.protocol.InferTensorContents;
import io.plimsoll.protocol.ModelInferRequest;
import io.plimsoll.protocol.ModelInferResponse;
import io.plimsoll.protocol.ModelMetadataRequest;
import io.plimsoll.protocol.ModelMetadataResponse;
import io.plimsoll.protocol.ModelReadyRequest;
import io.plimsoll.protocol.ModelStatistics;
import io.plimsoll.protocol.ModelStatisticsRequest;
import io.plimsoll.protocol.RepositoryIndexRequest;
import io.plimsoll.protocol.RepositoryIndexResponse;
import io.plimsoll.protocol.ServerLiveRequest;
import io.plimsoll.protocol.ServerMetadataRequest;
import io.plimsoll.protocol.ServerReadyRequest;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerGit;
import io.plimsoll.server.testing.TestServerGrpc;
import io.plimsoll.server.testing.TestServerPatience;
import io.plimsoll.server.testing.TestServerTenant;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Open Inference Protocol over gRPC, beside the same over HTTP. */
class GrpcIT {
  private static final TestServer SERVER = TestServer.shared();
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "grpc");
  private static final ManagedChannel CHANNEL = TestServerGrpc.channel(SERVER);
  private static final String MODEL = "storm";

  private final GRPCInferenceServiceBlockingStub machine =
      TestServerGrpc.withKey(CHANNEL, TENANT.key());
  private final GRPCInferenceServiceBlockingStub nobody = TestServerGrpc.anonymous(CHANNEL);

  @BeforeAll
  static void push(@TempDir Path folder) {
    TestServerGit git = new TestServerGit(folder).withOnnxModel().commit("first");
    git.push(TENANT.gitUrl(MODEL), TENANT.key()).expectSuccess();
    git.commit("second").push(TENANT.gitUrl(MODEL), TENANT.key()).expectSuccess();
    TestServerPatience.until(
        "version 1 to be loaded",
        () -> TENANT.machine().get("/v2/models/" + MODEL + "/versions/1/ready").status() == 200);
  }

  @AfterAll
  static void close() {
    CHANNEL.shutdownNow();
  }

  @Test
  void saysWhereItListens() {
    String address = SERVER.credentials().path("grpcAddress").asText();

    assertThat(SERVER.running().said()).contains("Inference over gRPC: " + address);
  }

  @Test
  void answersHealthToEverybody() {
    assertThat(nobody.serverLive(ServerLiveRequest.getDefaultInstance()).getLive()).isTrue();
    assertThat(nobody.serverReady(ServerReadyRequest.getDefaultInstance()).getReady()).isTrue();
    assertThat(nobody.serverMetadata(ServerMetadataRequest.getDefaultInstance()).getName())
        .isEqualTo("plimsoll");
  }

  @Test
  void describesItsModels() {
    ModelMetadataResponse metadata =
        machine.modelMetadata(ModelMetadataRequest.newBuilder().setName(MODEL).build());
    RepositoryIndexResponse index =
        machine.repositoryIndex(RepositoryIndexRequest.newBuilder().setReady(true).build());

    assertThat(metadata.getVersionsList()).containsExactly("2");
    assertThat(metadata.getInputs(0).getName()).isEqualTo("X");
    assertThat(metadata.getInputs(0).getDatatype()).isEqualTo("FP32");
    assertThat(metadata.getInputs(0).getShapeList()).containsExactly(-1L, 3L);
    assertThat(metadata.getOutputsCount()).isEqualTo(2);
    assertThat(machine.modelReady(ready(MODEL, "")).getReady()).isTrue();
    assertThat(machine.modelReady(ready(MODEL, "1")).getReady()).isTrue();
    assertThat(index.getModelsList())
        .extracting(RepositoryIndexResponse.ModelIndex::getName)
        .containsOnly(MODEL);
    assertThat(index.getModelsList())
        .extracting(RepositoryIndexResponse.ModelIndex::getState)
        .containsOnly("READY");
  }

  @Test
  void answersRawWithRaw() {
    ModelInferResponse answer =
        machine.modelInfer(raw(2, 3, floats(2, 1, 0, -9, 1, 0)).setId("call-1").build());

    ByteBuffer labels = littleEndian(answer.getRawOutputContents(0));
    ByteBuffer probabilities = littleEndian(answer.getRawOutputContents(1));
    assertThat(answer.getId()).isEqualTo("call-1");
    assertThat(answer.getModelVersion()).isEqualTo("2");
    assertThat(answer.getOutputs(0).getName()).isEqualTo("label");
    assertThat(answer.getOutputs(0).getDatatype()).isEqualTo("INT64");
    assertThat(answer.getOutputs(0).hasContents()).isFalse();
    assertThat(labels.getLong()).isEqualTo(1);
    assertThat(labels.getLong()).isZero();
    assertThat(answer.getOutputs(1).getShapeList()).containsExactly(2L, 2L);
    assertThat(probabilities.getFloat() + probabilities.getFloat()).isCloseTo(1, within(1e-3f));
    assertThat(answer.getParametersOrThrow("prediction_ids").getStringParam().split(","))
        .hasSize(2);
  }

  @Test
  void answersTypedWithTypedAndAsHttpDoes() {
    ModelInferResponse answer = machine.modelInfer(typed(1, 3, 2, 1, 0).build());

    JsonNode http =
        TENANT
            .machine()
            .post("/v2/models/" + MODEL + "/infer", Map.of("inputs", List.of(json())))
            .expect(200)
            .json();
    assertThat(answer.getRawOutputContentsCount()).isZero();
    assertThat(answer.getOutputs(0).getContents().getInt64ContentsList())
        .containsExactly(http.at("/outputs/0/data/0").asLong());
    assertThat(answer.getOutputs(1).getContents().getFp32Contents(1))
        .isCloseTo((float) http.at("/outputs/1/data/1").asDouble(), within(1e-6f));
    assertThat(answer.getId()).isNotBlank();
  }

  @Test
  void answersOnlyWhatIsAskedForInTheFormThatIsAskedFor() {
    ModelInferRequest request =
        typed(1, 3, 2, 1, 0)
            .setModelVersion("1")
            .addOutputs(ModelInferRequest.InferRequestedOutputTensor.newBuilder().setName("label"))
            .putParameters(
                "binary_data_output", InferParameter.newBuilder().setBoolParam(true).build())
            .build();

    ModelInferResponse answer = machine.modelInfer(request);

    assertThat(answer.getModelVersion()).isEqualTo("1");
    assertThat(answer.getOutputsCount()).isEqualTo(1);
    assertThat(littleEndian(answer.getRawOutputContents(0)).getLong()).isEqualTo(1);
  }

  @Test
  void logsEveryCallLikeThoseOverHttp() {
    UUID good = UUID.randomUUID();
    UUID bad = UUID.randomUUID();
    var unused = machine.modelInfer(raw(1, 3, floats(2, 1, 0)).setId(good.toString()).build());
    refusal(raw(1, 2, floats(2, 1)).setId(bad.toString()));

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
                        .formatted(good))
                == 1);
    TestServerPatience.until(
        "the call that failed beside it",
        () ->
            TENANT.count(
                    "SELECT count(*) FROM predictions WHERE project_id = :project AND id = '%s' AND error_kind = 'invalid_input'"
                        .formatted(bad))
                == 1);
  }

  @Test
  void countsWhatBecameOfCalls() {
    ModelStatistics before = statistics("1");
    var unused =
        machine.modelInfer(raw(2, 3, floats(1, 1, 1, 2, 2, 2)).setModelVersion("1").build());
    refusal(raw(1, 2, floats(1, 1)).setModelVersion("1"));

    ModelStatistics after = statistics("1");

    assertThat(after.getInferenceCount() - before.getInferenceCount()).isEqualTo(2);
    assertThat(after.getExecutionCount() - before.getExecutionCount()).isEqualTo(1);
    assertThat(after.getInferenceStats().getFail().getCount()).isPositive();
    assertThat(after.getInferenceStats().getSuccess().getNs()).isPositive();
    assertThat(after.getLastInference()).isPositive();
    assertThat(
            machine
                .modelStatistics(ModelStatisticsRequest.getDefaultInstance())
                .getModelStatsList())
        .extracting(ModelStatistics::getVersion)
        .contains("1", "2");
  }

  @Test
  void letsInOnlyKeysOfTheProjectWithTheScope() {
    ModelInferRequest request = raw(1, 3, floats(2, 1, 0)).build();
    TestServerTenant other = TestServerTenant.in(SERVER, "grpc-other");
    GRPCInferenceServiceBlockingStub mistyped = TestServerGrpc.withKey(CHANNEL, "plm_wrong");

    expect(nobody, request, Status.Code.UNAUTHENTICATED, "unauthenticated", "API key");
    expect(mistyped, request, Status.Code.UNAUTHENTICATED, "wrong_credentials", "revoked");
    assertThat(
            TestServerGrpc.refusal(
                    () -> mistyped.serverLive(ServerLiveRequest.getDefaultInstance()))
                .status()
                .getCode())
        .isEqualTo(Status.Code.UNAUTHENTICATED);
    expect(
        TestServerGrpc.withKey(CHANNEL, TENANT.newKey("events", "read", "deploy")),
        request,
        Status.Code.PERMISSION_DENIED,
        "forbidden",
        "scope predict");
    expect(
        TestServerGrpc.withKey(CHANNEL, other.key()),
        request,
        Status.Code.NOT_FOUND,
        "not_found",
        MODEL);
    assertThat(
            TestServerGrpc.withKey(CHANNEL, other.key())
                .repositoryIndex(RepositoryIndexRequest.getDefaultInstance())
                .getModelsList())
        .isEmpty();
    assertThat(
            TestServerGrpc.withKey(CHANNEL, other.key())
                .modelStatistics(ModelStatisticsRequest.getDefaultInstance())
                .getModelStatsList())
        .isEmpty();
  }

  @Test
  void saysWhichModelOrVersionThereIsNot() {
    ModelInferRequest.Builder request = raw(1, 3, floats(2, 1, 0));

    expect(
        machine,
        request.clone().setModelName("no-such-model").build(),
        Status.Code.NOT_FOUND,
        "not_found",
        "no-such-model");
    expect(
        machine,
        request.clone().setModelVersion("99").build(),
        Status.Code.NOT_FOUND,
        "not_found",
        "99");
    expect(
        machine,
        request.clone().setModelVersion("first").build(),
        Status.Code.NOT_FOUND,
        "not_found",
        "first");
  }

  @Test
  void saysWhatDoesNotFit() {
    assertThat(refusal(raw(1, 4, floats(1, 2, 3, 4)))).contains("X");
    assertThat(refusal(raw(1, 3, floats(1, 2)))).contains("fewer bytes");
    assertThat(refusal(raw(1, 3, floats(1, 2, 3, 4)))).contains("raw_input_contents[0]", "16");
    assertThat(refusal(raw(1, 3, floats(1, 2, 3)).addRawInputContents(ByteString.EMPTY)))
        .contains("2 raw_input_contents for 1 inputs");
    assertThat(refusal(typed(1, 3, 1, 2))).contains("needs 3 values, but got 2");
    assertThat(refusal(typed(1, 3, 1, 2, 3).addRawInputContents(floats(1, 2, 3)))).contains("both");
    assertThat(refusal(input(1, 3, "FP99", UnaryOperator.identity()))).contains("FP99");
    assertThat(refusal(input(1, 3, "FP16", UnaryOperator.identity()))).contains("raw");
    assertThat(refusal(input(1, 1, "INT8", contents -> contents.addIntContents(300))))
        .contains("300", "INT8");
    assertThat(refusal(input(1, 1, "UINT8", contents -> contents.addUintContents(-1))))
        .contains("4294967295", "UINT8");
    assertThat(refusal(ModelInferRequest.newBuilder().setModelName(MODEL))).contains("inputs");
    assertThat(
            refusal(
                raw(1, 3, floats(1, 2, 3))
                    .addOutputs(
                        ModelInferRequest.InferRequestedOutputTensor.newBuilder()
                            .setName("colour"))))
        .contains("colour", "label");
  }

  @Test
  void takesNoLargerMessageThanIsConfigured() {
    float[] values = new float[4_200_000];

    TestServerGrpc.Refusal refusal =
        TestServerGrpc.refusal(() -> machine.modelInfer(raw(1_400_000, 3, floats(values)).build()));

    assertThat(refusal.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(refusal.status().getDescription()).contains("16777216");
  }

  private ModelStatistics statistics(String version) {
    return machine
        .modelStatistics(
            ModelStatisticsRequest.newBuilder().setName(MODEL).setVersion(version).build())
        .getModelStats(0);
  }

  private String refusal(ModelInferRequest.Builder request) {
    TestServerGrpc.Refusal refusal =
        TestServerGrpc.refusal(() -> machine.modelInfer(request.build()));
    assertThat(refusal.status().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refusal.code()).isEqualTo("invalid_request");
    return String.valueOf(refusal.status().getDescription());
  }

  private static void expect(
      GRPCInferenceServiceBlockingStub stub,
      ModelInferRequest request,
      Status.Code status,
      String code,
      String part) {
    TestServerGrpc.Refusal refusal = TestServerGrpc.refusal(() -> stub.modelInfer(request));
    assertThat(refusal.status().getCode()).isEqualTo(status);
    assertThat(refusal.code()).isEqualTo(code);
    assertThat(refusal.status().getDescription()).contains(part);
  }

  private static ModelReadyRequest ready(String model, String version) {
    return ModelReadyRequest.newBuilder().setName(model).setVersion(version).build();
  }

  private static ModelInferRequest.Builder raw(int rows, int columns, ByteString values) {
    return input(rows, columns, "FP32", null).addRawInputContents(values);
  }

  private static ModelInferRequest.Builder typed(int rows, int columns, float... values) {
    return input(
        rows,
        columns,
        "FP32",
        contents -> {
          for (float value : values) {
            contents.addFp32Contents(value);
          }
          return contents;
        });
  }

  private static ModelInferRequest.Builder input(
      int rows,
      int columns,
      String type,
      @org.jspecify.annotations.Nullable UnaryOperator<InferTensorContents.Builder> fill) {
    ModelInferRequest.InferInputTensor.Builder tensor =
        ModelInferRequest.InferInputTensor.newBuilder()
            .setName("X")
            .setDatatype(type)
            .addAllShape(Arrays.asList((long) rows, (long) columns));
    if (fill != null) {
      tensor.setContents(fill.apply(InferTensorContents.newBuilder()));
    }
    return ModelInferRequest.newBuilder().setModelName(MODEL).addInputs(tensor);
  }

  private static Map<String, Object> json() {
    return Map.of(
        "name", "X", "datatype", "FP32", "shape", List.of(1, 3), "data", List.of(2, 1, 0));
  }

  private static ByteString floats(float... values) {
    ByteBuffer buffer = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      buffer.putFloat(value);
    }
    return ByteString.copyFrom(buffer.flip());
  }

  private static ByteBuffer littleEndian(ByteString bytes) {
    return bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }
}
