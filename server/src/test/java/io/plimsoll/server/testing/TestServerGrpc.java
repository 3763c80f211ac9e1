package io.plimsoll.server.testing;

import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.plimsoll.protocol.GRPCInferenceServiceGrpc;
import io.plimsoll.protocol.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import java.util.concurrent.Callable;

/** Callers of a server over gRPC. */
public final class TestServerGrpc {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> CODE =
      Metadata.Key.of("error-code", Metadata.ASCII_STRING_MARSHALLER);

  private TestServerGrpc() {}

  /** How a call failed; {@code code} is the server's own, empty if it gave none. */
  public record Refusal(Status status, String code, Metadata trailers) {}

  /** A channel to where the server says that it listens; the caller shuts it down. */
  public static ManagedChannel channel(TestServer server) {
    return NettyChannelBuilder.forTarget(server.credentials().path("grpcAddress").asText())
        .usePlaintext()
        .build();
  }

  public static GRPCInferenceServiceBlockingStub anonymous(ManagedChannel channel) {
    return GRPCInferenceServiceGrpc.newBlockingStub(channel);
  }

  public static GRPCInferenceServiceBlockingStub withKey(ManagedChannel channel, String key) {
    return anonymous(channel).withInterceptors(key(key));
  }

  /** Shows an API key with every call. */
  public static ClientInterceptor key(String key) {
    Metadata metadata = new Metadata();
    metadata.put(AUTHORIZATION, "Bearer " + key);
    return MetadataUtils.newAttachHeadersInterceptor(metadata);
  }

  /** Makes a call that has to fail. */
  public static Refusal refusal(Callable<?> call) {
    try {
      throw new AssertionError("the call was answered: " + call.call());
    } catch (StatusRuntimeException refused) {
      return refusal(refused);
    } catch (Exception other) {
      throw new AssertionError("the call failed in another way", other);
    }
  }

  public static Refusal refusal(StatusRuntimeException refused) {
    Metadata trailers = refused.getTrailers() == null ? new Metadata() : refused.getTrailers();
    String code = trailers.get(CODE);
    return new Refusal(refused.getStatus(), code == null ? "" : code, trailers);
  }
}
