package io.plimsoll.server.bandit;

import io.plimsoll.server.platform.config.Role;
import io.plimsoll.server.platform.schedule.RecurringWork;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

/** What the monitor role does for bandits. */
@Singleton
public class BanditWork {
  private static final Duration EVERY = Duration.ofSeconds(3);

  @Produces
  @Singleton
  RecurringWork bandits(BanditRound round) {
    return new RecurringWork("bandits", Role.MONITOR, EVERY, round::run);
  }
}
