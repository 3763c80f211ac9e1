package io.plimsoll.server.deploy;

import io.plimsoll.server.jobs.JobQueue;
import io.plimsoll.server.jobs.JobTicket;
import io.plimsoll.server.platform.config.Role;
import io.plimsoll.server.platform.schedule.OneTimeWork;
import io.plimsoll.server.platform.schedule.RecurringWork;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

/** The work of the build role. */
public final class DeployWork {
  private static final Duration RECOVERY_INTERVAL = Duration.ofSeconds(10);

  @Produces
  @Singleton
  OneTimeWork deploy(DeployRunner runner) {
    return new OneTimeWork(JobQueue.TASK, Role.BUILD, id -> runner.run(JobTicket.parse(id)));
  }

  @Produces
  @Singleton
  RecurringWork recovery(DeployRecovery recovery) {
    return new RecurringWork("job-recovery", Role.BUILD, RECOVERY_INTERVAL, recovery::recover);
  }
}
