package io.plimsoll.server.serving;

import io.plimsoll.server.registry.Sticky;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of a call before it is read, for the routes that keep a caller with a version. */
interface Caller {
  /** The header, or the key of the metadata, by which a caller stays with a version. */
  String ROUTE_KEY = "Plimsoll-Route-Key";

  /** The value that was sent as {@link #ROUTE_KEY}. */
  Optional<String> routeKey();

  /**
   * What the call is about, as it was sent.
   *
   * @param field the feature that names it; null for the call's own word
   */
  Optional<String> entity(@Nullable String field);

  /** The size of the call in bytes. */
  int size();

  /** What the route goes by; empty if the call does not have it. */
  default Optional<String> key(Sticky sticky) {
    return switch (sticky.by()) {
      case NONE -> Optional.empty();
      case HEADER -> routeKey().filter(key -> !key.isBlank());
      case ENTITY -> entity(sticky.field());
    };
  }
}
