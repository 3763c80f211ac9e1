package io.plimsoll.server.bandit;

import io.micrometer.core.instrument.MeterRegistry;
import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.identity.Tenant;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/**
 * Counts the rewards of every running bandit when that is due and sets the weights that follow. One
 * whose turn fails is logged and counted and keeps no other from its turn.
 */
@ApplicationScoped
public class BanditRound {
  private static final Logger LOG = Logger.getLogger(BanditRound.class);

  private final CredentialStore tenants;
  private final BanditStore bandits;
  private final BanditRewardStore rewards;
  private final InstantSource clock;
  private final MeterRegistry meters;

  public BanditRound(
      CredentialStore tenants,
      BanditStore bandits,
      BanditRewardStore rewards,
      InstantSource clock,
      MeterRegistry meters) {
    this.tenants = tenants;
    this.bandits = bandits;
    this.rewards = rewards;
    this.clock = clock;
    this.meters = meters;
  }

  /** One look at all that are due. */
  public void run() {
    for (Tenant tenant : tenants.allProjects()) {
      for (BanditStore.Running running : bandits.running(tenant)) {
        if (isDue(running.bandit())) {
          try {
            look(tenant, running);
            meters.counter("plimsoll.bandit.evaluations", "outcome", "done").increment();
          } catch (RuntimeException failure) {
            meters.counter("plimsoll.bandit.evaluations", "outcome", "failed").increment();
            LOG.errorf(failure, "the bandit of %s could not be weighed", running.model());
          }
        }
      }
    }
  }

  private boolean isDue(Bandit bandit) {
    Instant before = bandit.lookedAt() == null ? bandit.startedAt() : bandit.lookedAt();
    return !before.plusSeconds(bandit.plan().intervalSeconds()).isAfter(clock.instant());
  }

  private void look(Tenant tenant, BanditStore.Running running) {
    Bandit bandit = running.bandit();
    BanditRewardStore.Rewards counted =
        rewards.count(tenant, running.model(), bandit.plan(), bandit.startedAt());
    bandits.apply(tenant, running, BanditWeights.of(bandit, counted), counted.isCut());
  }
}
