package io.plimsoll.server.serving;

import io.plimsoll.server.registry.Sticky;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a call before it is read, for the routes that keep a caller with one version.
 *
 * @param routeKey the value of the header {@link #ROUTE_KEY}, if it was sent
 */
record Caller(@Nullable String routeKey, byte[] body) {
  /** The header by which a caller stays with a version. */
  static final String ROUTE_KEY = "Plimsoll-Route-Key";

  /** What the route goes by; empty if the call does not have it. */
  Optional<String> key(Sticky sticky) {
    return switch (sticky.by()) {
      case NONE -> Optional.empty();
      case HEADER -> Optional.ofNullable(routeKey).filter(key -> !key.isBlank());
      case ENTITY -> EntityScanner.find(body, sticky.field());
    };
  }
}
