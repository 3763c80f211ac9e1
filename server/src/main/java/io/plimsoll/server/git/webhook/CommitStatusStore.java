package io.plimsoll.server.git.webhook;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.jobs.JobId;
import io.plimsoll.server.jobs.JobState;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.registry.ModelName;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The outbox of commit statuses: which commit is to be told of which job, and what it was told
 * last. What is due is what differs from the job's state now, so that nothing has to be written
 * when a job moves, and nothing is lost with a process.
 */
@ApplicationScoped
public class CommitStatusStore {
  /** A process that dies while it reports gives the others this long to wait. */
  private static final Duration LEASE = Duration.ofMinutes(1);

  /** A retry that was not seen for so long is told nobody any more. */
  private static final Duration NEWS = Duration.ofHours(1);

  private static final int AT_ONCE = 50;

  private final Database database;
  private final InstantSource clock;

  public CommitStatusStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Lets a commit be told how a job goes; without a token there is nobody to tell it to. */
  void watch(ConnectedRepository repository, JobId job, String commit) {
    if (repository.token().isEmpty()) {
      return;
    }
    database.run(
        repository.tenant().scope(),
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO commit_statuses (job_id, project_id, repository_id, commit_id, next_attempt_at)
                    VALUES (:job, :project, :repository, :commit, :now) ON CONFLICT DO NOTHING
                    """)
                .bind("job", job.value())
                .bind("project", repository.tenant().project().value())
                .bind("repository", repository.id())
                .bind("commit", commit)
                .bind("now", clock.instant())
                .execute());
  }

  /** Takes what is due into the hands of this process. */
  List<Due> claim(Tenant tenant) {
    Instant now = clock.instant();
    return database.transact(
        tenant.scope(),
        handle -> {
          watchRetries(handle, now);
          return handle
              .createQuery(
                  """
                  WITH due AS (
                    SELECT s.job_id FROM commit_statuses s JOIN jobs j ON j.id = s.job_id
                    WHERE s.closed_at IS NULL AND s.next_attempt_at <= :now
                      AND s.told IS DISTINCT FROM CASE j.state WHEN 'succeeded' THEN 'LIVE' WHEN 'failed' THEN 'FAILED'
                          WHEN 'cancelled' THEN 'GIVEN_UP' WHEN 'superseded' THEN 'GIVEN_UP' ELSE 'PENDING' END
                    ORDER BY s.next_attempt_at LIMIT :limit FOR UPDATE OF s SKIP LOCKED)
                  UPDATE commit_statuses s SET next_attempt_at = :lease, attempts = attempts + 1
                  FROM due, jobs j WHERE s.job_id = due.job_id AND j.id = s.job_id
                  RETURNING s.job_id, s.commit_id, s.attempts, j.state, j.model
                  """)
              .bind("now", now)
              .bind("lease", now.plus(LEASE))
              .bind("limit", AT_ONCE)
              .map((row, context) -> read(row))
              .list();
        });
  }

  /**
   * A job that was tried again by hand speaks to the commit that the first one spoke to, and to one
   * that nobody could be told of before there was a token. It has to be of a push to the repository
   * that is connected now.
   */
  private static void watchRetries(Handle handle, Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO commit_statuses (job_id, project_id, repository_id, commit_id, next_attempt_at)
            SELECT j.id, j.project_id, r.id, j.commit_id, :now
            FROM jobs j JOIN jobs first ON first.id = j.retry_of
              JOIN connected_repositories r ON r.model = j.model
            WHERE j.retry_of IS NOT NULL AND j.created_at > :since AND j.door = 'webhook'
              AND j.commit_id IS NOT NULL AND r.sealed_token IS NOT NULL AND r.created_at <= first.created_at
            ON CONFLICT DO NOTHING
            """)
        .bind("now", now)
        .bind("since", now.minus(NEWS))
        .execute();
  }

  /** The commit knows; a state that will not change closes the row. */
  void told(Tenant tenant, Due due) {
    boolean isFinal = due.state().isFinal();
    update(tenant, due, CommitState.of(due.state()), 0, clock.instant(), null, isFinal);
  }

  /** Tries again at {@code next}; if there is none, never. */
  void postpone(Tenant tenant, Due due, String reason, Optional<Instant> next) {
    update(
        tenant, due, null, due.attempts(), next.orElseGet(clock::instant), reason, next.isEmpty());
  }

  private void update(
      Tenant tenant,
      Due due,
      @Nullable CommitState told,
      int attempts,
      Instant next,
      @Nullable String trouble,
      boolean isClosed) {
    database.run(
        tenant.scope(),
        handle ->
            handle
                .createUpdate(
                    """
                    UPDATE commit_statuses SET told = coalesce(:told, told), attempts = :attempts,
                      next_attempt_at = :next, trouble = :trouble, closed_at = CASE WHEN :closed THEN :now::timestamptz END
                    WHERE job_id = :job
                    """)
                .bind("told", told == null ? null : told.name())
                .bind("attempts", attempts)
                .bind("next", next)
                .bind("trouble", trouble)
                .bind("closed", isClosed)
                .bind("now", clock.instant())
                .bind("job", due.job().value())
                .execute());
  }

  private static Due read(ResultSet row) throws SQLException {
    return new Due(
        new JobId(row.getObject("job_id", UUID.class)),
        new ModelName(row.getString("model")),
        row.getString("commit_id"),
        JobState.parse(row.getString("state")),
        row.getInt("attempts"));
  }

  /** A commit that is to be told of its job; {@code attempts} counts this one. */
  record Due(JobId job, ModelName model, String commit, JobState state, int attempts) {}
}
