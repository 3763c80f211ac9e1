package io.plimsoll.server.serving;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.registry.Environment;
import io.plimsoll.server.registry.ModelName;
import io.plimsoll.server.registry.PreviewName;
import io.plimsoll.server.registry.PreviewStore;
import io.plimsoll.server.registry.Sticky;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Finds the version behind an address, or says why there is none. */
@Singleton
public class Endpoints {
  private final Router router;
  private final Serving serving;
  private final PreviewStore previews;
  private final Executor blocking = Executors.newVirtualThreadPerTaskExecutor();

  public Endpoints(Router router, Serving serving, PreviewStore previews) {
    this.previews = previews;
    this.router = router;
    this.serving = serving;
  }

  /** The version that production points at: what the model is described by. */
  LoadedVersion described(Tenant tenant, String model) {
    return route(tenant, model).production();
  }

  /** The version for a call to production that brings nothing to be kept by. */
  LoadedVersion production(Tenant tenant, String model) {
    return route(tenant, model).pick();
  }

  /**
   * Lets the version answer that the call belongs to. What a large call is about is looked for off
   * the event loop.
   */
  <T> Uni<T> production(
      Tenant tenant, String model, Caller caller, Function<LoadedVersion, Uni<T>> call) {
    Route route = route(tenant, model);
    if (route.sticky().by() == Sticky.By.ENTITY && caller.size() > Dispatch.SMALL_BODY) {
      return Uni.createFrom()
          .item(() -> pick(route, caller))
          .runSubscriptionOn(blocking)
          .flatMap(version -> call.apply(version));
    }
    return call.apply(pick(route, caller));
  }

  private static LoadedVersion pick(Route route, Caller caller) {
    if (route.sticky().by() == Sticky.By.NONE) {
      return route.pick();
    }
    return caller.key(route.sticky()).map(route::pick).orElseGet(route::pick);
  }

  private Route route(Tenant tenant, String model) {
    return router.production(tenant.project(), model).orElseThrow(() -> absent(tenant, model));
  }

  private ProblemException absent(Tenant tenant, String model) {
    if (router.isExpected(tenant.project(), model)) {
      return new ProblemException(
          ErrorCode.MODEL_UNAVAILABLE,
          "The model \"%s\" is not loaded yet; send the call again in a moment.".formatted(model));
    }
    return ProblemException.notFound(
        "The model \"%s\" with a version in production".formatted(model));
  }

  /**
   * A version by its number, its environment or the name of its preview; one that is not loaded is
   * asked for, and the caller told to wait.
   */
  Uni<LoadedVersion> version(Tenant tenant, String model, String text) {
    Optional<Environment> environment = Environment.find(text);
    if (environment.isPresent()) {
      return Uni.createFrom().item(in(environment.get(), tenant, model));
    }
    Optional<PreviewName> preview = PreviewName.parse(text);
    if (preview.isPresent()) {
      return Uni.createFrom()
          .item(() -> find(tenant, model, previewed(tenant, model, preview.get())))
          .runSubscriptionOn(blocking);
    }
    int number = number(model, text);
    Optional<LoadedVersion> present = router.version(tenant.project(), model, number);
    if (present.isPresent()) {
      serving.called(present.get());
      return Uni.createFrom().item(present.get());
    }
    return Uni.createFrom().item(() -> find(tenant, model, number)).runSubscriptionOn(blocking);
  }

  /** What production points at is asked for by that name whatever the weights of a split are. */
  private LoadedVersion in(Environment environment, Tenant tenant, String model) {
    if (environment == Environment.PRODUCTION) {
      return described(tenant, model);
    }
    Router.Place place = new Router.Place(new Router.Address(tenant.project(), model), environment);
    return router
        .placed(place)
        .orElseThrow(
            () ->
                router.isExpected(place)
                    ? new ProblemException(
                        ErrorCode.MODEL_UNAVAILABLE,
                        "The version of \"%s\" in %s is not loaded yet; send the call again in a moment."
                            .formatted(model, environment))
                    : ProblemException.notFound(
                        "The model \"%s\" with a version in %s".formatted(model, environment)));
  }

  LoadedVersion find(Tenant tenant, String model, int number) {
    return switch (serving.ask(tenant, name(model), number)) {
      case Serving.Asked.Here(LoadedVersion version) -> version;
      case Serving.Asked.Loading loading ->
          throw new ProblemException(
              ErrorCode.MODEL_UNAVAILABLE,
              "Version %d of \"%s\" is being loaded; send the call again in a moment."
                  .formatted(number, model));
      case Serving.Asked.Unknown unknown ->
          throw ProblemException.notFound(
              "Version %d of the model \"%s\"".formatted(number, model));
    };
  }

  private int previewed(Tenant tenant, String model, PreviewName preview) {
    return previews
        .find(tenant, name(model), preview)
        .orElseThrow(
            () ->
                ProblemException.notFound(
                    "The preview \"%s\" of the model \"%s\"".formatted(preview, model)));
  }

  private static ModelName name(String model) {
    return ModelName.parse(model)
        .orElseThrow(() -> ProblemException.notFound("The model \"%s\"".formatted(model)));
  }

  private static int number(String model, String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException notANumber) {
      throw ProblemException.notFound("Version \"%s\" of the model \"%s\"".formatted(text, model));
    }
  }
}
