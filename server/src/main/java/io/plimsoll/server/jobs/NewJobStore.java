package io.plimsoll.server.jobs;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.blobs.Digest;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.platform.time.Ids;
import jakarta.enterprise.context.ApplicationScoped;
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
 * Where jobs begin. A job may have somebody who waits for it, as a git push does, or go its way
 * unattended. A new one takes the place of those of its model that have not begun: only the newest
 * of what waits is worth deploying.
 */
@ApplicationScoped
public class NewJobStore {
  private final Database database;
  private final InstantSource clock;

  public NewJobStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Makes a queued job that somebody waits for during the next {@code patience}, and longer if they
   * {@link JobStore#keepAwaiting}.
   */
  public JobId createAwaited(Tenant tenant, NewJob job, Duration patience) {
    Instant now = clock.instant();
    return database.transact(
        tenant.scope(),
        handle -> {
          lockModel(handle, tenant, job.model());
          return insert(handle, tenant, job, now, new Extra(now.plus(patience), null, null));
        });
  }

  /**
   * Makes a queued job that needs nobody to wait for it, or finds the one that was made already: by
   * the same {@code idempotencyKey}, or of the same files while it is the newest of its model and
   * not over.
   */
  public Opened createUnattended(Tenant tenant, NewJob job, @Nullable String idempotencyKey) {
    Instant now = clock.instant();
    return database.transact(
        tenant.scope(),
        handle -> {
          if (idempotencyKey != null) {
            // No model is called like this. Always taken first, so that nobody waits in a circle.
            lockModel(handle, tenant, "key:" + idempotencyKey);
          }
          lockModel(handle, tenant, job.model());
          Optional<JobId> earlier =
              findByKey(handle, job, idempotencyKey).or(() -> findOpen(handle, job));
          return earlier
              .map(id -> new Opened(id, false))
              .orElseGet(
                  () ->
                      new Opened(
                          insert(handle, tenant, job, now, new Extra(null, idempotencyKey, null)),
                          true));
        });
  }

  /** Makes a new job of the source of one that is over without success; empty if there is none. */
  public Optional<JobId> retry(Tenant tenant, JobId id, String by) {
    Instant now = clock.instant();
    return database.transact(
        tenant.scope(),
        handle ->
            find(handle, id)
                .map(
                    old -> {
                      requireOver(id, old.state());
                      lockModel(handle, tenant, old.job().model());
                      NewJob again = old.by(by);
                      return insert(handle, tenant, again, now, new Extra(null, null, id));
                    }));
  }

  private static void requireOver(JobId id, JobState state) {
    String reason =
        switch (state) {
          case QUEUED, RUNNING -> "it is not over yet; cancel it first";
          case SUCCEEDED -> "it succeeded; its version is there";
          case FAILED, CANCELLED, SUPERSEDED -> "";
        };
    if (!reason.isEmpty()) {
      throw new ProblemException(
          ErrorCode.CONFLICT, "The job %s cannot be tried again: %s.".formatted(id, reason));
    }
  }

  private static Optional<Old> find(Handle handle, JobId id) {
    List<String> steps =
        handle
            .createQuery("SELECT name FROM job_steps WHERE job_id = :id ORDER BY ordinal")
            .bind("id", id.value())
            .mapTo(String.class)
            .list();
    return handle
        .createQuery("SELECT * FROM jobs WHERE id = :id")
        .bind("id", id.value())
        .map(
            (row, context) ->
                new Old(
                    JobState.parse(row.getString("state")),
                    new NewJob(
                        Door.parse(row.getString("door")),
                        row.getString("model"),
                        row.getString("branch"),
                        row.getString("commit_id"),
                        row.getString("commit_message"),
                        source(row.getString("source_digest")),
                        row.getString("created_by"),
                        row.getString("target"),
                        steps)))
        .findOne();
  }

  private static Optional<JobId> findByKey(Handle handle, NewJob job, @Nullable String key) {
    if (key == null) {
      return Optional.empty();
    }
    record Found(JobId id, boolean isSame) {}
    Optional<Found> found =
        handle
            .createQuery(
                """
                SELECT id, model = :model AND coalesce(source_digest = :source, true) AS same FROM jobs
                WHERE idempotency_key = :key
                """)
            .bind("model", job.model())
            .bind("source", hex(job.source()))
            .bind("key", key)
            .map(
                (row, context) ->
                    new Found(new JobId(row.getObject("id", UUID.class)), row.getBoolean("same")))
            .findOne();
    if (found.isPresent() && !found.get().isSame()) {
      throw new ProblemException(
          ErrorCode.CONFLICT,
          "The Idempotency-Key \"%s\" belongs to the job %s, which has another model or other files; use a new key for a new upload."
              .formatted(key, found.get().id()));
    }
    return found.map(Found::id);
  }

  private static Optional<JobId> findOpen(Handle handle, NewJob job) {
    return handle
        .createQuery(
            """
            SELECT id FROM jobs j
            WHERE model = :model AND door = :door AND source_digest = :source AND target = :target
              AND state IN ('queued', 'running') AND NOT cancel_requested
              AND NOT EXISTS (SELECT FROM jobs n WHERE n.model = j.model AND n.id > j.id
                              AND n.state IN ('queued', 'running'))
            """)
        .bind("model", job.model())
        .bind("door", job.door().text())
        .bind("source", hex(job.source()))
        .bind("target", job.target())
        .map((row, context) -> new JobId(row.getObject("id", UUID.class)))
        .findOne();
  }

  private static @Nullable String hex(@Nullable Digest source) {
    return source == null ? null : source.hex();
  }

  private static @Nullable Digest source(@Nullable String hex) {
    return hex == null ? null : new Digest(hex);
  }

  private static JobId insert(Handle handle, Tenant tenant, NewJob job, Instant now, Extra extra) {
    JobId id = new JobId(Ids.timeOrdered(now));
    Set<JobId> replaced = supersede(handle, job, id, now);
    handle
        .createUpdate(
            """
            INSERT INTO jobs (id, project_id, kind, door, model, state, branch, commit_id, commit_message,
                              source_digest, created_by, target, created_at, awaited_until, idempotency_key, retry_of)
            VALUES (:id, :project, :kind, :door, :model, 'queued', :branch, :commit, :message,
                    :source, :by, :target, :now, :awaited::timestamptz, :key, :retryOf::uuid)
            """)
        .bind("id", id.value())
        .bind("project", tenant.project().value())
        .bind("kind", Job.Kind.DEPLOY.text())
        .bind("door", job.door().text())
        .bind("model", job.model())
        .bind("branch", job.branch())
        .bind("commit", job.commit())
        .bind("message", RunStore.storable(job.commitMessage()))
        .bind("source", hex(job.source()))
        .bind("by", job.createdBy())
        .bind("target", job.target())
        .bind("now", now)
        .bind("awaited", extra.awaitedUntil())
        .bind("key", extra.idempotencyKey())
        .bind("retryOf", extra.retryOf() == null ? null : extra.retryOf().value())
        .execute();
    insertSteps(handle, tenant, id, job.steps());
    replaced.forEach(old -> announce(handle, tenant, old));
    announce(handle, tenant, id);
    return id;
  }

  /**
   * Ends the jobs of the model that have not begun; the new one stands for what they brought. A job
   * takes the place of those with its own target only.
   */
  private static Set<JobId> supersede(Handle handle, NewJob job, JobId by, Instant now) {
    Set<JobId> replaced =
        handle
            .createQuery(
                """
                UPDATE jobs SET state = 'superseded', finished_at = :now, error = :reason
                WHERE model = :model AND target = :target AND state = 'queued' RETURNING id
                """)
            .bind("now", now)
            .bind("reason", "A newer push took the place of this one: job " + by + ".")
            .bind("model", job.model())
            .bind("target", job.target())
            .map((row, context) -> new JobId(row.getObject("id", UUID.class)))
            .set();
    for (JobId old : replaced) {
      handle
          .createUpdate(
              "UPDATE job_steps SET state = 'skipped' WHERE job_id = :job AND state = 'waiting'")
          .bind("job", old.value())
          .execute();
    }
    return replaced;
  }

  private static void insertSteps(Handle handle, Tenant tenant, JobId id, List<String> steps) {
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO job_steps (project_id, job_id, ordinal, name, state)
            VALUES (:project, :job, :ordinal, :name, 'waiting')
            """);
    for (int ordinal = 0; ordinal < steps.size(); ordinal++) {
      batch
          .bind("project", tenant.project().value())
          .bind("job", id.value())
          .bind("ordinal", ordinal)
          .bind("name", steps.get(ordinal))
          .add();
    }
    batch.execute();
  }

  /** The same lock as that of {@link RunStore#claim}: what begins a job sees what replaced it. */
  private static void lockModel(Handle handle, Tenant tenant, String model) {
    handle
        .createQuery(
            "SELECT pg_advisory_xact_lock(hashtextextended(:project || '/' || :model, 0))::text")
        .bind("project", tenant.project().toString())
        .bind("model", model)
        .mapTo(String.class)
        .findOne();
  }

  private static void announce(Handle handle, Tenant tenant, JobId job) {
    Announcement.announce(handle, tenant.project(), Set.of(JobStore.TOPIC, job.topic()));
  }

  /** A job that was asked for; {@code isNew} unless an earlier request had made it. */
  public record Opened(JobId job, boolean isNew) {}

  private record Extra(
      @Nullable Instant awaitedUntil, @Nullable String idempotencyKey, @Nullable JobId retryOf) {}

  private record Old(JobState state, NewJob job) {
    NewJob by(String person) {
      return new NewJob(
          job.door(),
          job.model(),
          job.branch(),
          job.commit(),
          job.commitMessage(),
          job.source(),
          person,
          job.target(),
          job.steps());
    }
  }
}
