package io.plimsoll.server.anomaly;

import io.plimsoll.server.platform.http.Page;
import io.plimsoll.server.platform.http.RequestTime;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The place in the list of anomalies, latest first, after which the next page starts. */
record Place(Instant startedAt, UUID id) {
  private static final Place START =
      new Place(Instant.parse("9999-01-01T00:00:00Z"), new UUID(-1L, -1L));

  /** Buckets start at whole seconds. */
  static Place parse(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return START;
    }
    int dash = text.indexOf('-');
    try {
      Instant at = Instant.ofEpochSecond(Long.parseLong(text.substring(0, Math.max(dash, 0))));
      if (!RequestTime.isHeld(at)) {
        throw Page.unknown(text);
      }
      return new Place(at, UUID.fromString(text.substring(dash + 1)));
    } catch (RuntimeException notAPlace) {
      throw Page.unknown(text);
    }
  }

  static Place of(Anomaly anomaly) {
    return new Place(anomaly.episode().startedAt(), anomaly.id());
  }

  String text() {
    return startedAt.getEpochSecond() + "-" + id;
  }
}
