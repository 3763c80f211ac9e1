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
 */
public record Split(
    @Nullable Integer production,
    List<Share> shares,
    Sticky sticky,
    @Nullable Instant changedAt,
    @Nullable String changedBy) {
  public Split {
    shares = List.copyOf(shares);
  }

  /** Nothing in production. */
  static Split nothing() {
    return new Split(null, List.of(), Sticky.NONE, null, null);
  }

  /** One version with all calls. */
  static Split whole(int production) {
    return new Split(
        production, List.of(new Share(production, Share.WHOLE)), Sticky.NONE, null, null);
  }
}
