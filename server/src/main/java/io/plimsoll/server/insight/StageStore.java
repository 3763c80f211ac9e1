package io.plimsoll.server.insight;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.stats.NumericProfile;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Reads how the stages of pipelines fare from the rollups that their runs left. */
@ApplicationScoped
public class StageStore {
  private static final String DURATION = "stage.duration_ms";
  private static final String RECORDS_IN = "stage.records_in";
  private static final String RECORDS_OUT = "stage.records_out";
  private static final int FETCH_SIZE = 500;

  private final Database database;

  public StageStore(Database database) {
    this.database = database;
  }

  /** Every pipeline that ran in the range, with its stages, by name. */
  List<Pipeline> pipelines(Tenant tenant, TimeRange range) {
    Map<StageName, Tally> tallies = new TreeMap<>(StageName.ORDER);
    database.run(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT s.name, s.tags ->> 'pipeline' AS pipeline, s.tags ->> 'stage' AS stage,
                           s.tags ->> 'status' AS status, r.minute, r.count, r.sum,
                           CASE WHEN s.name = 'stage.duration_ms' THEN r.sketch END AS sketch
                    FROM series s JOIN rollups r ON r.series_id = s.id
                    WHERE s.name IN ('stage.duration_ms', 'stage.records_in', 'stage.records_out')
                      AND s.kind = 'builtin' AND r.minute >= :from AND r.minute < :to
                    """)
                .bind("from", range.from())
                .bind("to", range.to())
                .setFetchSize(FETCH_SIZE)
                .map((row, context) -> Minute.read(row))
                .forEach(
                    minute ->
                        tallies.computeIfAbsent(minute.of(), name -> new Tally()).add(minute)));
    Map<String, List<Stage>> byPipeline = new TreeMap<>();
    tallies.forEach(
        (name, tally) ->
            byPipeline
                .computeIfAbsent(name.pipeline(), pipeline -> new ArrayList<>())
                .add(tally.stage(name.stage())));
    return byPipeline.entrySet().stream()
        .map(each -> new Pipeline(each.getKey(), each.getValue()))
        .toList();
  }

  /** A pipeline and what its stages did in the window. */
  public record Pipeline(String pipeline, List<Stage> stages) {
    public Pipeline {
      stages = List.copyOf(stages);
    }
  }

  /**
   * One stage.
   *
   * @param recordsIn records taken in; absent if no run told
   * @param lastAt the minute of the last run
   */
  @Schema(name = "PipelineStage")
  public record Stage(
      String stage,
      long runs,
      long failures,
      double errorRate,
      @Nullable Double p50Ms,
      @Nullable Double p95Ms,
      @Nullable Long recordsIn,
      @Nullable Long recordsOut,
      Instant lastAt) {}

  private record StageName(String pipeline, String stage) {
    static final Comparator<StageName> ORDER =
        Comparator.comparing(StageName::pipeline).thenComparing(StageName::stage);
  }

  private record Minute(
      String series,
      StageName of,
      boolean failed,
      Instant at,
      long count,
      double sum,
      byte @Nullable [] sketch) {
    static Minute read(ResultSet row) throws SQLException {
      return new Minute(
          row.getString("name"),
          new StageName(row.getString("pipeline"), row.getString("stage")),
          "failed".equals(row.getString("status")),
          Columns.instant(row, "minute"),
          row.getLong("count"),
          row.getDouble("sum"),
          row.getBytes("sketch"));
    }
  }

  private static final class Tally {
    private final NumericProfile durations = new NumericProfile();
    private long runs;
    private long failures;
    private @Nullable Long recordsIn;
    private @Nullable Long recordsOut;
    private Instant lastAt = Instant.EPOCH;

    void add(Minute minute) {
      lastAt = lastAt.isBefore(minute.at()) ? minute.at() : lastAt;
      switch (minute.series()) {
        case DURATION -> addRuns(minute);
        case RECORDS_IN -> recordsIn = plus(recordsIn, minute.sum());
        case RECORDS_OUT -> recordsOut = plus(recordsOut, minute.sum());
        default -> throw new IllegalStateException("unexpected series " + minute.series());
      }
    }

    private void addRuns(Minute minute) {
      runs += minute.count();
      failures += minute.failed() ? minute.count() : 0;
      if (minute.sketch() != null) {
        durations.merge(NumericProfile.fromBytes(minute.sketch()));
      }
    }

    private static long plus(@Nullable Long sum, double more) {
      return (sum == null ? 0 : sum) + Math.round(more);
    }

    Stage stage(String name) {
      return new Stage(
          name,
          runs,
          failures,
          runs == 0 ? 0 : (double) failures / runs,
          Traffic.quantile(durations, 0.50),
          Traffic.quantile(durations, 0.95),
          recordsIn,
          recordsOut,
          lastAt);
    }
  }
}
