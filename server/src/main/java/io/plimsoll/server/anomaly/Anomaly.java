package io.plimsoll.server.anomaly;

import com.fasterxml.jackson.annotation.JsonValue;
import io.plimsoll.server.platform.http.ProblemException;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a watched series that was not as expected.
 *
 * @param verdict what people said of it
 * @param toldBy who said so
 */
public record Anomaly(
    UUID id,
    UUID seriesId,
    SeriesName series,
    Episode episode,
    Verdict verdict,
    @Nullable String comment,
    @Nullable String toldBy,
    @Nullable Instant toldAt) {

  /** What people say of an anomaly. */
  @Schema(name = "AnomalyVerdict")
  public enum Verdict {
    /** Nobody has said anything. */
    OPEN,
    /** It was one. */
    CONFIRMED,
    /** It was to be expected: it is kept out of what the series is learned from. */
    EXPECTED;

    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Verdict parse(String text) {
      for (Verdict verdict : values()) {
        if (verdict.text().equals(text)) {
          return verdict;
        }
      }
      throw ProblemException.invalid(
          "verdict", "\"%s\" is not one of open, confirmed, expected.".formatted(text));
    }
  }
}
