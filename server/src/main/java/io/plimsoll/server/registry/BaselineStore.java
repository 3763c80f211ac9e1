package io.plimsoll.server.registry;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.stats.Profile;
import io.plimsoll.stats.RowSample;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What production is compared with: numbered baselines of each version, one of them current, each
 * with one profile for every feature and output. The current one stands in {@code baselines} once
 * more, where all that measures drift reads it.
 */
@ApplicationScoped
public class BaselineStore {
  /** A list that nobody looks through any more answers for nothing. */
  static final int MOST = 500;

  private final Database database;
  private final InstantSource clock;

  public BaselineStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Adds a baseline with the next number, and makes it the current one if asked to. */
  public BaselineVersion add(
      Tenant tenant, UUID version, NewBaseline baseline, boolean makeCurrent) {
    return database.transact(
        tenant.scope(),
        handle -> {
          String model = lock(handle, version);
          int number = BaselineRow.lastNumber(handle, version) + 1;
          if (number > MOST) {
            throw new ProblemException(
                ErrorCode.CONFLICT,
                "This version has %d baselines, the most there can be; make one of them current, or push the model anew."
                    .formatted(MOST));
          }
          BaselineRow.insert(handle, tenant, version, number, baseline, clock.instant());
          if (makeCurrent) {
            move(handle, tenant, version, number, baseline.by(), baseline.reason());
          }
          announce(handle, tenant, model);
          return BaselineRow.find(handle, version, number).orElseThrow();
        });
  }

  /** The newest first, those below {@code before}. */
  public List<BaselineVersion> list(
      Tenant tenant, UUID version, @Nullable Integer before, int limit) {
    return database.transact(
        tenant.scope(), handle -> BaselineRow.list(handle, version, before, limit));
  }

  /** One baseline, current or not. */
  public Optional<BaselineVersion> find(Tenant tenant, UUID version, int number) {
    return database.transact(tenant.scope(), handle -> BaselineRow.find(handle, version, number));
  }

  /** The current baseline. */
  public Optional<BaselineVersion> current(Tenant tenant, UUID version) {
    return database.transact(
        tenant.scope(),
        handle ->
            BaselineRow.lastMove(handle, version)
                .flatMap(move -> BaselineRow.find(handle, version, move.to())));
  }

  /** The columns of one baseline. */
  public List<Column> columns(Tenant tenant, UUID version, int number) {
    return database.transact(
        tenant.scope(), handle -> BaselineRow.columns(handle, version, number));
  }

  /** The rows that a baseline keeps; empty if it has none. */
  public Optional<RowSample> sample(Tenant tenant, UUID version, int number) {
    return database.transact(tenant.scope(), handle -> BaselineRow.sample(handle, version, number));
  }

  /**
   * Makes a baseline the current one. One that is current already stays so without a move.
   *
   * @param expected the one that has to be current until then; null for whichever it is
   */
  public BaselineMove makeCurrent(
      Tenant tenant,
      UUID version,
      int number,
      @Nullable Integer expected,
      String by,
      String reason) {
    return database.transact(
        tenant.scope(),
        handle -> {
          String model = lock(handle, version);
          if (BaselineRow.find(handle, version, number).isEmpty()) {
            throw ProblemException.notFound("The baseline " + number);
          }
          Optional<BaselineMove> last = BaselineRow.lastMove(handle, version);
          Integer present = last.map(BaselineMove::to).orElse(null);
          if (expected != null && !expected.equals(present)) {
            throw new ProblemException(
                ErrorCode.CONFLICT,
                "Baseline %s is current, and no longer %d; look at it, then choose."
                    .formatted(present == null ? "none" : present, expected));
          }
          if (last.isPresent() && last.get().to() == number) {
            return last.get();
          }
          BaselineMove move = move(handle, tenant, version, number, by, reason);
          announce(handle, tenant, model);
          return move;
        });
  }

  /** Who made which one current, the latest first, those below {@code before}. */
  public List<BaselineMove> moves(
      Tenant tenant, UUID version, @Nullable Integer before, int limit) {
    return database.transact(
        tenant.scope(), handle -> BaselineRow.moves(handle, version, before, limit));
  }

  /** The columns of the current baseline of a version; empty if it has none. */
  public List<Column> find(Tenant tenant, UUID version) {
    return database.transact(tenant.scope(), handle -> BaselineRow.currentColumns(handle, version));
  }

  private BaselineMove move(
      Handle handle, Tenant tenant, UUID version, int number, String by, String reason) {
    Optional<BaselineMove> last = BaselineRow.lastMove(handle, version);
    BaselineMove move =
        new BaselineMove(
            last.map(BaselineMove::move).orElse(0) + 1,
            last.map(BaselineMove::to).orElse(null),
            number,
            by,
            clock.instant(),
            reason);
    BaselineRow.remember(handle, tenant, version, move);
    BaselineRow.copyToCurrent(handle, version, number);
    return move;
  }

  /** The lock makes changes of one model take turns, so that numbers and moves are without gaps. */
  private static String lock(Handle handle, UUID version) {
    return handle
        .createQuery(
            """
            SELECT m.name FROM models m JOIN model_versions v ON v.model_id = m.id
            WHERE v.id = :version FOR UPDATE OF m
            """)
        .bind("version", version)
        .mapTo(String.class)
        .findOne()
        .orElseThrow(() -> ProblemException.notFound("The version " + version));
  }

  private static void announce(Handle handle, Tenant tenant, String model) {
    Announcement.announce(handle, tenant.project(), Set.of(ModelStore.TOPIC, "drift:" + model));
  }

  /** One column of a baseline. */
  public record Column(ColumnRole role, String name, Profile profile) {}
}
