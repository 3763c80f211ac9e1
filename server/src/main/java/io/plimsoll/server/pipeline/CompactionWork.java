package io.plimsoll.server.pipeline;

import io.plimsoll.server.platform.config.Role;
import io.plimsoll.server.platform.schedule.RecurringWork;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Offers the compaction of profiles and the recount of labels to the scheduler. */
@Singleton
public class CompactionWork {
  private static final Duration EVERY = Duration.ofMinutes(5);
  private static final Duration RECOUNT_EVERY = Duration.ofSeconds(30);

  @Produces
  @Singleton
  RecurringWork compaction(ProfileCompaction compaction) {
    return new RecurringWork("compaction", Role.MONITOR, EVERY, compaction::compactAll);
  }

  @Produces
  @Singleton
  RecurringWork labelRecount(LabelRecountStore recount) {
    return new RecurringWork("label-recount", Role.MONITOR, RECOUNT_EVERY, recount::recountAll);
  }
}
