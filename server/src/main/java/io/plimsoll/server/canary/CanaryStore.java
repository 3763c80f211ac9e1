package io.plimsoll.server.canary;

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
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Canaries and their history. What a canary does to weights and alias is done in the transaction
 * that writes it down, so that the two never tell different stories, whenever a process dies.
 */
@ApplicationScoped
public class CanaryStore {
  /** Who moves weights and aliases when nobody does. */
  static final String BY = "canary";

  private final Database database;
  private final SplitStore splits;
  private final AliasStore aliases;
  private final InstantSource clock;

  public CanaryStore(
      Database database, SplitStore splits, AliasStore aliases, InstantSource clock) {
    this.database = database;
    this.splits = splits;
    this.aliases = aliases;
    this.clock = clock;
  }

  /**
   * A canary that is running.
   *
   * @param rowsBefore what the candidate had answered when the present step began
   */
  record Running(ModelName model, Canary canary, long rowsBefore) {}

  /** A model's canaries, newest first. */
  List<Canary> list(Tenant tenant, ModelName model, int limit) {
    return database.transact(tenant.scope(), handle -> CanaryRow.list(handle, model, limit));
  }

  List<Running> running(Tenant tenant) {
    return database.transact(tenant.scope(), CanaryRow::running);
  }

  /** Gives the candidate its first calls. */
  Canary start(
      Tenant tenant, ModelName model, int candidate, CanaryPlan plan, Sticky sticky, String by) {
    return database.transact(
        tenant.scope(),
        handle -> {
          // Finding the split locks the model, so that of two starts one comes second.
          int baseline = requireOther(splits.find(handle, model).production(), model, candidate);
          if (CanaryRow.findRunning(handle, model).isPresent()) {
            throw new ProblemException(
                ErrorCode.CONFLICT,
                "A canary of %s is running already; abort it first.".formatted(model));
          }
          String text =
              "Version %d gets %s of the calls; version %d has the rest."
                  .formatted(candidate, percent(plan.steps().getFirst()), baseline);
          Split set =
              splits.set(
                  handle, tenant, model, plan.shares(0, baseline, candidate), sticky, by, text);
          splits.mirror(handle, tenant, model, plan.mirrored());
          Instant now = setAt(set);
          Canary canary = fresh(handle, model, baseline, candidate, plan, by, text, now);
          UUID id = CanaryRow.insert(handle, tenant, model, canary);
          CanaryRow.remember(handle, tenant, id, new Canary.Entry(now, by, text));
          announce(handle, tenant, model);
          return CanaryRow.findRunning(handle, model).orElseThrow();
        });
  }

  private static Canary fresh(
      Handle handle,
      ModelName model,
      int baseline,
      int candidate,
      CanaryPlan plan,
      String by,
      String reason,
      Instant now) {
    // A candidate that has answered in this minute already is counted from the next, so that what
    // it did before does not weigh.
    Instant minute = now.truncatedTo(ChronoUnit.MINUTES);
    boolean isFresh = CanaryTrafficStore.rows(handle, model, candidate, minute) == 0;
    return new Canary(
        new UUID(0, 0),
        baseline,
        candidate,
        Canary.State.RUNNING,
        plan,
        0,
        now,
        isFresh ? minute : minute.plus(1, ChronoUnit.MINUTES),
        null,
        List.of(),
        now,
        by,
        null,
        null,
        reason,
        List.of());
  }

  private static int requireOther(@Nullable Integer baseline, ModelName model, int candidate) {
    if (baseline == null) {
      throw new ProblemException(
          ErrorCode.CONFLICT,
          "%s has no version in production to compare with; push one.".formatted(model));
    }
    if (baseline == candidate) {
      throw ProblemException.invalid(
          "candidate",
          "version %d is in production already; name another one.".formatted(candidate));
    }
    return baseline;
  }

  /** Ends the running canary at somebody's wish: all calls go to the baseline. */
  Canary abort(Tenant tenant, ModelName model, String by) {
    return database.transact(
        tenant.scope(),
        handle -> {
          splits.find(handle, model);
          Canary canary =
              CanaryRow.findRunning(handle, model)
                  .orElseThrow(
                      () ->
                          new ProblemException(
                              ErrorCode.CONFLICT, "No canary of %s is running.".formatted(model)));
          if (standing(handle, model, canary) != SplitStore.Standing.REPLACED) {
            splits.end(handle, tenant, model, by, "The canary was aborted.");
          }
          String text = "Aborted; version %d has all calls again.".formatted(canary.baseline());
          end(handle, tenant, model, canary, Canary.State.ABORTED, by, text);
          return CanaryRow.list(handle, model, 1).getFirst();
        });
  }

  /** Keeps what is slow for a canary; what is kept already stays. */
  void learnSlow(Tenant tenant, Canary canary, double slowMs) {
    database.run(tenant.scope(), handle -> CanaryRow.learnSlow(handle, canary, slowMs));
  }

  /**
   * Writes down what was seen and does what follows from it, unless the canary has ended meanwhile
   * or somebody else has taken the weights over.
   *
   * @param answered predictions of the candidate in all
   */
  void apply(
      Tenant tenant,
      Running running,
      CanaryVerdict verdict,
      List<Measure> measures,
      long answered) {
    ModelName model = running.model();
    database.run(
        tenant.scope(),
        handle -> {
          // The model's row is locked first, as everywhere, so that no two wait for each other.
          SplitStore.Standing standing = standing(handle, model, running.canary());
          Optional<Canary> found =
              CanaryRow.findRunning(handle, model)
                  .filter(canary -> canary.id().equals(running.canary().id()))
                  .filter(canary -> canary.step() == running.canary().step());
          if (found.isEmpty() || standing == SplitStore.Standing.SUSPENDED) {
            return;
          }
          Canary canary = found.get();
          if (standing == SplitStore.Standing.REPLACED) {
            String text = "Somebody moved production or changed the weights; the canary ends here.";
            end(handle, tenant, model, canary, Canary.State.SUPERSEDED, BY, text);
            return;
          }
          CanaryRow.keep(handle, canary, verdict.reason(), measures);
          act(handle, tenant, model, canary, verdict, answered);
          announce(handle, tenant, model);
        });
  }

  private void act(
      Handle handle,
      Tenant tenant,
      ModelName model,
      Canary canary,
      CanaryVerdict verdict,
      long answered) {
    switch (verdict) {
      case CanaryVerdict.Wait wait -> {
        // It is written down; nothing else follows.
      }
      case CanaryVerdict.Advance advance ->
          advance(handle, tenant, model, canary, advance.reason(), answered);
      case CanaryVerdict.Promote promote -> {
        aliases.promote(handle, tenant, model, Environment.PRODUCTION, canary.candidate(), BY);
        end(handle, tenant, model, canary, Canary.State.PROMOTED, BY, promote.reason());
      }
      case CanaryVerdict.RollBack back -> {
        splits.end(handle, tenant, model, BY, "The canary was rolled back.");
        end(handle, tenant, model, canary, Canary.State.ROLLED_BACK, BY, back.reason());
      }
    }
  }

  private void advance(
      Handle handle, Tenant tenant, ModelName model, Canary canary, String reason, long answered) {
    int step = canary.step() + 1;
    CanaryPlan plan = canary.plan();
    String text =
        "Version %d gets %s of the calls. %s"
            .formatted(canary.candidate(), percent(plan.steps().get(step)), reason);
    Sticky sticky = splits.find(handle, model).sticky();
    Split set =
        splits.set(
            handle,
            tenant,
            model,
            plan.shares(step, canary.baseline(), canary.candidate()),
            sticky,
            BY,
            text);
    splits.mirror(handle, tenant, model, plan.mirrored());
    Instant now = setAt(set);
    CanaryRow.advance(handle, canary, step, answered, now);
    CanaryRow.remember(handle, tenant, canary.id(), new Canary.Entry(now, BY, text));
  }

  private void end(
      Handle handle,
      Tenant tenant,
      ModelName model,
      Canary canary,
      Canary.State state,
      String by,
      String reason) {
    Instant now = clock.instant();
    CanaryRow.end(handle, canary, state, by, reason, now);
    String text =
        switch (state) {
          case PROMOTED -> "Version %d was promoted. %s".formatted(canary.candidate(), reason);
          case ROLLED_BACK ->
              "Version %d was rolled back. %s".formatted(canary.candidate(), reason);
          case RUNNING, ABORTED, SUPERSEDED -> reason;
        };
    CanaryRow.remember(handle, tenant, canary.id(), new Canary.Entry(now, by, text));
    announce(handle, tenant, model);
  }

  private SplitStore.Standing standing(Handle handle, ModelName model, Canary canary) {
    return splits.standing(
        handle,
        model,
        canary.plan().shares(canary.step(), canary.baseline(), canary.candidate()),
        canary.stepSince());
  }

  /** A step begins with its weights, and by that moment they are told from equal ones. */
  private static Instant setAt(Split split) {
    return Objects.requireNonNull(split.changedAt(), "a split that was set says when");
  }

  private static void announce(Handle handle, Tenant tenant, ModelName model) {
    Announcement.announce(handle, tenant.project(), Set.of("canaries:" + model));
  }

  private static String percent(int perMille) {
    return perMille % 10 == 0 ? perMille / 10 + " %" : perMille / 10.0 + " %";
  }
}
