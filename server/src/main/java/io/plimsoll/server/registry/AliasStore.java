package io.plimsoll.server.registry;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Where production points, and the history of it. A deployment first points at its version on
 * trial; the history gets a line when the version is live. A trial that fails is withdrawn and
 * leaves no line: nothing was ever answered by it. Whatever moves production for good ends a split
 * of its calls; a trial only suspends it.
 */
@ApplicationScoped
public class AliasStore {
  public static final String PRODUCTION = "production";

  private final Database database;
  private final InstantSource clock;

  public AliasStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Points production at a version at somebody's wish, and ends a split of its calls. It is a
   * rollback if the number is smaller than the present one's, else a promotion; the present one
   * again is neither.
   */
  public AliasMove promote(Tenant tenant, ModelName model, int number, String by) {
    return database.transact(tenant.scope(), handle -> promote(handle, tenant, model, number, by));
  }

  /** As the other, as a part of what the caller's transaction does. */
  public AliasMove promote(Handle handle, Tenant tenant, ModelName model, int number, String by) {
    Instant now = clock.instant();
    UUID modelId = requireModel(handle, model);
    UUID version = requireReady(handle, modelId, model, number);
    Optional<AliasMove> present = present(handle, modelId);
    boolean isMove = present.isEmpty() || present.get().version() != number;
    if (isMove) {
      boolean isRollback = present.isPresent() && number < present.get().version();
      point(handle, tenant, modelId, version, by, now);
      Integer from = present.map(AliasMove::version).orElse(null);
      String kind = isRollback ? "rollback" : "promote";
      remember(handle, tenant, modelId, from, number, kind, by, now);
      announce(handle, tenant);
    }
    String reason = "Production was pointed at version %d.".formatted(number);
    SplitStore.endWithin(handle, tenant, modelId, by, now, reason);
    return isMove ? new AliasMove(PRODUCTION, number, now, by) : present.get();
  }

  /** Points production at a new version, so that it is loaded and takes over once it is ready. */
  public void tryOut(Tenant tenant, ModelName model, VersionRef version, String by) {
    database.run(
        tenant.scope(),
        handle -> {
          point(handle, tenant, requireModel(handle, model), version.id(), by, clock.instant());
          announce(handle, tenant);
        });
  }

  /**
   * Writes the deployment of a version into the history, unless production was moved elsewhere
   * meanwhile; says whether production still points at it.
   */
  public boolean confirm(Tenant tenant, ModelName model, VersionRef version, String by) {
    return database.transact(
        tenant.scope(),
        handle -> {
          UUID modelId = requireModel(handle, model);
          boolean stands =
              present(handle, modelId).filter(at -> at.version() == version.number()).isPresent();
          Optional<Integer> before = lastInHistory(handle, modelId);
          if (stands && !before.equals(Optional.of(version.number()))) {
            Instant now = clock.instant();
            remember(
                handle, tenant, modelId, before.orElse(null), version.number(), "deploy", by, now);
            String reason = "Version %d was deployed.".formatted(version.number());
            SplitStore.endWithin(handle, tenant, modelId, by, now, reason);
            announce(handle, tenant);
          }
          return stands;
        });
  }

  /**
   * Takes back a trial that was not confirmed: production points again at the last version of the
   * history, or nowhere if there is none. Returns where it points now.
   */
  public Optional<Integer> withdraw(Tenant tenant, ModelName model, int number) {
    return database.transact(
        tenant.scope(),
        handle -> {
          UUID modelId = requireModel(handle, model);
          Optional<Integer> before = lastInHistory(handle, modelId);
          Optional<Integer> present = present(handle, modelId).map(AliasMove::version);
          boolean isTrial = present.equals(Optional.of(number)) && !before.equals(present);
          if (!isTrial) {
            return present;
          }
          if (before.isPresent()) {
            pointBack(handle, modelId, before.get());
          } else {
            handle
                .createUpdate("DELETE FROM aliases WHERE model_id = :model AND name = :name")
                .bind("model", modelId)
                .bind("name", PRODUCTION)
                .execute();
          }
          announce(handle, tenant);
          return before;
        });
  }

  /** The id of a model, which stays unlocked. */
  static UUID findModel(Handle handle, ModelName model) {
    return handle
        .createQuery("SELECT id FROM models WHERE name = :name")
        .bind("name", model.text())
        .mapTo(UUID.class)
        .findOne()
        .orElseThrow(() -> ProblemException.notFound("The model " + model));
  }

  static UUID requireModel(Handle handle, ModelName model) {
    // The lock makes moves of one model take turns, so that the history tells what happened.
    return handle
        .createQuery("SELECT id FROM models WHERE name = :name FOR UPDATE")
        .bind("name", model.text())
        .mapTo(UUID.class)
        .findOne()
        .orElseThrow(() -> ProblemException.notFound("The model " + model));
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

  static Optional<AliasMove> present(Handle handle, UUID model) {
    return handle
        .createQuery(
            """
            SELECT v.number, a.moved_at, a.moved_by FROM aliases a JOIN model_versions v ON v.id = a.version_id
            WHERE a.model_id = :model AND a.name = :name
            """)
        .bind("model", model)
        .bind("name", PRODUCTION)
        .map(
            (row, context) ->
                new AliasMove(
                    PRODUCTION,
                    row.getInt("number"),
                    row.getObject("moved_at", OffsetDateTime.class).toInstant(),
                    row.getString("moved_by")))
        .findOne();
  }

  private static Optional<Integer> lastInHistory(Handle handle, UUID model) {
    return handle
        .createQuery(
            """
            SELECT to_version FROM alias_moves WHERE model_id = :model AND name = :name
            ORDER BY moved_at DESC, id DESC LIMIT 1
            """)
        .bind("model", model)
        .bind("name", PRODUCTION)
        .mapTo(Integer.class)
        .findOne();
  }

  private static void point(
      Handle handle, Tenant tenant, UUID model, UUID version, String by, Instant now) {
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
        .bind("name", PRODUCTION)
        .bind("version", version)
        .bind("now", now.atOffset(ZoneOffset.UTC))
        .bind("by", by)
        .execute();
  }

  /** Restores the alias as the history knows it, with the time and the hand of that move. */
  private static void pointBack(Handle handle, UUID model, int number) {
    handle
        .createUpdate(
            """
            UPDATE aliases a SET version_id = v.id, moved_at = h.moved_at, moved_by = h.moved_by
            FROM model_versions v, (SELECT moved_at, moved_by FROM alias_moves
                                    WHERE model_id = :model AND name = :name
                                    ORDER BY moved_at DESC, id DESC LIMIT 1) h
            WHERE a.model_id = :model AND a.name = :name AND v.model_id = :model AND v.number = :number
            """)
        .bind("model", model)
        .bind("name", PRODUCTION)
        .bind("number", number)
        .execute();
  }

  private static void remember(
      Handle handle,
      Tenant tenant,
      UUID model,
      @Nullable Integer from,
      int to,
      String kind,
      String by,
      Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO alias_moves (project_id, model_id, name, from_version, to_version, kind, moved_at, moved_by)
            VALUES (:project, :model, :name, :from, :to, :kind, :now, :by)
            """)
        .bind("project", tenant.project().value())
        .bind("model", model)
        .bind("name", PRODUCTION)
        .bind("from", from)
        .bind("to", to)
        .bind("kind", kind)
        .bind("now", now.atOffset(ZoneOffset.UTC))
        .bind("by", by)
        .execute();
  }

  private static void announce(Handle handle, Tenant tenant) {
    Announcement.announce(handle, tenant.project(), Set.of(ModelStore.TOPIC));
  }
}
