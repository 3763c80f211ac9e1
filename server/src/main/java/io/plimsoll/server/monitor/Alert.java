package io.plimsoll.server.monitor;

import com.fasterxml.jackson.annotation.JsonValue;
import io.plimsoll.server.monitor.rules.Evidence;
import io.plimsoll.server.monitor.rules.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An alert: what a rule found for a model or an application of Spark, or a check for a dataset,
 * from the moment it fired until it resolved.
 *
 * @param rule what it comes from
 * @param model what it is about; empty if it is about a dataset or an application
 * @param application the name of the application of Spark that it is about
 * @param lastSeenAt when the signal was last over its line
 */
public record Alert(
    UUID id,
    AlertKind rule,
    String model,
    @Nullable String dataset,
    @Nullable String application,
    @Nullable String version,
    State state,
    @Nullable Instant acknowledgedAt,
    @Nullable String acknowledgedBy,
    Severity severity,
    String title,
    String summary,
    List<String> advice,
    Evidence evidence,
    Instant firedAt,
    Instant lastSeenAt,
    @Nullable Instant resolvedAt) {

  public Alert {
    advice = List.copyOf(advice);
  }

  /** Whether what an alert tells is still so. */
  @Schema(name = "AlertState")
  public enum State {
    FIRING,
    RESOLVED;

    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads what {@link #text} wrote. */
    static State parse(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }

  /** The version as the monitor names it: empty where there is none. */
  String judgedVersion() {
    return version == null ? "" : version;
  }
}
