package io.plimsoll.server.monitor;

import com.fasterxml.jackson.annotation.JsonValue;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.http.ProblemException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A message of the outbox and what has become of it. */
public record Notification(
    UUID id,
    UUID alertId,
    Channel channel,
    String recipient,
    String subject,
    String body,
    State state,
    @Nullable String reason,
    int attempts,
    Instant createdAt,
    @Nullable Instant sentAt) {

  /** How a message travels. */
  @Schema(name = "NotificationChannel")
  public enum Channel {
    EMAIL;

    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads what {@link #text} wrote. */
    static Channel parse(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }

  /** Where a message is on its way. */
  @Schema(name = "NotificationState")
  public enum State {
    /** Waits for its next attempt. */
    PENDING,
    /** A mail server has taken it. */
    SENT,
    /** Given up; the reason says what the server answered. */
    FAILED,
    /** Waits for a mail server to be configured. */
    HELD;

    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    static State parse(String text) {
      return Arrays.stream(values())
          .filter(state -> state.text().equals(text))
          .findFirst()
          .orElseThrow(
              () ->
                  ProblemException.invalid(
                      "state",
                      "\"%s\" is not one of pending, sent, failed, held.".formatted(text)));
    }
  }

  static Notification read(ResultSet row) throws SQLException {
    return new Notification(
        row.getObject("id", UUID.class),
        row.getObject("alert_id", UUID.class),
        Channel.parse(row.getString("channel")),
        row.getString("recipient"),
        row.getString("subject"),
        row.getString("body"),
        State.parse(row.getString("state")),
        row.getString("reason"),
        row.getInt("attempts"),
        Columns.instant(row, "created_at"),
        Columns.instantOrNull(row, "sent_at"));
  }
}
