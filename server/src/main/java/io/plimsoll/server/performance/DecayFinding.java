package io.plimsoll.server.performance;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What the newest rows that say anything tell of a figure.
 *
 * @param from of the chunk that was judged
 * @param line the bound on the worse side
 * @param beyond how far the value is from the mean on the worse side, as a multiple of what is
 *     allowed: up to the line, and up to the errors that chance makes; above 1 it has decayed
 * @param decayedSince when the chunks in a row began that have decayed; if this one has not, its
 *     own start
 * @param chunks how many of them there are; 0 if this one has not decayed
 */
@Schema(name = "PerformanceFinding")
public record DecayFinding(
    Metric metric,
    Basis basis,
    boolean decayed,
    Instant from,
    Instant to,
    long rows,
    double value,
    double standardError,
    double mean,
    double line,
    double beyond,
    Instant decayedSince,
    int chunks) {

  /** Whether labels say so, or an estimate without them. */
  @Schema(name = "PerformanceBasis")
  public enum Basis {
    REALISED,
    ESTIMATED;

    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads what {@link #text} wrote. */
    static Basis parse(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }
}
