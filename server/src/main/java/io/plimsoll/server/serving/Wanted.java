package io.plimsoll.server.serving;

import io.plimsoll.server.registry.ServedShadow;
import io.plimsoll.server.registry.ServedSplit;
import io.plimsoll.server.registry.ServedVersion;
import io.plimsoll.server.registry.Share;
import io.plimsoll.server.registry.Sticky;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the registry asks for of one model: the version that production points at, and over which
 * versions its calls are to be divided, and which version is to get a copy of them.
 */
record Wanted(
    ServedVersion production, Optional<ServedSplit> split, Optional<ServedShadow> shadow) {
  Wanted {
    // The two were read one after the other: a split that an alias has just left is none.
    split = split.filter(asked -> asked.production().equals(production.versionId()));
  }

  List<ServedVersion> versions() {
    return split
        .map(asked -> asked.shares().stream().map(ServedSplit.ServedShare::version).toList())
        .orElseGet(() -> List.of(production));
  }

  /** The shadow, once it is loaded; calls do not wait for it. */
  private Route.@Nullable Shadow shadow(Router router) {
    return shadow
        .flatMap(
            asked ->
                router
                    .byId(asked.version().versionId())
                    .map(version -> new Route.Shadow(version, asked.perMille())))
        .orElse(null);
  }

  /** The route, once all versions that answer are loaded. */
  Optional<Route> route(Router router) {
    Optional<LoadedVersion> loaded = router.byId(production.versionId());
    Route.Shadow copied = shadow(router);
    if (split.isEmpty()) {
      return loaded.map(
          version ->
              new Route(
                  version, List.of(new Route.Part(version, Share.WHOLE)), Sticky.NONE, copied, 0));
    }
    List<Route.Part> parts = new ArrayList<>();
    for (ServedSplit.ServedShare share : split.get().shares()) {
      router
          .byId(share.version().versionId())
          .ifPresent(version -> parts.add(new Route.Part(version, share.perMille())));
    }
    boolean isComplete = parts.size() == split.get().shares().size();
    return loaded
        .filter(version -> isComplete)
        .map(
            version ->
                new Route(
                    version, parts, split.get().sticky(), copied, split.get().mirrorPerMille()));
  }
}
