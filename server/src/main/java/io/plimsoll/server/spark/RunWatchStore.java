package io.plimsoll.server.spark;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Which runs need somebody; asked every few seconds, and therefore only of those that are open. */
@ApplicationScoped
public class RunWatchStore {
  private static final int MOST_RUNS = 200;
  private static final int MOST_STREAMS = 50;

  /** Longer ago nothing of a query is looked for that has stopped to report. */
  private static final Duration PROGRESS_WITHIN = Duration.ofDays(2);

  // A run that goes on after one that did not succeed makes up for it once its streams progress, or
  // if it is another attempt of the same application.
  private static final String TROUBLED =
      """
      WITH stood AS MATERIALIZED (
        SELECT a.*, %s AS state FROM spark_applications a
        WHERE a.status <> 'succeeded' AND a.last_at > :since),
      names AS (SELECT DISTINCT name FROM stood WHERE state <> 'running'),
      well AS MATERIALIZED (
        SELECT n.name, (SELECT s.last_at FROM spark_applications s
                        WHERE s.name = n.name AND s.status = 'succeeded' ORDER BY s.last_at DESC LIMIT 1) AS last_at
        FROM names n),
      running AS MATERIALIZED (SELECT * FROM stood WHERE status = 'running'),
      troubled AS (
        SELECT t.*, t.state = 'lost' AS is_lost FROM stood t JOIN well w ON w.name = t.name
        WHERE t.state <> 'running' AND coalesce(w.last_at <= t.last_at, true)
          AND NOT EXISTS (SELECT FROM running r
                          WHERE r.name = t.name AND r.first_at > t.first_at AND r.last_at > t.last_at
                            AND (r.application_id = t.application_id
                                 OR EXISTS (SELECT FROM spark_reports p
                                            WHERE p.application_id = r.application_id AND p.attempt = r.attempt
                                              AND p.part = 'progress' AND p.occurred_at > t.last_at))))
      SELECT DISTINCT ON (name, is_lost) troubled.*, count(*) OVER (PARTITION BY name, is_lost) AS in_a_row
      FROM troubled ORDER BY name, is_lost, last_at DESC, id DESC
      """
          .formatted(SparkApplicationStore.STATE);

  private static final String STREAMING =
      """
      SELECT * FROM (
        SELECT a.*, %s AS state FROM spark_applications a
        WHERE a.status = 'running' AND a.last_at > :since
          AND EXISTS (SELECT FROM spark_reports r
                      WHERE r.application_id = a.application_id AND r.attempt = a.attempt AND r.part = 'stream'
                        AND r.occurred_at BETWEEN a.first_at AND a.last_at)) found
      WHERE state = 'running' ORDER BY last_at DESC LIMIT :limit
      """
          .formatted(SparkApplicationStore.STATE);

  private static final String PROGRESS =
      """
      SELECT * FROM spark_reports
      WHERE application_id = :application AND attempt = :attempt AND part = 'progress' AND occurred_at > :since
        AND starts_with(key, :run || '/')
      ORDER BY occurred_at DESC LIMIT :limit
      """;

  private final Database database;
  private final SparkApplicationStore applications;
  private final InstantSource clock;
  private final double lostAfterSeconds;

  public RunWatchStore(
      Database database,
      SparkApplicationStore applications,
      InstantSource clock,
      PlimsollConfig config) {
    this.database = database;
    this.applications = applications;
    this.clock = clock;
    this.lostAfterSeconds = config.spark().lostAfter().toMillis() / 1_000.0;
  }

  /** Of each name the run that failed or was killed last, and the one that was lost last. */
  List<TroubledRun> troubled(Tenant tenant, Duration within) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(TROUBLED)
                .bind("now", clock.instant())
                .bind("lostAfter", lostAfterSeconds)
                .bind("since", clock.instant().minus(within))
                .map(
                    (row, context) ->
                        new TroubledRun(
                            SparkApplicationStore.application(row), row.getInt("in_a_row")))
                .list());
  }

  /** Runs with streaming queries that are under way. */
  List<SparkApplication> streaming(Tenant tenant) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(STREAMING)
                .bind("now", clock.instant())
                .bind("lostAfter", lostAfterSeconds)
                .bind("since", clock.instant().minus(PROGRESS_WITHIN))
                .bind("limit", MOST_RUNS)
                .map((row, context) -> SparkApplicationStore.application(row))
                .list());
  }

  /** How the queries of a run stand that have not ended. */
  List<StreamHealth> streams(Tenant tenant, SparkApplication of) {
    return applications.parts(tenant, of, SparkApplicationStore.Kind.STREAM, MOST_STREAMS).stream()
        .filter(stream -> stream.status() == SparkState.RUNNING)
        .map(stream -> StreamHealth.of(stream, progress(tenant, of, stream).reversed()))
        .toList();
  }

  private List<SparkPart> progress(Tenant tenant, SparkApplication of, SparkPart stream) {
    Instant since = clock.instant().minus(PROGRESS_WITHIN);
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(PROGRESS)
                .bind("application", of.applicationId())
                .bind("attempt", of.attempt())
                .bind("run", stream.key())
                .bind("since", since)
                .bind("limit", StreamHealth.LOOKED_AT)
                .map((row, context) -> SparkApplicationStore.part(row))
                .list());
  }
}
