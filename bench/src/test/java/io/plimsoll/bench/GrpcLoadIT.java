package io.plimsoll.bench;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GrpcLoadIT {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final AtomicInteger calls = new AtomicInteger();
  private final Set<String> keys = ConcurrentHashMap.newKeySet();
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

  @Test
  void countsEveryAnswer() throws Exception {
    LoadResult result = run(List.of(request("good")));

    assertThat(result.succeeded()).isPositive().isEqualTo(calls.get());
    assertThat(result.failed()).isZero();
    assertThat(result.millisAt(99)).isPositive();
    assertThat(keys).containsExactly("Bearer plm_key");
  }

  @Test
  void countsFailuresByTheirStatus() throws Exception {
    LoadResult result = run(List.of(request("good"), request("bad")));

    int notFound = Status.Code.NOT_FOUND.value();
    assertThat(result.failures()).containsOnlyKeys(notFound);
    assertThat(result.succeeded() + result.failed()).isEqualTo(calls.get());
  }

  private LoadResult run(List<ModelInferRequest> requests) throws InterruptedException {
    return GrpcLoad.run("127.0.0.1:" + server.getPort(), "plm_key", 3, requests, SHORT);
  }

  private static ModelInferRequest request(String model) {
    return ModelInferRequest.newBuilder().setModelName(model).build();
  }

  private final class Model implements GRPCInferenceServiceGrpc.AsyncService {
    @Override
    public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> observer) {
      calls.incrementAndGet();
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
      return next.startCall(call, metadata);
    }
  }
}
