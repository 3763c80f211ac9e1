package io.plimsoll.server.drift.check;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.plimsoll.server.drift.window.WindowComparison;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a run of a check found.
 *
 * @param body everything that was compared, by which definitions; null if the run failed
 */
@Schema(name = "DriftReportDetail")
public record Report(Line line, @Nullable Body body) {

  /**
   * A report in a list.
   *
   * @param dueAt the time that the check was due, at which the window ends
   * @param cost of the column that cost most, 1 at the line
   * @param since where the window begins
   */
  @Schema(name = "DriftReportLine")
  public record Line(
      UUID id,
      UUID check,
      String checkName,
      Instant dueAt,
      Instant madeAt,
      Outcome outcome,
      int drifted,
      int compared,
      double cost,
      long rows,
      Instant since,
      Instant until,
      String summary) {}

  /** What a run came to. */
  @Schema(name = "DriftCheckOutcome")
  public enum Outcome {
    @JsonProperty("drifted")
    DRIFTED,
    @JsonProperty("no_drift")
    NO_DRIFT,
    /** There was nothing to compare; this says nothing about drift. */
    @JsonProperty("no_data")
    NO_DATA,
    /** The comparison could not be made for an hour. */
    @JsonProperty("failed")
    FAILED;

    String text() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    static Outcome parse(String text) {
      return valueOf(text.toUpperCase(java.util.Locale.ROOT));
    }
  }

  /**
   * Why the level was what it was. It holds p-values; the values of a definition that has none are
   * held to their noise level and stand outside the budget.
   *
   * @param alarmsPerWeek the false alarms that are accepted; null if nobody has set a number
   * @param checksPerWeek all runs a week that share them
   */
  @Schema(name = "CheckLevel")
  public record Level(double level, @Nullable Double alarmsPerWeek, double checksPerWeek) {}

  /** What was compared, and how strictly. */
  @Schema(name = "DriftReportBody")
  public record Body(WindowComparison comparison, Level level) {}
}
