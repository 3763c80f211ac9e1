package io.plimsoll.server.jobs;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What is done about jobs whose process died or whose push is gone. A job whose push still waits is
 * queued again, twice at most; a job that nobody waits for ends with the reason.
 */
@ApplicationScoped
public class RecoveryStore {
  /** A job that was running when its process died this often is not tried again. */
  static final int MAX_ATTEMPTS = 3;

  private final Database database;
  private final InstantSource clock;

  public RecoveryStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Looks after a project's jobs and returns those that it ended. */
  public List<Ended> recover(Tenant tenant) {
    Instant now = clock.instant();
    return database.transact(
        tenant.scope(),
        handle -> {
          List<Stray> strays = strays(handle, now);
          List<Ended> ended = new ArrayList<>();
          for (Stray stray : strays) {
            settle(handle, tenant, stray, now);
            if (!stray.mayStartAgain()) {
              ended.add(new Ended(stray.job(), stray.model(), stray.version()));
            }
          }
          return ended;
        });
  }

  private static List<Stray> strays(Handle handle, Instant now) {
    return handle
        .createQuery(
            """
            SELECT *, coalesce(awaited_until < :now, false) AS abandoned FROM jobs
            WHERE state = 'running' AND leased_until < :now OR state = 'queued' AND awaited_until < :now
            ORDER BY id FOR UPDATE SKIP LOCKED
            """)
        .bind("now", now)
        .map((row, context) -> Stray.read(row))
        .list();
  }

  private static void settle(Handle handle, Tenant tenant, Stray stray, Instant now) {
    if (stray.mayStartAgain()) {
      handle
          .createUpdate("UPDATE jobs SET state = 'queued', leased_until = NULL WHERE id = :id")
          .bind("id", stray.job().value())
          .execute();
      String text = "The process that ran this job stopped; the job starts again.";
      RunStore.insertLines(
          handle, tenant, stray.job(), List.of(new RunStore.PendingLine(now, "fetch", text)));
    } else {
      RunStore.end(handle, stray.job(), stray.outcome(), now);
    }
    Announcement.announce(
        handle, tenant.project(), Set.of(JobStore.TOPIC, stray.job().topic(), "models"));
  }

  /** A job that was ended here; {@code version} if a run of it had made one. */
  public record Ended(JobId job, String model, @Nullable Integer version) {}

  private record Stray(
      JobId job,
      String model,
      @Nullable Integer version,
      boolean isRunning,
      boolean isCancelled,
      boolean isAbandoned,
      int crashes) {

    static Stray read(ResultSet row) throws SQLException {
      return new Stray(
          new JobId(row.getObject("id", UUID.class)),
          row.getString("model"),
          row.getObject("version", Integer.class),
          row.getString("state").equals("running"),
          row.getBoolean("cancel_requested"),
          row.getBoolean("abandoned"),
          row.getInt("attempt") - row.getInt("put_offs"));
    }

    boolean mayStartAgain() {
      return isRunning && !isCancelled && !isAbandoned && crashes < MAX_ATTEMPTS;
    }

    JobOutcome outcome() {
      if (isCancelled) {
        return new JobOutcome.Cancelled("Cancelled.");
      }
      if (!isRunning) {
        return new JobOutcome.Cancelled(
            "The push that waited for this job is gone; push again to start a new one.");
      }
      return new JobOutcome.Failed(
          isAbandoned
              ? "The process that ran this job stopped, and the push that waited for it is gone; push again."
              : "The process that ran this job stopped %d times while it ran; look at the server's log for the cause, then try the job again."
                  .formatted(crashes));
    }
  }
}
