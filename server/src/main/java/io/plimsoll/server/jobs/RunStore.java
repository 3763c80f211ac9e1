package io.plimsoll.server.jobs;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.blobs.Digest;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/**
 * Jobs as the process sees them that runs them. A run is held under a lease and numbered by its
 * attempt: a process that was taken for dead finds its attempt passed and can write nothing more.
 */
@ApplicationScoped
public class RunStore {
  /** How long a run is held without a heartbeat. */
  public static final Duration LEASE = Duration.ofSeconds(15);

  private final Database database;
  private final InstantSource clock;

  public RunStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Takes a queued job into the hands of this process. Empty if the ticket is stale or an earlier
   * job of the same model is still open: jobs of one model run one after another, in their order.
   * Empty also for a job that was put off and whose time has not come.
   */
  public Optional<Assignment> claim(Tenant tenant, JobTicket ticket) {
    Instant now = clock.instant();
    return database.transact(
        tenant.scope(),
        handle -> {
          lockModel(handle, ticket.job());
          Optional<Assignment> claimed =
              handle
                  .createQuery(
                      """
                      UPDATE jobs j SET state = 'running', attempt = attempt + 1, leased_until = :lease,
                                        started_at = coalesce(started_at, :now)
                      WHERE id = :id AND state = 'queued' AND attempt = :attempt
                        AND coalesce(not_before <= :now, true)
                        AND NOT EXISTS (SELECT FROM jobs o WHERE o.model = j.model AND o.id <> j.id
                                        AND (o.state = 'running' OR o.state = 'queued' AND o.id < j.id))
                      RETURNING *
                      """)
                  .bind("lease", now.plus(LEASE))
                  .bind("now", now)
                  .bind("id", ticket.job().value())
                  .bind("attempt", ticket.attempt())
                  .map((row, context) -> assignment(tenant, ticket.job(), row))
                  .findOne();
          claimed.ifPresent(
              run -> {
                resetSteps(handle, run.job());
                announce(handle, run);
              });
          return claimed;
        });
  }

  /**
   * Two processes that claim two jobs of one model take turns, so that each sees what the other
   * did.
   */
  private static void lockModel(Handle handle, JobId job) {
    handle
        .createQuery(
            """
            SELECT pg_advisory_xact_lock(hashtextextended(project_id || '/' || model, 0))::text
            FROM jobs WHERE id = :id
            """)
        .bind("id", job.value())
        .mapTo(String.class)
        .findOne();
  }

  private static void resetSteps(Handle handle, JobId job) {
    handle
        .createUpdate(
            """
            UPDATE job_steps SET state = 'waiting', started_at = NULL, finished_at = NULL, detail = NULL
            WHERE job_id = :job AND state <> 'waiting'
            """)
        .bind("job", job.value())
        .execute();
  }

  /** Renews the lease and brings back whether to go on. */
  public Heartbeat beat(Assignment run) {
    Instant now = clock.instant();
    return database.transact(
        run.tenant().scope(),
        handle ->
            handle
                .createQuery(
                    """
                    UPDATE jobs SET leased_until = :lease
                    WHERE id = :id AND state = 'running' AND attempt = :attempt
                    RETURNING cancel_requested, coalesce(awaited_until < :now, false) AS abandoned
                    """)
                .bind("lease", now.plus(LEASE))
                .bind("now", now)
                .bind("id", run.job().value())
                .bind("attempt", run.attempt())
                .map((row, context) -> heartbeat(row))
                .findOne()
                .orElse(Heartbeat.LOST));
  }

  private static Heartbeat heartbeat(ResultSet row) throws SQLException {
    if (row.getBoolean("cancel_requested")) {
      return Heartbeat.CANCEL_REQUESTED;
    }
    return row.getBoolean("abandoned") ? Heartbeat.ABANDONED : Heartbeat.CONTINUE;
  }

  /** Marks a step as begun. */
  public void startStep(Assignment run, String step) {
    moveStep(run, step, StepState.RUNNING, null);
  }

  /** Marks a step as over, with a short sentence on what came out of it. */
  public void finishStep(Assignment run, String step, StepState state, @Nullable String detail) {
    moveStep(run, step, state, detail);
  }

  private void moveStep(Assignment run, String step, StepState state, @Nullable String detail) {
    database.run(
        run.tenant().scope(),
        handle -> {
          requireHeld(handle, run);
          String at = state == StepState.RUNNING ? "started_at" : "finished_at";
          handle
              .createUpdate(
                  "UPDATE job_steps SET state = :state, "
                      + at
                      + " = :now, detail = :detail WHERE job_id = :job AND name = :step")
              .bind("state", state.text())
              .bind("now", clock.instant())
              .bind("detail", storable(detail))
              .bind("job", run.job().value())
              .bind("step", step)
              .execute();
          announce(handle, run);
        });
  }

  /** Appends lines in their order; their numbers go on from the last one's. */
  public void append(Assignment run, List<PendingLine> lines) {
    if (lines.isEmpty()) {
      return;
    }
    database.run(
        run.tenant().scope(),
        handle -> {
          requireHeld(handle, run);
          insertLines(handle, run.tenant(), run.job(), lines);
          Announcement.announce(handle, run.tenant().project(), Set.of(run.job().topic()));
        });
  }

  static void insertLines(Handle handle, Tenant tenant, JobId job, List<PendingLine> lines) {
    int n =
        handle
            .createQuery("SELECT coalesce(max(n), 0) FROM job_log WHERE job_id = :job")
            .bind("job", job.value())
            .mapTo(Integer.class)
            .one();
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO job_log (project_id, job_id, n, at, step, line)
            VALUES (:project, :job, :n, :at, :step, :line)
            """);
    for (PendingLine line : lines) {
      n++;
      batch
          .bind("project", tenant.project().value())
          .bind("job", job.value())
          .bind("n", n)
          .bind("at", line.at())
          .bind("step", line.step())
          .bind("line", storable(line.text()))
          .add();
    }
    batch.execute();
  }

  /** PostgreSQL's text cannot hold the character zero, and programs print what they like. */
  static @Nullable String storable(@Nullable String text) {
    return text == null ? null : text.replace('\0', '\uFFFD');
  }

  /** Notes which files the job fetched, so that a further attempt takes the same. */
  public void assignSource(Assignment run, Digest source) {
    database.run(
        run.tenant().scope(),
        handle -> {
          requireHeld(handle, run);
          handle
              .createUpdate("UPDATE jobs SET source_digest = :source WHERE id = :id")
              .bind("source", source.hex())
              .bind("id", run.job().value())
              .execute();
        });
  }

  /** Notes which version the job made. */
  public void assignVersion(Assignment run, int version) {
    database.run(
        run.tenant().scope(),
        handle -> {
          requireHeld(handle, run);
          handle
              .createUpdate("UPDATE jobs SET version = :version WHERE id = :id")
              .bind("version", version)
              .bind("id", run.job().value())
              .execute();
        });
  }

  /**
   * Gives the job back to be tried again after {@code delay}: it failed at something that may pass.
   */
  public void putOff(Assignment run, Duration delay) {
    database.run(
        run.tenant().scope(),
        handle -> {
          requireHeld(handle, run);
          handle
              .createUpdate(
                  """
                  UPDATE jobs SET state = 'queued', leased_until = NULL, put_offs = put_offs + 1,
                                  not_before = :then
                  WHERE id = :id
                  """)
              .bind("then", clock.instant().plus(delay))
              .bind("id", run.job().value())
              .execute();
          announce(handle, run);
        });
  }

  /**
   * The unattended jobs whose turn it is. Those that somebody waits for are sent on their way by
   * them.
   */
  public List<JobTicket> due(Tenant tenant) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT id, attempt FROM jobs j
                    WHERE state = 'queued' AND awaited_until IS NULL AND coalesce(not_before <= :now, true)
                      AND NOT EXISTS (SELECT FROM jobs o WHERE o.model = j.model AND o.id < j.id
                                      AND o.state IN ('queued', 'running'))
                    ORDER BY id
                    """)
                .bind("now", clock.instant())
                .map(
                    (row, context) ->
                        new JobTicket(
                            tenant.project(),
                            new JobId(row.getObject("id", UUID.class)),
                            row.getInt("attempt")))
                .list());
  }

  /** Ends the run. Steps that never began are skipped; one that still runs failed. */
  public void finish(Assignment run, JobOutcome outcome) {
    database.run(
        run.tenant().scope(),
        handle -> {
          requireHeld(handle, run);
          end(handle, run.job(), outcome, clock.instant());
          announce(handle, run);
        });
  }

  static void end(Handle handle, JobId job, JobOutcome outcome, Instant now) {
    JobState state;
    String error;
    switch (outcome) {
      case JobOutcome.Succeeded done -> {
        state = JobState.SUCCEEDED;
        error = null;
      }
      case JobOutcome.Failed failed -> {
        state = JobState.FAILED;
        error = failed.message();
      }
      case JobOutcome.Cancelled cancelled -> {
        state = JobState.CANCELLED;
        error = cancelled.message();
      }
    }
    handle
        .createUpdate(
            """
            UPDATE jobs SET state = :state, finished_at = :now,
              error = CASE :state WHEN 'succeeded' THEN NULL WHEN 'cancelled' THEN coalesce(error, :error)
                                  ELSE :error END
            WHERE id = :id
            """)
        .bind("state", state.text())
        .bind("error", storable(error))
        .bind("now", now)
        .bind("id", job.value())
        .execute();
    handle
        .createUpdate(
            """
            UPDATE job_steps SET finished_at = CASE state WHEN 'running' THEN :now ELSE finished_at END,
              state = CASE state WHEN 'running' THEN 'failed' ELSE 'skipped' END
            WHERE job_id = :id AND state IN ('running', 'waiting')
            """)
        .bind("now", now)
        .bind("id", job.value())
        .execute();
  }

  /** Locks the job's row and makes sure that this attempt still holds it. */
  private static void requireHeld(Handle handle, Assignment run) {
    boolean isHeld =
        handle
            .createQuery(
                "SELECT true FROM jobs WHERE id = :id AND state = 'running' AND attempt = :attempt"
                    + " FOR UPDATE")
            .bind("id", run.job().value())
            .bind("attempt", run.attempt())
            .mapTo(Boolean.class)
            .findOne()
            .isPresent();
    if (!isHeld) {
      throw new LostRunException(run.job());
    }
  }

  private static void announce(Handle handle, Assignment run) {
    // The topic of models is among them because a model's summary shows whether one of its jobs
    // runs.
    Announcement.announce(
        handle, run.tenant().project(), Set.of(JobStore.TOPIC, run.job().topic(), "models"));
  }

  private static Assignment assignment(Tenant tenant, JobId id, ResultSet row) throws SQLException {
    return new Assignment(
        id,
        tenant,
        row.getInt("attempt"),
        row.getString("model"),
        row.getString("branch"),
        row.getString("commit_id"),
        row.getString("commit_message"),
        Optional.ofNullable(row.getString("source_digest")).map(Digest::new),
        row.getString("created_by"),
        row.getString("target"),
        row.getInt("put_offs"));
  }

  /** A line that has no number yet. */
  public record PendingLine(Instant at, String step, String text) {}
}
