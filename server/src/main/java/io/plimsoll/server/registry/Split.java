package io.plimsoll.server.registry;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which versions answer the calls to production. Where nothing is split it is one version with all
 * of them, and nobody changed it.
 *
 * @param production what production points at, and what answers alone once a split ends; null if
 *     nothing is in production
 * @param unserved the versions of a split that the serving processes do not have yet
 */
public record Split(
    @Nullable Integer production,
    List<Share> shares,
    Sticky sticky,
    @Nullable Instant changedAt,
    @Nullable String changedBy,
    List<Unserved> unserved) {
  public Split {
    shares = List.copyOf(shares);
    unserved = List.copyOf(unserved);
  }

  /**
   * A version that is not loaded; until it is, calls go as before.
   *
   * @param reason why it could not be loaded; null while it is on its way
   */
  public record Unserved(int version, @Nullable String reason) {}

  /** Nothing in production. */
  static Split nothing() {
    return new Split(null, List.of(), Sticky.NONE, null, null, List.of());
  }

  /** One version with all calls. */
  static Split whole(int production) {
    return new Split(
        production,
        List.of(new Share(production, Share.WHOLE)),
        Sticky.NONE,
        null,
        null,
        List.of());
  }
}
