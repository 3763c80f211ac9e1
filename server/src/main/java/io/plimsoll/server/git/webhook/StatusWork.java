package io.plimsoll.server.git.webhook;

import io.plimsoll.server.platform.config.Role;
import io.plimsoll.server.platform.schedule.RecurringWork;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

/** The work of the build role for connected repositories. */
public final class StatusWork {
  private static final Duration INTERVAL = Duration.ofSeconds(3);

  @Produces
  @Singleton
  RecurringWork commitStatuses(StatusRound round) {
    return new RecurringWork("commit-statuses", Role.BUILD, INTERVAL, round::run);
  }
}
