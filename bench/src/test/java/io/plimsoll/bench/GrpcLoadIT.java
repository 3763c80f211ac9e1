package io.plimsoll.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.plimsoll.protocol.GRPCInferenceServiceGrpc;
import io.plimsoll.protocol.ModelInferRequest;
import io.plimsoll.protocol.ModelInferResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrpcLoadIT {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final AtomicInteger answered = new AtomicInteger();
  private final Set<String> keys = ConcurrentHashMap.newKeySet();
  private final Set<String> ports = ConcurrentHashMap.newKeySet();
  private final Set<Integer> sizes = ConcurrentHashMap.newKeySet();

  /** None is answered before so many calls are under way. */
  private final AtomicInteger awaited = new AtomicInteger();

  private final Queue<Runnable> first = new ConcurrentLinkedQueue<>();
  private final Server server =
      NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
          .directExecutor()
          .intercept(new Keys())
          .addService(GRPCInferenceServiceGrpc.bindService(new Model()))
          .build();

  @BeforeEach
  void start() throws Exception {
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.shutdownNow().awaitTermination();
  }

  @ParameterizedTest
  @CsvSource({"3, 1", "1, 32"})
  void countsEveryAnswer(int connections, int calls) throws Exception {
    awaited.set(connections * calls);

    LoadResult result = run(new GrpcLoad.Width(connections, calls), List.of(request("good")));

    assertThat(result.succeeded()).isPositive().isEqualTo(answered.get());
    assertThat(result.failed()).isZero();
    assertThat(result.millisAt(99)).isPositive();
    assertThat(keys).containsExactly("Bearer plm_key");
    assertThat(ports).hasSize(connections);
  }

  @Test
  void countsFailuresByTheirStatus() throws Exception {
    LoadResult result = run(new GrpcLoad.Width(3, 2), List.of(request("good"), request("bad")));

    int notFound = Status.Code.NOT_FOUND.value();
    assertThat(result.failures()).containsOnlyKeys(notFound);
    assertThat(result.succeeded() + result.failed()).isEqualTo(answered.get());
  }

  @Test
  void sendsMoreThanAFrameAndMoreThanAWindowTakes() throws Exception {
    ModelInferRequest large =
        request("good").toBuilder()
            .addRawInputContents(ByteString.copyFrom(new byte[60_000]))
            .build();

    LoadResult result = run(new GrpcLoad.Width(1, 32), List.of(large));

    assertThat(result.succeeded()).isGreaterThan(32).isEqualTo(answered.get());
    assertThat(result.failed()).isZero();
    assertThat(sizes).containsExactly(large.getSerializedSize());
  }

  @Test
  void refusesAMessageThatNoWindowTakes() {
    ModelInferRequest larger =
        request("good").toBuilder()
            .addRawInputContents(ByteString.copyFrom(new byte[66_000]))
            .build();

    assertThatThrownBy(() -> run(new GrpcLoad.Width(1, 1), List.of(larger)))
        .hasMessageContaining("65,535");
  }

  private LoadResult run(GrpcLoad.Width width, List<ModelInferRequest> requests)
      throws IOException {
    return GrpcLoad.run("127.0.0.1:" + server.getPort(), "plm_key", width, requests, SHORT);
  }

  private static ModelInferRequest request(String model) {
    return ModelInferRequest.newBuilder().setModelName(model).build();
  }

  private final class Model implements GRPCInferenceServiceGrpc.AsyncService {
    @Override
    public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> observer) {
      sizes.add(request.getSerializedSize());
      first.add(() -> answer(request, observer));
      if (awaited.decrementAndGet() <= 0) {
        for (Runnable next = first.poll(); next != null; next = first.poll()) {
          next.run();
        }
      }
    }

    private void answer(ModelInferRequest request, StreamObserver<ModelInferResponse> observer) {
      answered.incrementAndGet();
      if (request.getModelName().equals("bad")) {
        observer.onError(Status.NOT_FOUND.asRuntimeException());
        return;
      }
      observer.onNext(ModelInferResponse.getDefaultInstance());
      observer.onCompleted();
    }
  }

  private final class Keys implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata metadata, ServerCallHandler<Q, A> next) {
      keys.add(String.valueOf(metadata.get(AUTHORIZATION)));
      ports.add(String.valueOf(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)));
      return next.startCall(call, metadata);
    }
  }
}
