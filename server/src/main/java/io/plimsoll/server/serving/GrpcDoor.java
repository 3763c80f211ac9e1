package io.plimsoll.server.serving;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.plimsoll.protocol.GRPCInferenceServiceGrpc;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Listens for gRPC on a port of its own, on the event loops that serve HTTP: a call is handled by
 * the thread that read it.
 */
@Singleton
public class GrpcDoor {
  private static final int MAX_CALLS_OF_A_CONNECTION = 1_024;
  private static final int LEAST_SECONDS_BETWEEN_PINGS = 10;
  private static final int WINDOW_BYTES = 1 << 20;
  private static final int SECONDS_FOR_LAST_CALLS = 5;

  private final GrpcInference calls;
  private final GrpcCaller caller;
  private final VertxInternal vertx;
  private final PlimsollConfig config;
  private @Nullable Server server;

  public GrpcDoor(GrpcInference calls, GrpcCaller caller, Vertx vertx, PlimsollConfig config) {
    this.calls = calls;
    this.caller = caller;
    this.vertx = (VertxInternal) vertx;
    this.config = config;
  }

  /** Listens from now on. */
  public void open(int port) {
    EventLoopGroup loops = eventLoops();
    Server built =
        NettyServerBuilder.forAddress(new InetSocketAddress(config.http().host(), port))
            .bossEventLoopGroup(loops)
            .workerEventLoopGroup(loops)
            .channelFactory(vertx.transport().serverChannelFactory(false))
            .directExecutor()
            // A window of a fixed size: else every message is answered by a ping that measures the
            // connection, which for calls of one row costs as much as the call.
            .flowControlWindow(WINDOW_BYTES)
            .maxInboundMessageSize(config.serving().maxBodyBytes())
            .maxConcurrentCallsPerConnection(MAX_CALLS_OF_A_CONNECTION)
            .permitKeepAliveTime(LEAST_SECONDS_BETWEEN_PINGS, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .intercept(caller)
            .addService(GRPCInferenceServiceGrpc.bindService(calls))
            .build();
    try {
      server = built.start();
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "cannot listen for gRPC on %s:%d; set grpc.port".formatted(config.http().host(), port),
          failure);
    }
  }

  /** Vert.x 5 moves this to its inner interface, where Vert.x 4 does not have it yet. */
  @SuppressWarnings("deprecation")
  private EventLoopGroup eventLoops() {
    return vertx.nettyEventLoopGroup();
  }

  /** Takes no new calls, and gives those under way a moment to end. */
  public void close() {
    Server open = server;
    if (open == null) {
      return;
    }
    open.shutdown();
    try {
      if (!open.awaitTermination(SECONDS_FOR_LAST_CALLS, TimeUnit.SECONDS)) {
        open.shutdownNow();
      }
    } catch (InterruptedException stop) {
      open.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
