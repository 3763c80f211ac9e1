package io.plimsoll.server.registry;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * How the calls of a model are divided over its versions, and the history of it. A split lives
 * beside the alias: it is in force while production points where it pointed when the split was
 * made, and every move of the alias ends it.
 */
@ApplicationScoped
public class SplitStore {
  private static final int MOST_VERSIONS = 8;

  private final Database database;
  private final InstantSource clock;

  public SplitStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** How the calls are divided now. */
  public Split find(Tenant tenant, ModelName model) {
    return database.transact(
        tenant.scope(), handle -> SplitRow.present(handle, ModelRow.require(handle, model)));
  }

  /** As the other; the model stays locked until the caller's transaction ends. */
  public Split find(Handle handle, ModelName model) {
    return SplitRow.present(handle, ModelRow.lock(handle, model));
  }

  /** The splits that are in force, for each model that has one. */
  public List<ServedSplit> inForce(Tenant tenant) {
    return database.transact(tenant.scope(), handle -> SplitRow.served(handle, tenant));
  }

  /** The newest changes first. */
  public List<SplitChange> history(Tenant tenant, ModelName model, int limit) {
    return database.transact(
        tenant.scope(), handle -> SplitRow.changes(handle, ModelRow.require(handle, model), limit));
  }

  /** Divides the calls anew: effective for the next call of every process that has the versions. */
  public Split set(
      Tenant tenant, ModelName model, List<Share> shares, Sticky sticky, String by, String reason) {
    return database.transact(
        tenant.scope(), handle -> set(handle, tenant, model, shares, sticky, by, reason));
  }

  /** As the other, as a part of what the caller's transaction does. */
  public Split set(
      Handle handle,
      Tenant tenant,
      ModelName model,
      List<Share> shares,
      Sticky sticky,
      String by,
      String reason) {
    requireWhole(shares);
    UUID modelId = ModelRow.lock(handle, model);
    AliasMove production =
        AliasStore.present(handle, modelId, Environment.PRODUCTION)
            .orElseThrow(
                () ->
                    new ProblemException(
                        ErrorCode.CONFLICT,
                        "%s has no version in production, so there are no calls to divide; push a version."
                            .formatted(model)));
    Map<Integer, UUID> versions = new LinkedHashMap<>();
    for (Share share : shares) {
      UUID id = AliasStore.requireReady(handle, modelId, model, share.version());
      versions.put(share.version(), id);
    }
    UUID base = versions.get(production.version());
    if (base == null) {
      throw ProblemException.invalid(
          "shares",
          "version %d, at which production points, has none; give it one, or move production first."
              .formatted(production.version()));
    }
    Instant now = clock.instant();
    List<Share> before = SplitRow.present(handle, modelId).shares();
    write(handle, tenant, modelId, base, sticky, by, now);
    List<Share> after = writeShares(handle, tenant, modelId, versions, shares);
    SplitChange.Kind kind = SplitChange.Kind.SET;
    SplitRow.remember(
        handle, tenant, modelId, new SplitChange(now, by, kind, reason, before, after));
    announce(handle, tenant);
    return SplitRow.present(handle, modelId);
  }

  /**
   * Lets each of the two versions of a split be asked a part of what the other answers, until the
   * weights change; what it would have said is logged like a shadow's.
   */
  public void mirror(Handle handle, Tenant tenant, ModelName model, int perMille) {
    handle
        .createUpdate("UPDATE splits SET mirror_per_mille = :mirror WHERE model_id = :model")
        .bind("mirror", perMille)
        .bind("model", ModelRow.lock(handle, model))
        .execute();
    announce(handle, tenant);
  }

  /** Ends the split if there is one: all calls go to what production points at. */
  public Split end(Tenant tenant, ModelName model, String by, String reason) {
    return database.transact(tenant.scope(), handle -> end(handle, tenant, model, by, reason));
  }

  /** As the other, as a part of what the caller's transaction does. */
  public Split end(Handle handle, Tenant tenant, ModelName model, String by, String reason) {
    UUID modelId = ModelRow.lock(handle, model);
    endWithin(handle, tenant, modelId, by, clock.instant(), reason);
    return SplitRow.present(handle, modelId);
  }

  /** Whether what somebody has set is still what divides the calls. */
  public enum Standing {
    IN_FORCE,
    /** A deployment is on trial; if it is taken back, the split is in force again. */
    SUSPENDED,
    /** Somebody has changed the weights, ended the split, or moved production. */
    REPLACED
  }

  /**
   * Where a split stands that was set before, in the caller's transaction. Equal weights that
   * somebody else has set since are another split.
   *
   * @param setAt {@link Split#changedAt} of the split when it was set
   */
  public Standing standing(Handle handle, ModelName model, List<Share> asSet, Instant setAt) {
    UUID modelId = ModelRow.lock(handle, model);
    if (!SplitRow.shares(handle, modelId).equals(sorted(asSet))) {
      return Standing.REPLACED;
    }
    Instant changedAt = SplitRow.present(handle, modelId).changedAt();
    if (changedAt == null) {
      return Standing.SUSPENDED;
    }
    return changedAt.equals(setAt) ? Standing.IN_FORCE : Standing.REPLACED;
  }

  private static List<Share> sorted(List<Share> shares) {
    return shares.stream().sorted(Comparator.comparingInt(Share::version)).toList();
  }

  /** Ends the split of a model whose alias has moved, in the transaction that moves it. */
  static void endWithin(
      Handle handle, Tenant tenant, UUID model, String by, Instant now, String reason) {
    List<Share> before = SplitRow.shares(handle, model);
    if (before.isEmpty()) {
      return;
    }
    handle
        .createUpdate("DELETE FROM splits WHERE model_id = :model")
        .bind("model", model)
        .execute();
    SplitChange.Kind kind = SplitChange.Kind.ENDED;
    List<Share> after = SplitRow.present(handle, model).shares();
    SplitRow.remember(handle, tenant, model, new SplitChange(now, by, kind, reason, before, after));
    announce(handle, tenant);
  }

  private static void requireWhole(List<Share> shares) {
    if (shares.size() < 2 || shares.size() > MOST_VERSIONS) {
      throw ProblemException.invalid(
          "shares",
          "%d versions were named; a split has 2 to %d. To give all calls to one, move production or end the split."
              .formatted(shares.size(), MOST_VERSIONS));
    }
    Set<Integer> seen = new HashSet<>();
    int sum = 0;
    for (Share share : shares) {
      if (share.perMille() < 1 || share.perMille() >= Share.WHOLE) {
        throw ProblemException.invalid(
            "shares",
            "%d per mille for version %d is outside 1 to %d; leave out a version that is to get no calls."
                .formatted(share.perMille(), share.version(), Share.WHOLE - 1));
      }
      if (!seen.add(share.version())) {
        throw ProblemException.invalid(
            "shares", "version %d stands twice.".formatted(share.version()));
      }
      sum += share.perMille();
    }
    if (sum != Share.WHOLE) {
      throw ProblemException.invalid(
          "shares",
          "the weights sum to %d per mille; they must sum to %d.".formatted(sum, Share.WHOLE));
    }
  }

  private static void write(
      Handle handle,
      Tenant tenant,
      UUID model,
      UUID production,
      Sticky sticky,
      String by,
      Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO splits (model_id, project_id, version_id, sticky_by, sticky_field, changed_at, changed_by)
            VALUES (:model, :project, :version, :stickyBy, :stickyField, :now, :by)
            ON CONFLICT (model_id) DO UPDATE SET
              version_id = excluded.version_id, sticky_by = excluded.sticky_by,
              sticky_field = excluded.sticky_field, mirror_per_mille = 0, changed_at = excluded.changed_at,
              changed_by = excluded.changed_by
            """)
        .bind("model", model)
        .bind("project", tenant.project().value())
        .bind("version", production)
        .bind("stickyBy", sticky.by().text())
        .bind("stickyField", sticky.field())
        .bind("now", now)
        .bind("by", by)
        .execute();
  }

  private static List<Share> writeShares(
      Handle handle, Tenant tenant, UUID model, Map<Integer, UUID> versions, List<Share> shares) {
    handle
        .createUpdate("DELETE FROM split_shares WHERE model_id = :model")
        .bind("model", model)
        .execute();
    List<Share> sorted = sorted(shares);
    for (Share share : sorted) {
      handle
          .createUpdate(
              """
              INSERT INTO split_shares (project_id, model_id, version_id, per_mille)
              VALUES (:project, :model, :version, :perMille)
              """)
          .bind("project", tenant.project().value())
          .bind("model", model)
          .bind("version", Optional.ofNullable(versions.get(share.version())).orElseThrow())
          .bind("perMille", share.perMille())
          .execute();
    }
    return sorted;
  }

  private static void announce(Handle handle, Tenant tenant) {
    Announcement.announce(handle, tenant.project(), Set.of(ModelStore.TOPIC));
  }
}
