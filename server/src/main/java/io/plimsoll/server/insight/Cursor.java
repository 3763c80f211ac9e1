package io.plimsoll.server.insight;

import io.plimsoll.server.platform.http.Page;
import io.plimsoll.server.platform.http.RequestTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The place in a list of events, newest first, after which the next page starts. The text form is
 * the microseconds since 1970 and the id, which together are unique.
 */
record Cursor(Instant occurredAt, UUID id) {
  /** Before the newest event. */
  static final Cursor START = new Cursor(Instant.parse("9999-01-01T00:00:00Z"), new UUID(-1L, -1L));

  static Cursor parse(@Nullable String text) {
    if (text == null) {
      return START;
    }
    int dash = text.indexOf('-');
    try {
      long micros = Long.parseLong(text.substring(0, Math.max(dash, 0)));
      Instant at = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
      if (!RequestTime.isHeld(at)) {
        throw Page.unknown(text);
      }
      return new Cursor(at, UUID.fromString(text.substring(dash + 1)));
    } catch (IllegalArgumentException notACursor) {
      throw Page.unknown(text);
    }
  }

  /** The id after which a page of a list ordered by id starts. */
  static UUID parseId(@Nullable String text) {
    return Objects.requireNonNullElse(Page.after(text), START.id);
  }

  /** The smallest UUIDv7 that could have been made at {@code at}. */
  static UUID firstIdAt(Instant at) {
    return new UUID((at.toEpochMilli() << 16) | 0x7000L, 0x8000_0000_0000_0000L);
  }

  String text() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, occurredAt) + "-" + id;
  }
}
