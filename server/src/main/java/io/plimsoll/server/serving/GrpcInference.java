package io.plimsoll.server.serving;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.plimsoll.inference.tensor.Patience;
import io.plimsoll.protocol.GRPCInferenceServiceGrpc;
import io.plimsoll.protocol.ModelInferRequest;
import io.plimsoll.protocol.ModelInferResponse;
import io.plimsoll.protocol.ModelMetadataRequest;
import io.plimsoll.protocol.ModelMetadataResponse;
import io.plimsoll.protocol.ModelReadyRequest;
import io.plimsoll.protocol.ModelReadyResponse;
import io.plimsoll.protocol.ModelStatisticsRequest;
import io.plimsoll.protocol.ModelStatisticsResponse;
import io.plimsoll.protocol.RepositoryIndexRequest;
import io.plimsoll.protocol.RepositoryIndexResponse;
import io.plimsoll.protocol.ServerLiveRequest;
import io.plimsoll.protocol.ServerLiveResponse;
import io.plimsoll.protocol.ServerMetadataRequest;
import io.plimsoll.protocol.ServerMetadataResponse;
import io.plimsoll.protocol.ServerReadyRequest;
import io.plimsoll.protocol.ServerReadyResponse;
import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.KeyMeters;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.PlanMeters;
import io.plimsoll.server.identity.Principal;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.http.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The Open Inference Protocol v2 over gRPC: a second door to the room that {@link
 * InferenceResource} opens over HTTP, with the same keys, versions, limits and log. Health is open;
 * models need a key. Calls arrive on the event loop and must not block it.
 */
@Singleton
public class GrpcInference implements GRPCInferenceServiceGrpc.AsyncService {
  private final GrpcCaller caller;
  private final Access access;
  private final KeyMeters meters;
  private final PlanMeters plans;
  private final Router router;
  private final Endpoints endpoints;
  private final Predictor predictor;
  private final Dispatch dispatch;
  private final GrpcProblems problems;
  private final PlimsollConfig.Serving limits;

  public GrpcInference(
      GrpcCaller caller,
      Access access,
      KeyMeters meters,
      PlanMeters plans,
      Router router,
      Endpoints endpoints,
      Predictor predictor,
      Dispatch dispatch,
      GrpcProblems problems,
      PlimsollConfig config) {
    this.limits = config.serving();
    this.caller = caller;
    this.access = access;
    this.meters = meters;
    this.plans = plans;
    this.router = router;
    this.endpoints = endpoints;
    this.predictor = predictor;
    this.dispatch = dispatch;
    this.problems = problems;
  }

  @Override
  public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> observer) {
    open(observer, () -> ServerLiveResponse.newBuilder().setLive(true).build());
  }

  @Override
  public void serverReady(
      ServerReadyRequest request, StreamObserver<ServerReadyResponse> observer) {
    open(observer, () -> ServerReadyResponse.newBuilder().setReady(router.isComplete()).build());
  }

  @Override
  public void serverMetadata(
      ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> observer) {
    open(
        observer,
        () -> GrpcModels.server(Wire.Server.over("statistics", "model_repository_index")));
  }

  @Override
  public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> observer) {
    keyed(
        observer,
        request.getName(),
        tenant ->
            version(tenant, request.getName(), request.getVersion())
                .map(version -> ModelReadyResponse.newBuilder().setReady(true).build()));
  }

  @Override
  public void modelMetadata(
      ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> observer) {
    keyed(
        observer,
        request.getName(),
        tenant ->
            version(tenant, request.getName(), request.getVersion())
                .map(version -> GrpcModels.metadata(Wire.Metadata.of(version))));
  }

  @Override
  public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> observer) {
    BooleanSupplier isGone = ((ServerCallStreamObserver<?>) observer)::isCancelled;
    CallLimit limit = GrpcCaller.limit();
    GrpcCall call = new GrpcCall(GrpcCaller.routeKey(), request);
    String model = request.getModelName();
    String version = request.getModelVersion();
    answer(
        observer,
        principal -> {
          if (principal instanceof Principal.Machine machine) {
            meters.admit(machine).require();
          }
          Tenant tenant = access.keyed(principal, Permission.PREDICT, model);
          plans.requireSize(tenant, request.getSerializedSize());
          Function<LoadedVersion, Uni<ModelInferResponse>> infer =
              loaded -> infer(tenant, loaded, request, limit, isGone);
          return version.isEmpty()
              ? endpoints.production(tenant, model, call, infer)
              : endpoints.version(tenant, model, version).flatMap(infer::apply);
        });
  }

  @Override
  public void modelStatistics(
      ModelStatisticsRequest request, StreamObserver<ModelStatisticsResponse> observer) {
    if (request.getName().isEmpty()) {
      answer(
          observer, principal -> Uni.createFrom().item(GrpcModels.statistics(loaded(principal))));
    } else {
      keyed(
          observer,
          request.getName(),
          tenant ->
              version(tenant, request.getName(), request.getVersion())
                  .map(version -> GrpcModels.statistics(List.of(version))));
    }
  }

  @Override
  public void repositoryIndex(
      RepositoryIndexRequest request, StreamObserver<RepositoryIndexResponse> observer) {
    answer(
        observer,
        principal -> {
          if (!request.getRepositoryName().isEmpty()) {
            throw ProblemException.notFound(
                "The repository \"%s\"".formatted(request.getRepositoryName()));
          }
          List<String> awaited = request.getReady() ? List.of() : awaited(principal);
          return Uni.createFrom().item(GrpcModels.index(loaded(principal), awaited));
        });
  }

  private List<LoadedVersion> loaded(Principal principal) {
    Tenant tenant = access.keyed(principal, Permission.PREDICT);
    return router.loadedOf(tenant.project()).stream()
        .filter(version -> Access.reaches(principal, version.version().model()))
        .toList();
  }

  private List<String> awaited(Principal principal) {
    Tenant tenant = access.keyed(principal, Permission.PREDICT);
    return router.awaitedOf(tenant.project()).stream()
        .filter(model -> Access.reaches(principal, model))
        .toList();
  }

  private Uni<ModelInferResponse> infer(
      Tenant tenant,
      LoadedVersion version,
      ModelInferRequest request,
      CallLimit limit,
      BooleanSupplier isGone) {
    return dispatch.run(
        version,
        request.getSerializedSize(),
        unused -> {
          TensorRequest tensors = GrpcTensors.read(request).requireRows(limits.maxRows());
          Patience patience = limit.and(tensors.timeoutMicros()).patience(isGone);
          Predictor.Output output = predictor.predict(tenant.project(), version, tensors, patience);
          return GrpcTensors.answer(version, tensors, output);
        });
  }

  /** The version that a message asks about; none means the one in production. */
  private Uni<LoadedVersion> version(Tenant tenant, String model, String version) {
    return version.isEmpty()
        ? Uni.createFrom().item(endpoints.described(tenant, model))
        : endpoints.version(tenant, model, version);
  }

  /** For what asks about a model and calls none. */
  private <A> void keyed(StreamObserver<A> observer, String model, Function<Tenant, Uni<A>> call) {
    answer(observer, principal -> call.apply(access.keyed(principal, Permission.PREDICT, model)));
  }

  /** Nobody needs a key here, but a wrong one is refused, so that it never passes as nobody. */
  private <A> void open(StreamObserver<A> observer, Supplier<A> call) {
    answer(observer, anybody -> Uni.createFrom().item(call.get()));
  }

  private <A> void answer(StreamObserver<A> observer, Function<Principal, Uni<? extends A>> call) {
    ServerCallStreamObserver<A> stream = (ServerCallStreamObserver<A>) observer;
    // With a handler, an answer to a call that was cancelled is dropped; without, it would throw.
    stream.setOnCancelHandler(() -> {});
    Uni.createFrom()
        .deferred(caller::principal)
        .flatMap(call)
        .subscribe()
        .with(
            item -> {
              observer.onNext(item);
              observer.onCompleted();
            },
            failure -> {
              // Whoever has left is told nothing, and what nobody was told counts as no problem.
              if (!(failure instanceof ProblemException && stream.isCancelled())) {
                observer.onError(problems.status(failure));
              }
            });
  }
}
