package io.plimsoll.server.jobs;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Jobs as those see them who ask for them, wait for them and look at them. */
@ApplicationScoped
public class JobStore {
  /** The topic under which any change in a project's list of jobs is announced. */
  public static final String TOPIC = "jobs";

  private final Database database;
  private final InstantSource clock;

  public JobStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** The newest jobs first; {@code before} is the last id of the page before. */
  public List<Job> list(
      Tenant tenant,
      @Nullable String model,
      @Nullable JobState state,
      @Nullable UUID before,
      int limit) {
    return database.transact(
        tenant.scope(),
        handle -> {
          List<JobRow> rows =
              handle
                  .createQuery(
                      """
                      SELECT * FROM jobs
                      WHERE (:model::text IS NULL OR model = :model)
                        AND (:state::text IS NULL OR state = :state)
                        AND (:before::uuid IS NULL OR id < :before::uuid)
                      ORDER BY id DESC LIMIT :limit
                      """)
                  .bind("model", model)
                  .bind("state", state == null ? null : state.text())
                  .bind("before", before)
                  .bind("limit", limit)
                  .map((row, context) -> JobRow.read(row))
                  .list();
          return JobRow.withSteps(handle, rows);
        });
  }

  public Optional<Job> find(Tenant tenant, JobId id) {
    return database.transact(
        tenant.scope(), handle -> JobRow.withSteps(handle, row(handle, id)).stream().findFirst());
  }

  /** The job's state and at most {@code limit} lines after line {@code after}. */
  public Optional<JobGlance> glance(Tenant tenant, JobId id, int after, int limit) {
    return database.transact(
        tenant.scope(),
        handle -> {
          // The state is read before the lines: a final state then means that the lines are
          // complete.
          Optional<Map<String, Object>> found =
              handle
                  .createQuery(
                      """
                      SELECT j.state, j.attempt, j.version, j.error,
                             NOT EXISTS (SELECT FROM jobs o WHERE o.model = j.model AND o.id < j.id
                                         AND o.state IN ('queued', 'running')) AS first
                      FROM jobs j WHERE j.id = :id
                      """)
                  .bind("id", id.value())
                  .mapToMap()
                  .findOne();
          return found.map(
              job ->
                  new JobGlance(
                      JobState.parse(String.valueOf(job.get("state"))),
                      ((Number) job.getOrDefault("attempt", 0)).intValue(),
                      Boolean.TRUE.equals(job.get("first")),
                      (Integer) job.get("version"),
                      (String) job.get("error"),
                      lines(handle, id, after, limit)));
        });
  }

  private static List<LogLine> lines(Handle handle, JobId id, int after, int limit) {
    return handle
        .createQuery(
            """
            SELECT n, at, step, line FROM job_log WHERE job_id = :id AND n > :after ORDER BY n LIMIT :limit
            """)
        .bind("id", id.value())
        .bind("after", after)
        .bind("limit", limit)
        .map((row, context) -> JobRow.line(row))
        .list();
  }

  /** Says that somebody still waits for the job, for {@code patience} from now. */
  public void keepAwaiting(Tenant tenant, JobId id, Duration patience) {
    database.run(
        tenant.scope(),
        handle ->
            handle
                .createUpdate(
                    "UPDATE jobs SET awaited_until = :until WHERE id = :id AND awaited_until IS NOT NULL")
                .bind("until", clock.instant().plus(patience))
                .bind("id", id.value())
                .execute());
  }

  /**
   * Cancels a queued job at once and asks a running one to stop; a job that is over stays as it is.
   *
   * @param reason a sentence for those who look at the job
   * @return the job afterwards; empty if there is none
   */
  public Optional<Job> requestCancel(Tenant tenant, JobId id, String reason) {
    database.run(
        tenant.scope(),
        handle -> {
          int changed =
              handle
                  .createUpdate(
                      """
                      UPDATE jobs SET cancel_requested = true, error = coalesce(error, :reason),
                        state = CASE state WHEN 'queued' THEN 'cancelled' ELSE state END,
                        finished_at = CASE state WHEN 'queued' THEN :now ELSE finished_at END
                      WHERE id = :id AND state IN ('queued', 'running')
                      """)
                  .bind("reason", reason)
                  .bind("now", clock.instant())
                  .bind("id", id.value())
                  .execute();
          if (changed == 1) {
            skipSteps(handle, id);
            Announcement.announce(handle, tenant.project(), Set.of(TOPIC, id.topic()));
          }
        });
    return find(tenant, id);
  }

  private static void skipSteps(Handle handle, JobId id) {
    handle
        .createUpdate(
            """
            UPDATE job_steps s SET state = 'skipped' FROM jobs j
            WHERE j.id = s.job_id AND s.job_id = :id AND j.state = 'cancelled' AND s.state = 'waiting'
            """)
        .bind("id", id.value())
        .execute();
  }

  private static List<JobRow> row(Handle handle, JobId id) {
    return handle
        .createQuery("SELECT * FROM jobs WHERE id = :id")
        .bind("id", id.value())
        .map((row, context) -> JobRow.read(row))
        .list();
  }
}
