package io.plimsoll.server.anomaly;

import io.micrometer.core.instrument.MeterRegistry;
import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.identity.Tenant;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Judges what is over of every watched series. One that cannot be judged is logged and counted and
 * keeps no other from being judged.
 */
@ApplicationScoped
public class AnomalyRound {
  private static final Logger LOG = Logger.getLogger(AnomalyRound.class);

  private static final Duration DEFAULTS_EVERY = Duration.ofSeconds(30);

  private final CredentialStore tenants;
  private final WatchedSeriesStore watched;
  private final JudgingStore judging;
  private final InstantSource clock;
  private final MeterRegistry meters;

  /** Looking for models and stages that are new reads every series, so it is done less often. */
  private volatile Instant nextDefaults = Instant.MIN;

  public AnomalyRound(
      CredentialStore tenants,
      WatchedSeriesStore watched,
      JudgingStore judging,
      InstantSource clock,
      MeterRegistry meters) {
    this.tenants = tenants;
    this.watched = watched;
    this.judging = judging;
    this.clock = clock;
    this.meters = meters;
  }

  /** One look at all projects. */
  public void run() {
    Instant now = clock.instant();
    boolean looksForNew = !now.isBefore(nextDefaults);
    if (looksForNew) {
      nextDefaults = now.plus(DEFAULTS_EVERY);
    }
    for (Tenant tenant : tenants.allProjects()) {
      try {
        if (looksForNew) {
          watched.watchDefaults(tenant, now);
        }
        judging.due(tenant, now).forEach(series -> judge(tenant, series, now));
      } catch (RuntimeException failure) {
        failed();
        LOG.errorf(failure, "the series of %s could not be listed", tenant.projectSlug());
      }
    }
  }

  private void judge(Tenant tenant, UUID series, Instant now) {
    try {
      int buckets = judging.judge(tenant, series, now);
      meters.counter("plimsoll.anomalies.evaluations", "outcome", "done").increment();
      meters.counter("plimsoll.anomalies.buckets").increment(buckets);
    } catch (RuntimeException failure) {
      failed();
      LOG.errorf(failure, "the series %s could not be judged", series);
    }
  }

  private void failed() {
    meters.counter("plimsoll.anomalies.evaluations", "outcome", "failed").increment();
  }
}
