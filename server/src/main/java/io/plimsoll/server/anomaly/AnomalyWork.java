package io.plimsoll.server.anomaly;

import io.plimsoll.server.platform.config.Role;
import io.plimsoll.server.platform.schedule.RecurringWork;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

/** What the monitor role does for anomalies. */
@Singleton
public class AnomalyWork {
  private static final Duration EVERY = Duration.ofSeconds(10);

  @Produces
  @Singleton
  RecurringWork anomalies(AnomalyRound round) {
    return new RecurringWork("anomalies", Role.MONITOR, EVERY, round::run);
  }
}
