package io.plimsoll.server.performance;

import io.plimsoll.server.platform.config.Role;
import io.plimsoll.server.platform.schedule.RecurringWork;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Offers the round of judgements to the scheduler. */
@Singleton
public class DecayWork {
  private static final Duration EVERY = Duration.ofMinutes(1);

  @Produces
  @Singleton
  RecurringWork decay(DecayRound round) {
    return new RecurringWork("performance-decay", Role.MONITOR, EVERY, round::run);
  }
}
