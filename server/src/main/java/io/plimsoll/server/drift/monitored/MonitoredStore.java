package io.plimsoll.server.drift.monitored;

import io.plimsoll.server.drift.Column;
import io.plimsoll.server.drift.window.Stretch;
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
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Reads the drift rule of a project and what the monitor measured by it over time. */
@ApplicationScoped
public class MonitoredStore {
  private static final int MOST_POINTS = 200;
  private static final List<Duration> STEPS =
      List.of(
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofHours(1),
          Duration.ofHours(6),
          Duration.ofDays(1));

  private static final double DEFAULT_THRESHOLD = 0.2;

  private final Database database;
  private final PlimsollConfig config;

  public MonitoredStore(Database database, PlimsollConfig config) {
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
                    "SELECT threshold, minimum_rows, window_seconds FROM alert_rules WHERE kind ="
                        + " 'drift'")
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
  List<ColumnHistory> history(Tenant tenant, String model, Stretch range) {
    Duration step = step(range);
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
                    .bind("step", step.toString())
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

  /** The narrowest that draws the stretch with few enough points. */
  private static Duration step(Stretch range) {
    return STEPS.stream()
        .filter(step -> range.length().dividedBy(step) < MOST_POINTS)
        .findFirst()
        .orElse(STEPS.getLast());
  }

  /**
   * Where a window that ends with {@code range} has to start to hold {@code minimumRows} of a
   * version, as the monitor grows it: at {@code latest} if that is enough, at the oldest minute of
   * the range that has rows if nothing is.
   */
  Instant windowStart(
      Tenant tenant,
      String model,
      String version,
      Stretch range,
      Instant latest,
      long minimumRows) {
    Optional<Instant> reached =
        database.transact(
            tenant.scope(),
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT coalesce(max(minute) FILTER (WHERE seen >= :minimum), min(minute)) AS minute
                        FROM (
                          SELECT r.minute, sum(r.count) OVER (ORDER BY r.minute DESC) AS seen
                          FROM series s JOIN rollups r ON r.series_id = s.id
                          WHERE s.name = 'prediction.rows' AND s.kind = 'builtin' AND s.tags ->> 'model' = :model
                            AND s.tags ->> 'version' = :version
                            AND r.minute >= :earliest AND r.minute < :end) minutes
                        """)
                    .bind("model", model)
                    .bind("version", version)
                    .bind("earliest", range.from())
                    .bind("end", range.to())
                    .bind("minimum", minimumRows)
                    .map(
                        (row, context) -> Optional.ofNullable(Columns.instantOrNull(row, "minute")))
                    .one());
    Instant start = reached.orElse(latest);
    return start.isBefore(latest) ? start : latest;
  }

  /** Beyond what drift is told, and of how many rows at least. */
  record Rule(double threshold, int minimumRows, Duration window) {}

  /** What was measured of one column. */
  @Schema(name = "DriftColumnHistory")
  public record ColumnHistory(String name, Column.Role role, List<Point> points) {
    public ColumnHistory {
      points = List.copyOf(points);
    }

    static ColumnHistory of(List<Measured> measured) {
      Column key = measured.getFirst().key();
      return new ColumnHistory(
          key.name(), key.role(), measured.stream().map(Measured::point).toList());
    }
  }

  /** One measurement. */
  @Schema(name = "DriftPoint")
  public record Point(Instant at, double psi, double noise, long rows) {}

  private record Measured(Column key, Point point) {
    static Measured read(ResultSet row) throws SQLException {
      return new Measured(
          Column.of(row.getString("role"), row.getString("name")),
          new Point(
              Columns.instant(row, "bucket"),
              row.getDouble("psi"),
              row.getDouble("noise"),
              row.getLong("row_count")));
    }
  }
}
