package io.plimsoll.bench;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.plimsoll.protocol.GRPCInferenceServiceGrpc;
import io.plimsoll.protocol.ModelInferRequest;
import io.plimsoll.protocol.ModelInferResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * The same over gRPC as {@link Load} over HTTP: a number of connections with one call under way on
 * each, on one thread. The client is that of gRPC itself, which takes more of the machine than
 * {@link Load} does.
 */
final class GrpcLoad {
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(30);
  private static final int WINDOW_BYTES = 1 << 20;
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final List<ModelInferRequest> requests;
  private final Duration duration;
  private final CountDownLatch ended;
  private final Histogram latencies = new Histogram(3);
  private final Map<Integer, Long> failures = new TreeMap<>();
  private long started;
  private long lastAnswer;
  private int position;

  private GrpcLoad(List<ModelInferRequest> requests, Duration duration, int connections) {
    this.requests = requests;
    this.duration = duration;
    this.ended = new CountDownLatch(connections);
  }

  /**
   * Sends the requests in turn, as fast as they are answered.
   *
   * @return failures by the number of their gRPC status
   */
  static LoadResult run(
      String address,
      String apiKey,
      int connections,
      List<ModelInferRequest> requests,
      Duration duration)
      throws InterruptedException {
    EventLoopGroup thread = new NioEventLoopGroup(1);
    List<ManagedChannel> channels = new ArrayList<>();
    try {
      for (int i = 0; i < connections; i++) {
        channels.add(channel(address, apiKey, thread));
      }
      GrpcLoad load = new GrpcLoad(requests, duration, connections);
      // Everything below happens on the one thread, so nothing of it is shared.
      thread.submit(() -> load.start(channels)).sync();
      load.ended.await(duration.plus(LAST_ANSWERS).toMillis(), TimeUnit.MILLISECONDS);
      return thread.submit(load::result).sync().getNow();
    } finally {
      channels.forEach(ManagedChannel::shutdownNow);
      thread.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }

  private static ManagedChannel channel(String address, String apiKey, EventLoopGroup thread) {
    Metadata metadata = new Metadata();
    metadata.put(AUTHORIZATION, "Bearer " + apiKey);
    return NettyChannelBuilder.forTarget(address)
        .usePlaintext()
        .eventLoopGroup(thread)
        .channelType(NioSocketChannel.class)
        .directExecutor()
        // As the server does: no pings that measure the connection.
        .flowControlWindow(WINDOW_BYTES)
        .intercept(MetadataUtils.newAttachHeadersInterceptor(metadata))
        .build();
  }

  private void start(List<ManagedChannel> channels) {
    started = System.nanoTime();
    lastAnswer = started;
    channels.forEach(this::send);
  }

  private LoadResult result() {
    if (ended.getCount() > 0) {
      failures.merge(0, ended.getCount(), Long::sum);
    }
    return new LoadResult(Duration.ofNanos(lastAnswer - started), latencies, failures);
  }

  private void send(ManagedChannel channel) {
    long sentAt = System.nanoTime();
    if (sentAt - started >= duration.toNanos()) {
      ended.countDown();
      return;
    }
    ClientCalls.asyncUnaryCall(
        channel.newCall(GRPCInferenceServiceGrpc.getModelInferMethod(), CallOptions.DEFAULT),
        requests.get(position++ % requests.size()),
        new Answer(channel, sentAt));
  }

  private final class Answer implements StreamObserver<ModelInferResponse> {
    private final ManagedChannel channel;
    private final long sentAt;

    Answer(ManagedChannel channel, long sentAt) {
      this.channel = channel;
      this.sentAt = sentAt;
    }

    @Override
    public void onNext(ModelInferResponse answer) {}

    @Override
    public void onError(Throwable failure) {
      lastAnswer = System.nanoTime();
      failures.merge(Status.fromThrowable(failure).getCode().value(), 1L, Long::sum);
      send(channel);
    }

    @Override
    public void onCompleted() {
      lastAnswer = System.nanoTime();
      latencies.recordValue(lastAnswer - sentAt);
      send(channel);
    }
  }
}
