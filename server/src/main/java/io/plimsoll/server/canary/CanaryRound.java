package io.plimsoll.server.canary;

import io.micrometer.core.instrument.MeterRegistry;
import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.registry.ModelName;
import io.plimsoll.stats.NumericProfile;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Looks at every canary that is running and lets what is seen follow. One that cannot be judged is
 * logged and counted and keeps no other from being judged.
 */
@ApplicationScoped
public class CanaryRound {
  private static final Logger LOG = Logger.getLogger(CanaryRound.class);

  /** As the rule on latency has it: jitter below is nobody's concern. */
  private static final double FASTEST_SLOW_MS = 10;

  private static final double SLOW_QUANTILE = 0.95;
  private static final long ENOUGH_LATENCIES = 200;
  private static final Duration LEARN_FROM = Duration.ofHours(1);

  private final CredentialStore tenants;
  private final CanaryStore canaries;
  private final CanaryTrafficStore traffic;
  private final CanaryPairStore pairs;
  private final InstantSource clock;
  private final MeterRegistry meters;

  public CanaryRound(
      CredentialStore tenants,
      CanaryStore canaries,
      CanaryTrafficStore traffic,
      CanaryPairStore pairs,
      InstantSource clock,
      MeterRegistry meters) {
    this.tenants = tenants;
    this.canaries = canaries;
    this.traffic = traffic;
    this.pairs = pairs;
    this.clock = clock;
    this.meters = meters;
  }

  /** One look at all of them. */
  public void run() {
    for (Tenant tenant : tenants.allProjects()) {
      for (CanaryStore.Running running : canaries.running(tenant)) {
        try {
          look(tenant, running);
          meters.counter("plimsoll.canary.evaluations", "outcome", "done").increment();
        } catch (RuntimeException failure) {
          meters.counter("plimsoll.canary.evaluations", "outcome", "failed").increment();
          LOG.errorf(failure, "the canary of %s could not be judged", running.model());
        }
      }
    }
  }

  private void look(Tenant tenant, CanaryStore.Running running) {
    Canary canary = running.canary();
    List<Measure> measures = measures(tenant, running.model(), canary);
    long answered = measures.getFirst().candidate().rows();
    Instant now = clock.instant();
    CanaryJudge.Standing standing =
        new CanaryJudge.Standing(
            canary.step(),
            Duration.between(canary.stepSince(), now),
            Duration.between(canary.startedAt(), now),
            answered - running.rowsBefore());
    CanaryVerdict verdict =
        traffic
            .loadFailure(tenant, running.model(), canary.candidate(), canary.startedAt())
            .<CanaryVerdict>map(
                why -> new CanaryVerdict.RollBack("The candidate cannot be loaded: " + why))
            .orElseGet(() -> CanaryJudge.judge(canary.plan(), standing, measures));
    canaries.apply(tenant, running, verdict, measures, answered);
  }

  private List<Measure> measures(Tenant tenant, ModelName model, Canary canary) {
    CanaryPlan plan = canary.plan();
    // The measures share the risk of being wrong.
    double alpha = (1 - plan.confidence()) / plan.measures();
    Instant since = canary.countedFrom();
    List<Measure> measures = new ArrayList<>();
    measures.add(
        Measure.of(
            Measure.Kind.ERRORS,
            traffic.failures(tenant, model, canary.baseline(), since),
            traffic.failures(tenant, model, canary.candidate(), since),
            plan.errorTolerance(),
            alpha));
    slowMs(tenant, model, canary)
        .ifPresent(
            slowMs ->
                measures.add(
                    Measure.of(
                        Measure.Kind.LATENCY,
                        slow(traffic.latencies(tenant, model, canary.baseline(), since), slowMs),
                        slow(traffic.latencies(tenant, model, canary.candidate(), since), slowMs),
                        plan.latencyTolerance(),
                        alpha)));
    Double limit = plan.disagreementLimit();
    if (limit != null) {
      CanaryPairStore.Counted counted = pairs.count(tenant, model, canary);
      measures.add(Measure.ofPairs(counted.pairs(), counted.differing(), limit, alpha));
    }
    return measures;
  }

  /**
   * What is slow: the p95 of the baseline in the hour before the canary and since, fixed as soon as
   * it rests on enough.
   */
  private Optional<Double> slowMs(Tenant tenant, ModelName model, Canary canary) {
    if (canary.slowMs() != null) {
      return Optional.of(canary.slowMs());
    }
    NumericProfile baseline =
        traffic.latencies(tenant, model, canary.baseline(), canary.startedAt().minus(LEARN_FROM));
    if (baseline.count() < ENOUGH_LATENCIES) {
      return Optional.empty();
    }
    double slowMs = Math.max(FASTEST_SLOW_MS, baseline.quantile(SLOW_QUANTILE));
    canaries.learnSlow(tenant, canary, slowMs);
    return Optional.of(slowMs);
  }

  private static Measure.Side slow(NumericProfile latencies, double slowMs) {
    long rows = latencies.count();
    long slow = rows == 0 ? 0 : Math.round((1 - latencies.rank(slowMs)) * rows);
    return new Measure.Side(rows, slow);
  }
}
