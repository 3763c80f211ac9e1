package io.plimsoll.server.identity;

import io.plimsoll.server.platform.config.Plans;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds projects to their plans: what all keys of a project use together. As with keys, a request
 * costs a few numbers in memory; the day's use is that of all keys as it is saved. There is one
 * meter for each project with a limit that this process has ever seen.
 */
@Singleton
public class PlanMeters {
  private final Plans plans;
  private final Account account;
  private final Map<ProjectId, Plans.Plan> known = new ConcurrentHashMap<>();
  private final Map<ProjectId, Held> meters = new ConcurrentHashMap<>();

  /** What all keys of a project have used of a day, as far as it is saved. */
  @FunctionalInterface
  interface Account {
    long used(Tenant tenant, long epochDay);
  }

  private record Held(Tenant tenant, KeyMeter meter) {}

  @Inject
  public PlanMeters(PlimsollConfig config, KeyUseStore store) {
    this(config.plans(), store::used);
  }

  PlanMeters(Plans plans, Account account) {
    this.plans = plans;
    this.account = account;
  }

  /** The plan that a project is on. */
  public Plans.Plan plan(Tenant tenant) {
    Plans.Plan plan = known.get(tenant.project());
    if (plan == null) {
      plan = plans.of(tenant.organisationSlug(), tenant.projectSlug());
      known.put(tenant.project(), plan);
    }
    return plan;
  }

  /** Refuses a body that is larger than the project's plan lets in. */
  public void requireSize(Tenant tenant, long bytes) {
    Plans.Plan plan = plan(tenant);
    if (plan.maxBodyBytes() > 0 && bytes > plan.maxBodyBytes()) {
      throw new ProblemException(
          ErrorCode.TOO_LARGE,
          "The body has %d bytes; at most %d are taken on the plan \"%s\". Send fewer rows in a call."
              .formatted(bytes, plan.maxBodyBytes(), plan.name()));
    }
  }

  /** Counts a request of a project, and says whether it is let in. */
  Admission.Standing admit(Tenant tenant, Plans.Plan plan, KeyMeter.Moment moment) {
    KeyLimits limits = new KeyLimits(plan.requestsPerSecond(), plan.burst(), plan.requestsPerDay());
    Held held = meters.get(tenant.project());
    if (held == null) {
      // What was used before is learned with the next saving: no request waits for that.
      held =
          meters.computeIfAbsent(tenant.project(), id -> new Held(tenant, new KeyMeter(moment, 0)));
    }
    return held.meter().admit(limits, moment);
  }

  /** Learns what all keys have used; called when their use has just been saved. */
  void learn() {
    for (Held held : meters.values()) {
      for (KeyMeter.Day day : held.meter().days()) {
        long known = day.unsaved.get();
        day.saved(known, day.refused.get(), account.used(held.tenant(), day.epochDay));
      }
    }
  }
}
