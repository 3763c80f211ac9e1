package io.plimsoll.server.drift.check;

import io.plimsoll.server.platform.config.Role;
import io.plimsoll.server.platform.schedule.RecurringWork;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Offers the round of checks to the scheduler. */
@Singleton
public class CheckWork {
  private static final Duration EVERY = Duration.ofSeconds(15);

  @Produces
  @Singleton
  RecurringWork driftChecks(CheckRound round) {
    return new RecurringWork("drift-checks", Role.MONITOR, EVERY, round::run);
  }
}
