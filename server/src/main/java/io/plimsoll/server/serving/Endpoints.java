package io.plimsoll.server.serving;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.registry.ModelName;
import io.plimsoll.server.registry.PreviewName;
import io.plimsoll.server.registry.PreviewStore;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

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

  LoadedVersion production(Tenant tenant, String model) {
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
   * A version by its number or by the name of its preview; one that is not loaded is asked for, and
   * the caller told to wait.
   */
  Uni<LoadedVersion> version(Tenant tenant, String model, String text) {
    Optional<PreviewName> preview = PreviewName.parse(text);
    if (preview.isPresent()) {
      return Uni.createFrom()
          .item(() -> find(tenant, model, previewed(tenant, model, preview.get())))
          .runSubscriptionOn(blocking);
    }
    int number = number(model, text);
    Optional<LoadedVersion> present = router.version(tenant.project(), model, number);
    if (present.isPresent()) {
      return Uni.createFrom().item(present.get());
    }
    return Uni.createFrom().item(() -> find(tenant, model, number)).runSubscriptionOn(blocking);
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
