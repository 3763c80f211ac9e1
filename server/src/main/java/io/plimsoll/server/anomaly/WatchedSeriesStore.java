package io.plimsoll.server.anomaly;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Which series are watched, and how. */
@ApplicationScoped
public class WatchedSeriesStore {
  /** A project watches no more; what is beyond is not taken, and said so. */
  static final int MOST = 500;

  static final Set<String> TOPICS = Set.of("anomalies");

  private static final List<Measure> DEFAULTS_OF_MODELS =
      List.of(Measure.TRAFFIC, Measure.ERROR_RATE, Measure.LATENCY_P95);
  private static final List<Measure> DEFAULTS_OF_STAGES =
      List.of(Measure.STAGE_DURATION, Measure.STAGE_RECORDS_OUT);

  private final Database database;

  public WatchedSeriesStore(Database database) {
    this.database = database;
  }

  /** By measure and subject. */
  List<WatchedSeries> list(
      Tenant tenant, @Nullable Measure measure, @Nullable String subject, @Nullable String part) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM watched_series
                    WHERE (CAST(:measure AS text) IS NULL OR measure = :measure)
                      AND (CAST(:subject AS text) IS NULL OR subject = :subject)
                      AND (CAST(:part AS text) IS NULL OR part = :part)
                    ORDER BY subject, part, measure
                    """)
                .bind("measure", measure == null ? null : measure.text())
                .bind("subject", subject)
                .bind("part", part)
                .map((row, context) -> read(row))
                .list());
  }

  Optional<WatchedSeries> find(Tenant tenant, UUID id) {
    return database.transact(tenant.scope(), handle -> find(handle, id));
  }

  /** Whether there is something of that name to be watched. */
  boolean isKnown(Tenant tenant, SeriesName series) {
    return database.transact(
        tenant.scope(),
        handle ->
            switch (series.measure().of()) {
              case METRIC ->
                  handle
                      .createQuery(
                          "SELECT EXISTS (SELECT FROM series WHERE id = :id AND kind <> 'builtin')")
                      .bind("id", Long.valueOf(series.subject()))
                      .mapTo(Boolean.class)
                      .one();
              case MODEL ->
                  handle
                      .createQuery(
                          """
                          SELECT EXISTS (SELECT FROM series WHERE kind = 'builtin' AND name = 'prediction.rows'
                                                              AND tags ->> 'model' = :model)
                          """)
                      .bind("model", series.subject())
                      .mapTo(Boolean.class)
                      .one();
              case STAGE ->
                  handle
                      .createQuery(
                          """
                          SELECT EXISTS (SELECT FROM series WHERE kind = 'builtin' AND name = 'stage.duration_ms'
                                           AND tags ->> 'pipeline' = :pipeline AND tags ->> 'stage' = :stage)
                          """)
                      .bind("pipeline", series.subject())
                      .bind("stage", series.part())
                      .mapTo(Boolean.class)
                      .one();
            });
  }

  /** Watches a series, or gives one that is watched other settings; empty if there are too many. */
  Optional<WatchedSeries> watch(
      Tenant tenant, SeriesName series, WatchSettings settings, String by, Instant now) {
    return database.transact(
        tenant.scope(),
        handle -> {
          Optional<UUID> known =
              handle
                  .createQuery(
                      """
                      SELECT id FROM watched_series
                      WHERE measure = :measure AND subject = :subject AND part = :part
                      """)
                  .bind("measure", series.measure().text())
                  .bind("subject", series.subject())
                  .bind("part", series.part())
                  .mapTo(UUID.class)
                  .findOne();
          if (known.isPresent()) {
            change(handle, tenant, known.get(), settings, by, now);
            return find(handle, known.get());
          }
          if (count(handle) >= MOST) {
            return Optional.empty();
          }
          insert(handle, tenant, series, settings, false, by, now);
          Announcement.announce(handle, tenant.project(), TOPICS);
          return handle
              .createQuery(
                  """
                  SELECT * FROM watched_series
                  WHERE measure = :measure AND subject = :subject AND part = :part
                  """)
              .bind("measure", series.measure().text())
              .bind("subject", series.subject())
              .bind("part", series.part())
              .map((row, context) -> read(row))
              .findOne();
        });
  }

  /** Gives a series other settings; what was judged by the old ones is judged anew. */
  Optional<WatchedSeries> change(
      Tenant tenant, UUID id, WatchSettings settings, String by, Instant now) {
    return database.transact(
        tenant.scope(),
        handle -> {
          if (find(handle, id).isEmpty()) {
            return Optional.empty();
          }
          change(handle, tenant, id, settings, by, now);
          return find(handle, id);
        });
  }

  /** No longer watches a series of one's own; one that is watched by default goes back to that. */
  boolean reset(Tenant tenant, UUID id, String by, Instant now) {
    return database.transact(
        tenant.scope(),
        handle -> {
          Optional<WatchedSeries> known = find(handle, id);
          known.ifPresent(
              series -> {
                if (series.isDefault()) {
                  WatchSettings usual = WatchSettings.UNSAID.filled(series.series().measure());
                  change(handle, tenant, id, usual, by, now);
                } else {
                  handle
                      .createUpdate("DELETE FROM watched_series WHERE id = :id")
                      .bind("id", id)
                      .execute();
                  Announcement.announce(handle, tenant.project(), TOPICS);
                }
              });
          return known.isPresent();
        });
  }

  /** Watches what everybody wants watched of the models and stages that have been seen. */
  void watchDefaults(Tenant tenant, Instant now) {
    database.run(
        tenant.scope(),
        handle -> {
          long room = MOST - count(handle);
          for (SeriesName name : unwatched(handle)) {
            if (room-- <= 0) {
              return;
            }
            WatchSettings usual = WatchSettings.UNSAID.filled(name.measure());
            insert(handle, tenant, name, usual, true, null, now);
          }
        });
  }

  private static List<SeriesName> unwatched(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT seen.measure, seen.subject, seen.part FROM (
              SELECT m.measure, s.subject, '' AS part
              FROM (SELECT DISTINCT tags ->> 'model' AS subject FROM series
                    WHERE kind = 'builtin' AND name = 'prediction.rows') s, unnest(:models) m(measure)
              UNION ALL
              SELECT m.measure, s.subject, s.part
              FROM (SELECT DISTINCT tags ->> 'pipeline' AS subject, tags ->> 'stage' AS part FROM series
                    WHERE kind = 'builtin' AND name = 'stage.duration_ms') s, unnest(:stages) m(measure)) seen
            WHERE length(seen.subject) BETWEEN 1 AND 512 AND length(seen.part) <= 512
              AND NOT EXISTS (SELECT FROM watched_series w WHERE w.measure = seen.measure
                                AND w.subject = seen.subject AND w.part = seen.part)
            ORDER BY seen.subject, seen.part, seen.measure
            """)
        .bindArray("models", String.class, DEFAULTS_OF_MODELS.stream().map(Measure::text).toList())
        .bindArray("stages", String.class, DEFAULTS_OF_STAGES.stream().map(Measure::text).toList())
        .map((row, context) -> name(row))
        .list();
  }

  private static long count(Handle handle) {
    return handle.createQuery("SELECT count(*) FROM watched_series").mapTo(Long.class).one();
  }

  static Optional<WatchedSeries> find(Handle handle, UUID id) {
    return handle
        .createQuery("SELECT * FROM watched_series WHERE id = :id")
        .bind("id", id)
        .map((row, context) -> read(row))
        .findOne();
  }

  private static void insert(
      Handle handle,
      Tenant tenant,
      SeriesName series,
      WatchSettings settings,
      boolean isDefault,
      @Nullable String by,
      Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO watched_series (project_id, measure, subject, part, is_default, enabled, alerts, step_seconds,
                                        settings, changed_at, changed_by)
            VALUES (:project, :measure, :subject, :part, :default, :enabled, :alerts, :step, CAST(:settings AS json),
                    :now, :by)
            ON CONFLICT DO NOTHING
            """)
        .bind("project", tenant.project().value())
        .bind("measure", series.measure().text())
        .bind("subject", series.subject())
        .bind("part", series.part())
        .bind("default", isDefault)
        .bind("enabled", Boolean.TRUE.equals(settings.enabled()))
        .bind("alerts", Boolean.TRUE.equals(settings.alerts()))
        .bind("step", settings.step())
        .bind("settings", Columns.json(settings))
        .bind("now", now)
        .bind("by", by)
        .execute();
  }

  private static void change(
      Handle handle, Tenant tenant, UUID id, WatchSettings settings, String by, Instant now) {
    handle
        .createUpdate(
            """
            UPDATE watched_series SET enabled = :enabled, alerts = :alerts, step_seconds = :step,
              settings = CAST(:settings AS json), judged_until = NULL, plan = NULL, changed_at = :now,
              changed_by = :by
            WHERE id = :id
            """)
        .bind("enabled", Boolean.TRUE.equals(settings.enabled()))
        .bind("alerts", Boolean.TRUE.equals(settings.alerts()))
        .bind("step", settings.step())
        .bind("settings", Columns.json(settings))
        .bind("now", now)
        .bind("by", by)
        .bind("id", id)
        .execute();
    AnomalyStore.forget(handle, id);
    Announcement.announce(handle, tenant.project(), TOPICS);
  }

  static WatchedSeries read(ResultSet row) throws SQLException {
    JudgingPlan plan = Columns.jsonOrNull(row, "plan", JudgingPlan.class);
    return new WatchedSeries(
        row.getObject("id", UUID.class),
        name(row),
        row.getBoolean("is_default"),
        Columns.json(row, "settings", WatchSettings.class),
        SeriesState.of(row.getBoolean("enabled"), plan),
        plan,
        Columns.instantOrNull(row, "judged_until"),
        Columns.instant(row, "changed_at"),
        row.getString("changed_by"));
  }

  static SeriesName name(ResultSet row) throws SQLException {
    return new SeriesName(
        Measure.parse(row.getString("measure")), row.getString("subject"), row.getString("part"));
  }
}
