package io.plimsoll.server.pipeline;

import io.plimsoll.server.platform.config.Role;
import io.plimsoll.server.platform.schedule.RecurringWork;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Offers the compaction of profiles to the scheduler. */
@Singleton
public class CompactionWork {
  private static final Duration EVERY = Duration.ofMinutes(5);

  @Produces
  @Singleton
  RecurringWork compaction(ProfileCompaction compaction) {
    return new RecurringWork("compaction", Role.MONITOR, EVERY, compaction::compactAll);
  }
}
