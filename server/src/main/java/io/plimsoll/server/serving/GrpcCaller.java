package io.plimsoll.server.serving;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.plimsoll.server.identity.Authentication;
import io.plimsoll.server.identity.Authenticator;
import io.plimsoll.server.identity.Credential;
import io.plimsoll.server.identity.Principal;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Who makes a gRPC call: the API key in its metadata, {@code authorization: Bearer plm_...} or
 * {@code x-api-key}. A remembered key costs a look-up in memory and stays on the event loop.
 */
@Singleton
public class GrpcCaller implements ServerInterceptor {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> API_KEY =
      Metadata.Key.of(Credential.ApiKey.HEADER, Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> ROUTE_KEY =
      Metadata.Key.of(Caller.ROUTE_KEY, Metadata.ASCII_STRING_MARSHALLER);
  private static final Context.Key<Credential> CREDENTIAL = Context.key("plimsoll-credential");
  private static final Context.Key<String> ROUTE = Context.key("plimsoll-route-key");
  private static final Uni<Principal> NOBODY = Uni.createFrom().item(new Principal.Anonymous());

  private final Authenticator authenticator;
  private final Executor blocking = Executors.newVirtualThreadPerTaskExecutor();

  public GrpcCaller(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata metadata, ServerCallHandler<Q, A> next) {
    Optional<Credential> given =
        Credential.ApiKey.find(metadata.get(AUTHORIZATION), metadata.get(API_KEY));
    if (given.isEmpty()) {
      return next.startCall(call, metadata);
    }
    Context context =
        Context.current().withValues(CREDENTIAL, given.get(), ROUTE, metadata.get(ROUTE_KEY));
    return Contexts.interceptCall(context, call, metadata, next);
  }

  /** What the call that this thread handles wants its route to go by. */
  static Optional<String> routeKey() {
    return Optional.ofNullable(ROUTE.get());
  }

  /** How long the caller of the call that this thread handles waits. */
  static CallLimit limit() {
    Deadline deadline = Context.current().getDeadline();
    return deadline == null
        ? CallLimit.NONE
        : new CallLimit(Math.max(1, deadline.timeRemaining(TimeUnit.MICROSECONDS)));
  }

  /** The principal of the call that this thread handles; fails if its key belongs to nobody. */
  Uni<Principal> principal() {
    Credential given = CREDENTIAL.get();
    if (given == null) {
      return NOBODY;
    }
    Optional<Authenticator.Finding> known = authenticator.remembered(given);
    if (known.isPresent()) {
      return Uni.createFrom().item(admitted(known.get()));
    }
    return Uni.createFrom()
        .item(() -> admitted(authenticator.authenticate(given)))
        .runSubscriptionOn(blocking);
  }

  private static Principal admitted(Authenticator.Finding finding) {
    return switch (finding) {
      case Authenticator.Finding.Known known -> known.principal();
      case Authenticator.Finding.Worthless worthless -> throw Authentication.worthless();
    };
  }
}
