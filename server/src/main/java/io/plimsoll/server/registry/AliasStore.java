package io.plimsoll.server.registry;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Where the environments of a model point, and the history of it. A deployment first points at its
 * version on trial; the history gets a line when the version is live. A trial that fails is
 * withdrawn and leaves no line: nothing was ever answered by it. Whatever moves production for good
 * ends a split of its calls; a trial only suspends it.
 */
@ApplicationScoped
public class AliasStore {
  private final Database database;
  private final InstantSource clock;

  public AliasStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Points an environment at a version at somebody's wish; for production it ends a split of its
   * calls. It is a rollback if the number is smaller than the present one's, else a promotion; the
   * present one again is neither.
   */
  public AliasMove promote(Tenant tenant, ModelName model, Environment to, int number, String by) {
    return database.transact(
        tenant.scope(), handle -> promote(handle, tenant, model, to, number, by));
  }

  /**
   * Points an environment at the very version that another one points at.
   *
   * @param expected the version that has to be there, so that what was looked at is what moves;
   *     null: whichever is
   */
  public AliasMove promote(
      Tenant tenant,
      ModelName model,
      Environment from,
      Environment to,
      @Nullable Integer expected,
      String by) {
    return database.transact(
        tenant.scope(),
        handle -> {
          int number =
              present(handle, ModelRow.lock(handle, model), from)
                  .map(AliasMove::version)
                  .orElseThrow(
                      () ->
                          ProblemException.notFound(
                              "A version of %s in %s".formatted(model, from)));
          if (expected != null && expected != number) {
            throw new ProblemException(
                ErrorCode.CONFLICT,
                "%s holds version %d of %s, and no longer version %d; look at it, then promote it."
                    .formatted(from.titled(), number, model, expected));
          }
          return promote(handle, tenant, model, to, number, by);
        });
  }

  /** As the first, as a part of what the caller's transaction does. */
  public AliasMove promote(
      Handle handle, Tenant tenant, ModelName model, Environment to, int number, String by) {
    Instant now = clock.instant();
    UUID modelId = ModelRow.lock(handle, model);
    UUID version = requireReady(handle, modelId, model, number);
    Optional<AliasMove> present = present(handle, modelId, to);
    boolean isMove = present.isEmpty() || present.get().version() != number;
    if (isMove) {
      boolean isRollback = present.isPresent() && number < present.get().version();
      point(handle, tenant, modelId, to, version, by, now);
      Integer from = present.map(AliasMove::version).orElse(null);
      String kind = isRollback ? "rollback" : "promote";
      AliasRow.remember(
          handle, tenant, modelId, new EnvironmentMove(to, from, number, kind, now, by));
      announce(handle, tenant);
    }
    if (to == Environment.PRODUCTION) {
      String reason = "Production was pointed at version %d.".formatted(number);
      SplitStore.endWithin(handle, tenant, modelId, by, now, reason);
    }
    return isMove ? new AliasMove(to.text(), number, now, by) : present.get();
  }

  /** Where the environments of a model point; those that point nowhere are left out. */
  public Map<Environment, AliasMove> present(Tenant tenant, ModelName model) {
    return database.transact(
        tenant.scope(),
        handle -> {
          UUID modelId = ModelRow.require(handle, model);
          Map<Environment, AliasMove> found = new EnumMap<>(Environment.class);
          for (Environment each : Environment.values()) {
            present(handle, modelId, each).ifPresent(at -> found.put(each, at));
          }
          return found;
        });
  }

  /** The latest moves in all environments of a model, the newest first. */
  public List<EnvironmentMove> history(Tenant tenant, ModelName model, int limit) {
    return database.transact(
        tenant.scope(), handle -> AliasRow.moves(handle, ModelRow.require(handle, model), limit));
  }

  /** Points an environment at a new version: it is loaded and takes over once it is ready. */
  public void tryOut(
      Tenant tenant, ModelName model, Environment in, VersionRef version, String by) {
    database.run(
        tenant.scope(),
        handle -> {
          UUID modelId = ModelRow.lock(handle, model);
          point(handle, tenant, modelId, in, version.id(), by, clock.instant());
          announce(handle, tenant);
        });
  }

  /**
   * Writes the deployment of a version into the history, unless the environment was moved elsewhere
   * meanwhile; says whether it still points at it.
   */
  public boolean confirm(
      Tenant tenant, ModelName model, Environment in, VersionRef version, String by) {
    return database.transact(
        tenant.scope(),
        handle -> {
          UUID modelId = ModelRow.lock(handle, model);
          boolean stands =
              present(handle, modelId, in)
                  .filter(at -> at.version() == version.number())
                  .isPresent();
          Optional<Integer> before = AliasRow.lastInHistory(handle, modelId, in);
          if (stands && !before.equals(Optional.of(version.number()))) {
            Instant now = clock.instant();
            AliasRow.remember(
                handle,
                tenant,
                modelId,
                new EnvironmentMove(in, before.orElse(null), version.number(), "deploy", now, by));
            if (in == Environment.PRODUCTION) {
              String reason = "Version %d was deployed.".formatted(version.number());
              SplitStore.endWithin(handle, tenant, modelId, by, now, reason);
            }
            announce(handle, tenant);
          }
          return stands;
        });
  }

  /**
   * Takes back a trial that was not confirmed: the environment points again at the last version of
   * its history, or nowhere if there is none. Returns where it points now.
   */
  public Optional<Integer> withdraw(Tenant tenant, ModelName model, Environment in, int number) {
    return database.transact(
        tenant.scope(),
        handle -> {
          UUID modelId = ModelRow.lock(handle, model);
          Optional<Integer> before = AliasRow.lastInHistory(handle, modelId, in);
          Optional<Integer> present = present(handle, modelId, in).map(AliasMove::version);
          boolean isTrial = present.equals(Optional.of(number)) && !before.equals(present);
          if (!isTrial) {
            return present;
          }
          if (before.isPresent()) {
            AliasRow.pointBack(handle, modelId, in, before.get());
          } else {
            handle
                .createUpdate("DELETE FROM aliases WHERE model_id = :model AND name = :name")
                .bind("model", modelId)
                .bind("name", in.text())
                .execute();
          }
          announce(handle, tenant);
          return before;
        });
  }

  static UUID requireReady(Handle handle, UUID modelId, ModelName model, int number) {
    record Found(UUID id, @Nullable String jobState) {}
    Found found =
        handle
            .createQuery(
                """
                SELECT v.id, j.state FROM model_versions v LEFT JOIN jobs j ON j.id = v.job_id
                WHERE v.model_id = :model AND v.number = :number
                """)
            .bind("model", modelId)
            .bind("number", number)
            .map(
                (row, context) ->
                    new Found(row.getObject("id", UUID.class), row.getString("state")))
            .findOne()
            .orElseThrow(
                () -> ProblemException.notFound("The version %d of %s".formatted(number, model)));
    if (found.jobState() != null && !found.jobState().equals("succeeded")) {
      throw new ProblemException(
          ErrorCode.VERSION_NOT_READY,
          "Version %d of %s cannot be served: its job is %s. Choose a version that is ready."
              .formatted(number, model, found.jobState()));
    }
    return found.id();
  }

  static Optional<AliasMove> present(Handle handle, UUID model, Environment in) {
    return handle
        .createQuery(
            """
            SELECT v.number, a.moved_at, a.moved_by FROM aliases a JOIN model_versions v ON v.id = a.version_id
            WHERE a.model_id = :model AND a.name = :name
            """)
        .bind("model", model)
        .bind("name", in.text())
        .map(
            (row, context) ->
                new AliasMove(
                    in.text(),
                    row.getInt("number"),
                    Columns.instant(row, "moved_at"),
                    row.getString("moved_by")))
        .findOne();
  }

  private static void point(
      Handle handle,
      Tenant tenant,
      UUID model,
      Environment environment,
      UUID version,
      String by,
      Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO aliases (project_id, model_id, name, version_id, moved_at, moved_by)
            VALUES (:project, :model, :name, :version, :now, :by)
            ON CONFLICT (model_id, name) DO UPDATE
            SET version_id = excluded.version_id, moved_at = excluded.moved_at, moved_by = excluded.moved_by
            """)
        .bind("project", tenant.project().value())
        .bind("model", model)
        .bind("name", environment.text())
        .bind("version", version)
        .bind("now", now)
        .bind("by", by)
        .execute();
  }

  private static void announce(Handle handle, Tenant tenant) {
    Announcement.announce(handle, tenant.project(), Set.of(ModelStore.TOPIC));
  }
}
