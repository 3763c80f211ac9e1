package io.plimsoll.server.drift.window;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Two sides of a model's traffic, compared column by column.
 *
 * @param level of the p-values after their correction; chance alone finds drift in any column with
 *     at most this probability
 * @param minimumRows of the current side, for a verdict
 * @param compared columns with a verdict on their values
 * @param reason why there is nothing to compare, in words; null when there is
 * @param features every column, those that cost most first
 */
@Schema(name = "WindowComparison")
public record WindowComparison(
    String model,
    SideAnswer reference,
    SideAnswer current,
    double level,
    int minimumRows,
    int compared,
    int drifted,
    @Nullable String reason,
    List<ComparedColumn> features) {

  public WindowComparison {
    features = List.copyOf(features);
  }

  /**
   * A side as it was read: profiles older than some hours are kept by the hour, so it may begin
   * earlier and end later than was asked for.
   *
   * @param version null if the model's sender names none
   * @param source where the rows of a baseline come from; null for traffic
   * @param segment by which the rows are a part of the traffic, with their value; null for all
   */
  @Schema(name = "ComparedSide")
  public record SideAnswer(
      SideKind kind,
      @Nullable String version,
      @Nullable Instant from,
      @Nullable Instant to,
      @Nullable String source,
      @Nullable String segment,
      @Nullable String segmentValue,
      long rows) {}

  /** What a side is. */
  @Schema(name = "ComparedSideKind")
  public enum SideKind {
    @com.fasterxml.jackson.annotation.JsonProperty("baseline")
    BASELINE,
    @com.fasterxml.jackson.annotation.JsonProperty("window")
    WINDOW
  }

  /** Whether there was anything to compare. */
  public boolean hasData() {
    return compared > 0;
  }
}
