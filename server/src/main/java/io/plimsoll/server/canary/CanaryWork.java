package io.plimsoll.server.canary;

import io.plimsoll.server.platform.config.Role;
import io.plimsoll.server.platform.schedule.RecurringWork;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

/** What the monitor role does for canaries. */
@Singleton
public class CanaryWork {
  private static final Duration EVERY = Duration.ofSeconds(3);

  @Produces
  @Singleton
  RecurringWork canaries(CanaryRound round) {
    return new RecurringWork("canaries", Role.MONITOR, EVERY, round::run);
  }
}
