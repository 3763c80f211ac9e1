package io.plimsoll.server.serving;

import io.plimsoll.server.serving.Router.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The versions that production has left, which stay loaded for a while: all of them until no call
 * can have picked one and not begun yet, and those of a model's last change for long enough to go
 * back to at once. Thread-safe.
 */
final class Departures {
  private static final Duration BRIEFLY = Duration.ofSeconds(10);

  private final Duration kept;
  private final Map<UUID, Departure> byVersion = new ConcurrentHashMap<>();
  private final Map<Address, Instant> latest = new ConcurrentHashMap<>();

  Departures(Duration kept) {
    this.kept = kept;
  }

  private record Departure(Address model, Instant at) {}

  void left(Address model, UUID version, Instant at) {
    byVersion.put(version, new Departure(model, at));
    latest.put(model, at);
  }

  /** Whether the version is to stay loaded although nothing points at it. */
  boolean isKept(UUID version, Instant now) {
    Departure departure = byVersion.get(version);
    if (departure == null) {
      return false;
    }
    boolean isLatest = departure.at().equals(latest.get(departure.model()));
    if (departure.at().plus(isLatest ? kept : BRIEFLY).isAfter(now)) {
      return true;
    }
    byVersion.remove(version, departure);
    return false;
  }
}
