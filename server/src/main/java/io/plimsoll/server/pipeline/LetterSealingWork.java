package io.plimsoll.server.pipeline;

import io.plimsoll.server.platform.config.Role;
import io.plimsoll.server.platform.schedule.RecurringWork;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Offers the sealing of letters that were buried as they came. */
@Singleton
public class LetterSealingWork {
  /** Again and again, because a server of before may still run beside this one. */
  private static final Duration EVERY = Duration.ofSeconds(10);

  @Produces
  @Singleton
  RecurringWork letterSealing(LetterSealingStore letters) {
    return new RecurringWork("letter-sealing", Role.MONITOR, EVERY, letters::sealAll);
  }
}
