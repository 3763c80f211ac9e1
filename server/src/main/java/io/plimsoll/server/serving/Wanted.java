package io.plimsoll.server.serving;

import io.plimsoll.server.registry.ServedSplit;
import io.plimsoll.server.registry.ServedVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the registry asks for of one model: the version that production points at, and over which
 * versions its calls are to be divided.
 */
record Wanted(ServedVersion production, Optional<ServedSplit> split) {
  Wanted {
    // The two were read one after the other: a split that an alias has just left is none.
    split = split.filter(asked -> asked.production().equals(production.versionId()));
  }

  List<ServedVersion> versions() {
    return split
        .map(asked -> asked.shares().stream().map(ServedSplit.ServedShare::version).toList())
        .orElseGet(() -> List.of(production));
  }

  /** The route, once all versions are loaded. */
  Optional<Route> route(Router router) {
    Optional<LoadedVersion> loaded = router.byId(production.versionId());
    if (split.isEmpty()) {
      return loaded.map(Route::to);
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
        .map(version -> new Route(version, parts, split.get().sticky()));
  }
}
