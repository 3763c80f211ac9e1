package io.plimsoll.server.monitor;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.pipeline.lineage.LineageRetentionStore;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.database.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/**
 * Deletes what is too old, but for raw events, which go by whole partitions. The only store that
 * deletes rows of other features: age is the one rule that is the same for all of them.
 */
@ApplicationScoped
public class RetentionStore {
  /** Performance is compared with that of a year ago. */
  private static final Duration STATES_OUTLIVE_ROWS = Duration.ofDays(400);

  private final Database database;

  public RetentionStore(Database database) {
    this.database = database;
  }

  /** How much was deleted. */
  public record Forgotten(long sessions, long rows) {
    Forgotten plus(long more) {
      return new Forgotten(sessions, rows + more);
    }

    boolean isAnything() {
      return sessions + rows > 0;
    }
  }

  /**
   * Before when the rows of a project are too old.
   *
   * @param ofPredictions of what was made of predictions
   * @param ofSeries of rollups, which outlive the events of none of their types
   * @param ofDatasets of datasets, which outlive their batches no longer
   * @param ofLineage of what was merged from events of OpenLineage
   * @param ofSpark of applications of Spark, which go with the last of their reports
   * @param others of the rest
   */
  public record Ages(
      Instant ofPredictions,
      Instant ofSeries,
      Instant ofDatasets,
      Instant ofLineage,
      Instant ofSpark,
      Instant others) {
    /** The same for all. */
    static Ages of(Instant before) {
      return new Ages(before, before, before, before, before, before);
    }
  }

  /** Dead letters of no project, and expired sessions. */
  public Forgotten forgetEverywhere(Instant before, Instant now) {
    return database.transact(
        Scope.NONE,
        handle ->
            new Forgotten(
                count(handle, "SELECT gate_purge_sessions(:at)", now),
                count(handle, "SELECT gate_purge_unowned_dead_letters(:at)", before)));
  }

  /**
   * Rollups, running totals, profiles and their sums, samples of rows, drift results and reports,
   * labels, datasets, applications of Spark, what was merged of lineage, dead letters and the use
   * of keys of one project.
   */
  public long forget(Tenant tenant, Ages ages) {
    Instant before = ages.others();
    return database.transact(
        tenant.scope(),
        handle ->
            delete(
                    handle,
                    "profiles WHERE project_id = :project AND minute < :before",
                    tenant,
                    ages.ofPredictions())
                + delete(
                    handle,
                    """
                    profile_spans WHERE project_id = :project
                      AND start + make_interval(hours => hours) <= :before
                    """,
                    tenant,
                    ages.ofPredictions())
                + delete(
                    handle,
                    "row_samples WHERE project_id = :project AND hour < :before",
                    tenant,
                    ages.ofPredictions())
                + delete(
                    handle,
                    // By series, because that is what the key of the rollups begins with.
                    """
                    rollups WHERE series_id IN (SELECT id FROM series WHERE project_id = :project)
                      AND minute < :before
                    """,
                    tenant,
                    ages.ofSeries())
                + delete(
                    handle,
                    "event_delays WHERE project_id = :project AND minute < :before",
                    tenant,
                    ages.ofSeries())
                + delete(
                    handle,
                    "running_totals WHERE project_id = :project AND at < :before",
                    tenant,
                    ages.ofSeries())
                + delete(
                    handle,
                    "drift_results WHERE project_id = :project AND minute < :before",
                    tenant,
                    ages.ofPredictions())
                + delete(
                    handle,
                    """
                    judged_points WHERE series_id IN (SELECT id FROM watched_series WHERE project_id = :project)
                      AND at < :before
                    """,
                    tenant,
                    before)
                + LineageRetentionStore.forget(handle, tenant.project(), ages.ofLineage())
                + delete(
                    handle,
                    "datasets WHERE project_id = :project AND last_batch_at < :before",
                    tenant,
                    ages.ofDatasets())
                + delete(
                    handle,
                    "spark_applications WHERE project_id = :project AND last_at < :before",
                    tenant,
                    ages.ofSpark())
                + delete(
                    handle,
                    "anomalies WHERE project_id = :project AND ended_at < :before",
                    tenant,
                    before)
                + delete(
                    handle,
                    // A check's last verdict stays while it has no later one: its alert goes by it.
                    """
                    drift_reports r WHERE project_id = :project AND due_at < :before
                      AND (outcome NOT IN ('drifted', 'no_drift')
                        OR EXISTS (SELECT FROM drift_reports later
                                   WHERE later.check_id = r.check_id AND later.due_at > r.due_at
                                     AND later.outcome IN ('drifted', 'no_drift')))
                    """,
                    tenant,
                    ages.ofPredictions())
                + delete(
                    handle,
                    "dead_letters WHERE project_id = :project AND received_at < :before",
                    tenant,
                    before)
                + delete(
                    handle,
                    // What was counted outlives the rows that it was counted from. A label goes
                    // with its row and not before it, or a correction would be counted beside it.
                    """
                    labels WHERE project_id = :project
                      AND coalesce(hour, feedback_at)
                          < date_trunc('day', CAST(:before AS timestamptz), 'UTC')
                    """,
                    tenant,
                    ages.ofPredictions())
                + delete(
                    handle,
                    """
                    performance_samples WHERE project_id = :project
                      AND hour < date_trunc('day', CAST(:before AS timestamptz), 'UTC')
                    """,
                    tenant,
                    ages.ofPredictions())
                + delete(
                    handle,
                    "performance_states WHERE project_id = :project AND hour < :before",
                    tenant,
                    before.minus(STATES_OUTLIVE_ROWS))
                + delete(
                    handle,
                    """
                    key_use WHERE project_id = :project
                      AND day < CAST(CAST(:before AS timestamptz) AT TIME ZONE 'UTC' AS date)
                    """,
                    tenant,
                    before));
  }

  private static long delete(Handle handle, String what, Tenant tenant, Instant before) {
    return handle
        .createUpdate("DELETE FROM " + what)
        .bind("project", tenant.project().value())
        .bind("before", before)
        .execute();
  }

  private static long count(Handle handle, String query, Instant at) {
    return handle.createQuery(query).bind("at", at).mapTo(Long.class).one();
  }
}
