package io.plimsoll.server.drift.window;

import io.plimsoll.server.drift.Column;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How far each column was from the reference in each stretch of time.
 *
 * @param starts of the buckets, ascending; each lasts up to the next, the last one up to {@code
 *     end}
 * @param features those that cost most, over all buckets together, first
 */
@Schema(name = "DriftHeatMap")
public record HeatMap(
    String model,
    @Nullable String version,
    WindowComparison.SideAnswer reference,
    List<Instant> starts,
    Instant end,
    double level,
    @Nullable String reason,
    List<HeatRow> features) {

  public HeatMap {
    starts = List.copyOf(starts);
    features = List.copyOf(features);
  }

  /** One column over time: a cell for each bucket. */
  @Schema(name = "DriftHeatRow")
  public record HeatRow(Column.Role role, String name, double totalCost, List<HeatCell> cells) {
    public HeatRow {
      cells = List.copyOf(cells);
    }
  }

  /**
   * One column in one bucket.
   *
   * @param size the effect in parts of the line from which on it matters, 1 at the line; null where
   *     nothing was compared or the effect is beyond all measure
   */
  @Schema(name = "DriftHeatCell")
  public record HeatCell(WindowVerdict verdict, @Nullable Double size, long rows) {}
}
