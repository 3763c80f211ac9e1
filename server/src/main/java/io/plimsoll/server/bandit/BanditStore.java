package io.plimsoll.server.bandit;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.registry.AliasStore;
import io.plimsoll.server.registry.Environment;
import io.plimsoll.server.registry.ModelName;
import io.plimsoll.server.registry.Split;
import io.plimsoll.server.registry.SplitStore;
import io.plimsoll.server.registry.Sticky;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Bandits and the history of their weights. What a bandit does to the split and the alias is done
 * in the transaction that writes it down, so that the two never tell different stories.
 */
@ApplicationScoped
public class BanditStore {
  /** Who changes weights when nobody does. */
  static final String BY = "bandit";

  private final Database database;
  private final SplitStore splits;
  private final AliasStore aliases;
  private final InstantSource clock;

  public BanditStore(
      Database database, SplitStore splits, AliasStore aliases, InstantSource clock) {
    this.database = database;
    this.splits = splits;
    this.aliases = aliases;
    this.clock = clock;
  }

  /** A bandit that is running. */
  record Running(ModelName model, Bandit bandit) {}

  /** A model's bandits, newest first. */
  List<Bandit> list(Tenant tenant, ModelName model, int limit) {
    return database.transact(tenant.scope(), handle -> BanditRow.list(handle, model, limit));
  }

  List<Running> running(Tenant tenant) {
    return database.transact(tenant.scope(), BanditRow::running);
  }

  /** Divides the calls evenly until the first rewards are counted. */
  Bandit start(Tenant tenant, ModelName model, BanditPlan plan, Sticky sticky, String by) {
    return database.transact(
        tenant.scope(),
        handle -> {
          // Finding the split locks the model, so that of two starts one comes second.
          splits.find(handle, model);
          if (BanditRow.findRunning(handle, model).isPresent()) {
            throw new ProblemException(
                ErrorCode.CONFLICT,
                "A bandit of %s is running already; stop it first.".formatted(model));
          }
          List<Bandit.Arm> arms = BanditWeights.atFirst(plan);
          String reason = "Nothing is known yet: all versions get the same share.";
          Split set =
              splits.set(
                  handle, tenant, model, BanditWeights.shares(arms), sticky, by, "A bandit began.");
          Bandit bandit = fresh(plan, arms, clock.instant(), by, reason);
          UUID id = BanditRow.insert(handle, tenant, model, bandit);
          BanditRow.remember(handle, tenant, id, new Bandit.Weights(setAt(set), arms));
          announce(handle, tenant, model);
          return BanditRow.list(handle, model, 1).getFirst();
        });
  }

  private static Bandit fresh(
      BanditPlan plan, List<Bandit.Arm> arms, Instant now, String by, String reason) {
    return new Bandit(
        new UUID(0, 0),
        Bandit.State.RUNNING,
        plan,
        arms,
        false,
        null,
        now,
        by,
        null,
        null,
        reason,
        List.of());
  }

  /** Ends the running bandit at somebody's wish: production's version has all calls. */
  Bandit stop(Tenant tenant, ModelName model, String by) {
    return database.transact(
        tenant.scope(),
        handle -> {
          Bandit bandit = requireRunning(handle, model);
          if (standing(handle, model, bandit) != SplitStore.Standing.REPLACED) {
            splits.end(handle, tenant, model, by, "The bandit was stopped.");
          }
          end(handle, tenant, model, bandit, Bandit.State.STOPPED, by, "Stopped.");
          return BanditRow.list(handle, model, 1).getFirst();
        });
  }

  /**
   * Ends the running bandit and points production at one of its versions.
   *
   * @param version null: the one that is the best with the greatest probability
   */
  Bandit promote(Tenant tenant, ModelName model, @Nullable Integer version, String by) {
    return database.transact(
        tenant.scope(),
        handle -> {
          Bandit bandit = requireRunning(handle, model);
          int wanted = version == null ? bandit.leader().version() : version;
          Bandit.Arm chosen =
              bandit.arms().stream()
                  .filter(arm -> arm.version() == wanted)
                  .findFirst()
                  .orElseThrow(
                      () ->
                          ProblemException.invalid(
                              "version",
                              "%d takes no part in the bandit; name one of %s."
                                  .formatted(wanted, bandit.plan().versions())));
          aliases.promote(handle, tenant, model, Environment.PRODUCTION, chosen.version(), by);
          String reason =
              "Version %d was promoted: the best with a probability of %s, after %,d rewards."
                  .formatted(chosen.version(), percent(chosen.best()), rewards(bandit.arms()));
          end(handle, tenant, model, bandit, Bandit.State.PROMOTED, by, reason);
          return BanditRow.list(handle, model, 1).getFirst();
        });
  }

  /**
   * Writes down what was counted and sets the weights that follow, unless the bandit has ended
   * meanwhile or somebody else has taken the weights over.
   */
  void apply(Tenant tenant, Running running, List<Bandit.Arm> arms, boolean isCut) {
    ModelName model = running.model();
    database.run(
        tenant.scope(),
        handle -> {
          // The model's row is locked first, as everywhere, so that no two wait for each other.
          SplitStore.Standing standing = standing(handle, model, running.bandit());
          boolean isSame =
              BanditRow.findRunning(handle, model)
                  .filter(bandit -> bandit.id().equals(running.bandit().id()))
                  .filter(bandit -> bandit.arms().equals(running.bandit().arms()))
                  .isPresent();
          if (!isSame || standing == SplitStore.Standing.SUSPENDED) {
            return;
          }
          if (standing == SplitStore.Standing.REPLACED) {
            String text = "Somebody moved production or changed the weights; the bandit ends here.";
            end(handle, tenant, model, running.bandit(), Bandit.State.SUPERSEDED, BY, text);
            return;
          }
          weigh(handle, tenant, model, running.bandit(), arms, isCut);
        });
  }

  private void weigh(
      Handle handle,
      Tenant tenant,
      ModelName model,
      Bandit bandit,
      List<Bandit.Arm> arms,
      boolean isCut) {
    Instant now = clock.instant();
    String reason = sentence(arms);
    BanditRow.keep(handle, bandit, arms, isCut, reason, now);
    if (!BanditWeights.shares(arms).equals(BanditWeights.shares(bandit.arms()))) {
      Sticky sticky = splits.find(handle, model).sticky();
      Split set = splits.set(handle, tenant, model, BanditWeights.shares(arms), sticky, BY, reason);
      BanditRow.remember(handle, tenant, bandit.id(), new Bandit.Weights(setAt(set), arms));
    }
    announce(handle, tenant, model);
  }

  private static String sentence(List<Bandit.Arm> arms) {
    if (rewards(arms) == 0) {
      return "No answer has a reward yet.";
    }
    return "After %,d rewards: %s."
        .formatted(
            rewards(arms),
            arms.stream()
                .map(
                    arm ->
                        "version %d is the best with a probability of %s"
                            .formatted(arm.version(), percent(arm.best())))
                .collect(Collectors.joining(", ")));
  }

  private Bandit requireRunning(Handle handle, ModelName model) {
    splits.find(handle, model);
    return BanditRow.findRunning(handle, model)
        .orElseThrow(
            () ->
                new ProblemException(
                    ErrorCode.CONFLICT, "No bandit of %s is running.".formatted(model)));
  }

  private void end(
      Handle handle,
      Tenant tenant,
      ModelName model,
      Bandit bandit,
      Bandit.State state,
      String by,
      String reason) {
    BanditRow.end(handle, bandit, state, by, reason, clock.instant());
    announce(handle, tenant, model);
  }

  private SplitStore.Standing standing(Handle handle, ModelName model, Bandit bandit) {
    return splits.standing(
        handle, model, BanditWeights.shares(bandit.arms()), BanditRow.setAt(handle, bandit.id()));
  }

  private static Instant setAt(Split split) {
    return Objects.requireNonNull(split.changedAt(), "a split that was set says when");
  }

  private static long rewards(List<Bandit.Arm> arms) {
    return arms.stream().mapToLong(Bandit.Arm::rewards).sum();
  }

  private static String percent(double probability) {
    return String.format(Locale.ROOT, "%.1f %%", probability * 100);
  }

  private static void announce(Handle handle, Tenant tenant, ModelName model) {
    Announcement.announce(handle, tenant.project(), Set.of("bandits:" + model));
  }
}
