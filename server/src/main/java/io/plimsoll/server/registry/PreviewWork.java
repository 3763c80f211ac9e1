package io.plimsoll.server.registry;

import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.platform.config.Role;
import io.plimsoll.server.platform.schedule.RecurringWork;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;

/** Forgets the previews of branches that nobody has pushed to for a while. */
public final class PreviewWork {
  static final Duration KEPT = Duration.ofDays(14);

  private static final Duration INTERVAL = Duration.ofHours(1);

  @Produces
  @Singleton
  RecurringWork previewSweep(
      CredentialStore credentials, PreviewStore previews, InstantSource clock) {
    return new RecurringWork(
        "preview-sweep",
        Role.MONITOR,
        INTERVAL,
        () ->
            credentials
                .allProjects()
                .forEach(tenant -> previews.removeBefore(tenant, clock.instant().minus(KEPT))));
  }
}
