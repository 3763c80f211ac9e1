package io.plimsoll.server.registry;

import java.util.List;
import java.util.UUID;

/**
 * All that a serving process needs to divide a model's calls.
 *
 * @param production the version that production points at; one of the shares
 * @param mirrorPerMille what part of the calls the other of two versions is asked as well
 */
public record ServedSplit(
    String model, UUID production, List<ServedShare> shares, Sticky sticky, int mirrorPerMille) {
  public ServedSplit {
    shares = List.copyOf(shares);
  }

  /** A version and its part of the calls, in thousandths. */
  public record ServedShare(ServedVersion version, int perMille) {}
}
