package io.plimsoll.server.drift.check;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The checks of a project, and that each is run once for each time at which it is due. */
@ApplicationScoped
public class CheckStore {
  private static final int MOST_PER_MODEL = 20;
  private static final Set<String> TOPICS = Set.of("models");

  private final Database database;

  public CheckStore(Database database) {
    this.database = database;
  }

  /** What a person says of a check. */
  record Wish(
      String name,
      Schedule schedule,
      Check.Reference reference,
      @Nullable String referenceVersion,
      @Nullable String version,
      int windowSeconds,
      boolean enabled) {}

  List<Check> list(Tenant tenant, String model) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery("SELECT * FROM drift_checks WHERE model = :model ORDER BY name")
                .bind("model", model)
                .map((row, context) -> read(row))
                .list());
  }

  Optional<Check> find(Tenant tenant, String model, UUID id) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery("SELECT * FROM drift_checks WHERE model = :model AND id = :id")
                .bind("model", model)
                .bind("id", id)
                .map((row, context) -> read(row))
                .findOne());
  }

  Check create(Tenant tenant, String model, Wish wish, String by, Instant now) {
    return database.transact(
        tenant.scope(),
        handle -> {
          long known =
              handle
                  .createQuery("SELECT count(*) FROM drift_checks WHERE model = :model")
                  .bind("model", model)
                  .mapTo(Long.class)
                  .one();
          if (known >= MOST_PER_MODEL) {
            throw new ProblemException(
                ErrorCode.CONFLICT,
                "%s has %d checks already; remove one first.".formatted(model, known));
          }
          Announcement.announce(handle, tenant.project(), TOPICS);
          return bind(
                  handle.createQuery(
                      """
                      INSERT INTO drift_checks (project_id, model, name, schedule, reference, reference_version,
                        version, window_seconds, enabled, next_due, times_per_week, created_by, created_at,
                        changed_by, changed_at)
                      VALUES (:project, :model, :name, CAST(:schedule AS json), :reference, :referenceVersion,
                        :version, :seconds, :enabled, :due, :timesPerWeek, :by, :now, :by, :now)
                      ON CONFLICT (project_id, model, name) DO NOTHING RETURNING *
                      """),
                  wish,
                  by,
                  now)
              .bind("project", tenant.project().value())
              .bind("model", model)
              .map((row, context) -> read(row))
              .findOne()
              .orElseThrow(() -> nameTaken(model, wish));
        });
  }

  /** Changes a check; the next run is by the new schedule. Empty if there is none of that id. */
  Optional<Check> change(Tenant tenant, String model, UUID id, Wish wish, String by, Instant now) {
    return database.transact(
        tenant.scope(),
        handle -> {
          boolean isTaken =
              handle
                  .createQuery(
                      """
                      SELECT EXISTS (SELECT FROM drift_checks
                                     WHERE model = :model AND name = :name AND id <> :id)
                      """)
                  .bind("model", model)
                  .bind("name", wish.name())
                  .bind("id", id)
                  .mapTo(Boolean.class)
                  .one();
          if (isTaken) {
            throw nameTaken(model, wish);
          }
          Announcement.announce(handle, tenant.project(), TOPICS);
          return bind(
                  handle.createQuery(
                      """
                      UPDATE drift_checks SET name = :name, schedule = CAST(:schedule AS json),
                        reference = :reference, reference_version = :referenceVersion, version = :version,
                        window_seconds = :seconds, enabled = :enabled, next_due = :due,
                        times_per_week = :timesPerWeek, changed_by = :by, changed_at = :now
                      WHERE model = :model AND id = :id RETURNING *
                      """),
                  wish,
                  by,
                  now)
              .bind("model", model)
              .bind("id", id)
              .map((row, context) -> read(row))
              .findOne();
        });
  }

  private static ProblemException nameTaken(String model, Wish wish) {
    return new ProblemException(
        ErrorCode.CONFLICT,
        "%s has a check \"%s\" already; take another name.".formatted(model, wish.name()));
  }

  private static <S extends org.jdbi.v3.core.statement.SqlStatement<S>> S bind(
      S statement, Wish wish, String by, Instant now) {
    return statement
        .bind("name", wish.name())
        .bind("schedule", Columns.json(wish.schedule()))
        .bind("reference", wish.reference().name().toLowerCase(Locale.ROOT))
        .bind("referenceVersion", wish.referenceVersion())
        .bind("version", wish.version())
        .bind("seconds", wish.windowSeconds())
        .bind("enabled", wish.enabled())
        .bind("due", wish.schedule().next(now))
        .bind("timesPerWeek", wish.schedule().timesPerWeek())
        .bind("by", by)
        .bind("now", now);
  }

  /** Removes a check with its reports. */
  boolean remove(Tenant tenant, String model, UUID id) {
    return database.transact(
        tenant.scope(),
        handle -> {
          Announcement.announce(handle, tenant.project(), TOPICS);
          return handle
                  .createUpdate("DELETE FROM drift_checks WHERE model = :model AND id = :id")
                  .bind("model", model)
                  .bind("id", id)
                  .execute()
              == 1;
        });
  }

  /** The checks that are due, those that wait longest first. */
  List<Check> due(Tenant tenant, Instant at, int limit) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM drift_checks WHERE enabled AND next_due <= :at
                    ORDER BY next_due, id LIMIT :limit
                    """)
                .bind("at", at)
                .bind("limit", limit)
                .map((row, context) -> read(row))
                .list());
  }

  /**
   * How often a week the checks run that share a budget: those of the model or, for the project's,
   * of all models that have no budget of their own.
   */
  double timesPerWeek(Tenant tenant, String model, boolean isOfProject) {
    return database.transact(
        tenant.scope(),
        handle -> {
          countTimes(handle);
          return handle
              .createQuery(
                  """
                  SELECT coalesce(sum(times_per_week), 0) FROM drift_checks c
                  WHERE enabled AND (model = :model
                    OR (:isOfProject AND NOT EXISTS (SELECT FROM drift_budgets b WHERE b.model = c.model)))
                  """)
              .bind("model", model)
              .bind("isOfProject", isOfProject)
              .mapTo(Double.class)
              .one();
        });
  }

  /** Counts for checks by cron that are older than the column; SQL cannot walk through cron. */
  private static void countTimes(Handle handle) {
    handle
        .createQuery("SELECT id, schedule FROM drift_checks WHERE times_per_week IS NULL")
        .map(
            (row, context) ->
                Map.entry(
                    row.getObject("id", UUID.class), Columns.json(row, "schedule", Schedule.class)))
        .list()
        .forEach(
            uncounted ->
                handle
                    .createUpdate(
                        """
                        UPDATE drift_checks SET times_per_week = :times
                        WHERE id = :id AND times_per_week IS NULL
                        """)
                    .bind("id", uncounted.getKey())
                    .bind("times", uncounted.getValue().timesPerWeek())
                    .execute());
  }

  /**
   * Moves a check on from the time at which it was due; false if another process has done so or the
   * check was changed, in which case nothing may be stored for it.
   */
  static boolean advance(Handle handle, Check check, Instant next) {
    return handle
            .createUpdate(
                """
                UPDATE drift_checks SET next_due = :next
                WHERE id = :id AND next_due = :due AND changed_at = :changed AND enabled
                """)
            .bind("next", next)
            .bind("id", check.id())
            .bind("due", check.nextDue())
            .bind("changed", check.changedAt())
            .execute()
        == 1;
  }

  /** Moves a check on without a report, because too much time has passed. */
  boolean skip(Tenant tenant, Check check, Instant next) {
    return database.transact(tenant.scope(), handle -> advance(handle, check, next));
  }

  private static Check read(ResultSet row) throws SQLException {
    return new Check(
        row.getObject("id", UUID.class),
        row.getString("model"),
        row.getString("name"),
        Columns.json(row, "schedule", Schedule.class),
        Check.Reference.valueOf(row.getString("reference").toUpperCase(Locale.ROOT)),
        row.getString("reference_version"),
        row.getString("version"),
        row.getInt("window_seconds"),
        row.getBoolean("enabled"),
        Columns.instant(row, "next_due"),
        row.getString("created_by"),
        Columns.instant(row, "created_at"),
        row.getString("changed_by"),
        Columns.instant(row, "changed_at"));
  }
}
