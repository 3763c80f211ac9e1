package io.plimsoll.server.pipeline;

import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.config.Role;
import io.plimsoll.server.platform.schedule.RecurringWork;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Offers the compaction of profiles, the sums over them and the recount of labels. */
@Singleton
public class CompactionWork {
  private static final Logger LOG = Logger.getLogger(CompactionWork.class);
  private static final Duration EVERY = Duration.ofMinutes(5);
  private static final Duration RECOUNT_EVERY = Duration.ofSeconds(30);

  @Produces
  @Singleton
  RecurringWork compaction(
      ProfileCompaction compaction, ProfileSumStore sums, CredentialStore projects) {
    return new RecurringWork(
        "compaction",
        Role.MONITOR,
        EVERY,
        () -> {
          compaction.compactAll();
          sumAll(sums, projects);
        });
  }

  /** Sums the profiles of every project; one that fails does not keep the others waiting. */
  private static void sumAll(ProfileSumStore sums, CredentialStore projects) {
    for (Tenant tenant : projects.allProjects()) {
      try {
        sums.sum(tenant);
      } catch (RuntimeException failure) {
        LOG.errorf(failure, "could not sum the profiles of %s", tenant.projectSlug());
      }
    }
  }

  @Produces
  @Singleton
  RecurringWork labelRecount(LabelRecountStore recount) {
    return new RecurringWork("label-recount", Role.MONITOR, RECOUNT_EVERY, recount::recountAll);
  }
}
