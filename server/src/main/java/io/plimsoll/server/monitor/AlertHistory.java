package io.plimsoll.server.monitor;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An entry of an alert's history.
 *
 * @param by the person who did it; null if the monitor did
 */
public record AlertHistory(Instant at, Kind kind, @Nullable String by, String text) {

  /** What happened. */
  @Schema(name = "AlertHistoryKind")
  public enum Kind {
    FIRED,
    /** Something else is over its line, or it has become urgent. */
    UPDATED,
    ACKNOWLEDGED,
    RESOLVED,
    /** Somebody was told. */
    NOTIFIED,
    /** Somebody could not be told. */
    NOTIFICATION_FAILED,
    /** Somebody will be told once there is a mail server. */
    NOTIFICATION_HELD;

    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads what {@link #text} wrote. */
    static Kind parse(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }
}
