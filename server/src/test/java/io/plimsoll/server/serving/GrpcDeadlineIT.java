package io.plimsoll.server.serving;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.plimsoll.server.testing.TestServerGit;
import io.plimsoll.server.testing.TestServerGrpc;
import io.plimsoll.server.testing.TestServerPatience;
import io.plimsoll.server.testing.TestServerTenant;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callers who do not wait to the end, in front of a model that has one slow worker. */
class GrpcDeadlineIT {
  private static final String MODEL = "sleepy";
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
  void endsAtTheDeadlineOfTheCaller() {
    UUID id = UUID.randomUUID();

    TestServerGrpc.Refusal refusal =
        TestServerGrpc.refusal(
            () ->
                machine
                    .withDeadlineAfter(200, TimeUnit.MILLISECONDS)
                    .modelInfer(call(id, 2, "late").build()));

    assertThat(refusal.status().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    // The model had begun, so the call is logged as it ended; and the worker is free again.
    assertThat(machine.modelInfer(call(UUID.randomUUID(), 0, "next").build()).getOutputsCount())
        .isEqualTo(2);
    awaitLogged(id, "error_kind IS NULL");
  }

  @Test
  void doesNotBeginWithCallsThatWereCancelledWhileTheyWaited() throws Exception {
    UUID first = UUID.randomUUID();
    UUID waiting = UUID.randomUUID();
    UUID late = UUID.randomUUID();
    ListenableFuture<ModelInferResponse> running = patient.modelInfer(call(first, 3, "a").build());
    ListenableFuture<ModelInferResponse> cancelled =
        patient.modelInfer(call(waiting, 60, "b").build());
    ListenableFuture<ModelInferResponse> overdue =
        patient
            .withDeadlineAfter(500, TimeUnit.MILLISECONDS)
            .modelInfer(call(late, 60, "c").build());

    assertThat(cancelled.cancel(true)).isTrue();

    assertThat(running.get().getOutputsCount()).isEqualTo(2);
    assertThat(Stream.of(overdue).map(GrpcDeadlineIT::failure))
        .containsExactly(Status.Code.DEADLINE_EXCEEDED);
    awaitLogged(first, "error_kind IS NULL");
    // Had the model begun with them, they would be under way for a minute.
    awaitLogged(waiting, "error_kind = 'cancelled'");
    awaitLogged(late, "error_kind = 'cancelled'");
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
