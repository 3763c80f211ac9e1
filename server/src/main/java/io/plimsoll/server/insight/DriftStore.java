package io.plimsoll.server.insight;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Reads the drift rule of a project and what the monitor measured by it over time. */
@ApplicationScoped
public class DriftStore {
  private static final int MOST_POINTS = 200;
  private static final double DEFAULT_THRESHOLD = 0.2;

  private final Database database;
  private final PlimsollConfig config;

  public DriftStore(Database database, PlimsollConfig config) {
    this.database = database;
    this.config = config;
  }

  /** The rule that decides; the monitor's defaults where the project has none yet. */
  Rule rule(Tenant tenant) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    "SELECT threshold, minimum_rows, window_seconds FROM alert_rules WHERE kind = 'drift'")
                .map(
                    (row, context) ->
                        new Rule(
                            row.getDouble("threshold"),
                            row.getInt("minimum_rows"),
                            Duration.ofSeconds(row.getInt("window_seconds"))))
                .findOne()
                .orElseGet(
                    () ->
                        new Rule(
                            DEFAULT_THRESHOLD,
                            config.monitor().minimumRows(),
                            config.monitor().window())));
  }

  /**
   * What the monitor measured, column by column, oldest first. Where there is more than a chart
   * shows, each stretch is represented by its highest value: a short excursion is what people look
   * for.
   */
  List<ColumnHistory> history(Tenant tenant, String model, TimeRange range) {
    Step step = Step.fitting(range, MOST_POINTS);
    List<Measured> measured =
        database.transact(
            tenant.scope(),
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT DISTINCT ON (role, name, bucket) role, name, bucket, psi, noise, row_count
                        FROM (SELECT d.*, date_bin(CAST(:step AS interval), minute,
                                                   TIMESTAMPTZ '1970-01-01 00:00:00+00') AS bucket
                              FROM drift_results d
                              WHERE model = :model AND minute >= :from AND minute < :to) binned
                        ORDER BY role, name, bucket, psi DESC
                        """)
                    .bind("step", step.name())
                    .bind("model", model)
                    .bind("from", range.from())
                    .bind("to", range.to())
                    .map((row, context) -> Measured.read(row))
                    .list());
    Map<String, List<Measured>> columns =
        measured.stream()
            .collect(
                Collectors.groupingBy(
                    each -> each.key().role() + " " + each.key().name(),
                    TreeMap::new,
                    Collectors.toList()));
    return columns.values().stream().map(ColumnHistory::of).toList();
  }

  /** Beyond what drift is told, and of how many rows at least. */
  record Rule(double threshold, int minimumRows, Duration window) {}

  /** What was measured of one column. */
  @Schema(name = "DriftColumnHistory")
  public record ColumnHistory(String name, FeatureKey.ColumnRole role, List<Point> points) {
    public ColumnHistory {
      points = List.copyOf(points);
    }

    static ColumnHistory of(List<Measured> measured) {
      FeatureKey key = measured.getFirst().key();
      return new ColumnHistory(
          key.name(), key.role(), measured.stream().map(Measured::point).toList());
    }
  }

  /** One measurement. */
  @Schema(name = "DriftPoint")
  public record Point(Instant at, double psi, double noise, long rows) {}

  private record Measured(FeatureKey key, Point point) {
    static Measured read(ResultSet row) throws SQLException {
      return new Measured(
          FeatureKey.read(row),
          new Point(
              Columns.instant(row, "bucket"),
              row.getDouble("psi"),
              row.getDouble("noise"),
              row.getLong("row_count")));
    }
  }
}
