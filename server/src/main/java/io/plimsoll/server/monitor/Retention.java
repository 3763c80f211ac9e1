package io.plimsoll.server.monitor;

import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.config.PlimsollConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/** Forgets what is older than the configured number of days, and sessions that have expired. */
@ApplicationScoped
public class Retention {
  private static final Logger LOG = Logger.getLogger(Retention.class);

  private final CredentialStore credentials;
  private final RetentionStore store;
  private final InstantSource clock;
  private final Duration kept;

  public Retention(
      CredentialStore credentials,
      RetentionStore store,
      InstantSource clock,
      PlimsollConfig config) {
    this.credentials = credentials;
    this.store = store;
    this.clock = clock;
    this.kept = Duration.ofDays(config.retentionDays());
  }

  public void run() {
    Instant now = clock.instant();
    Instant before = now.minus(kept);
    RetentionStore.Forgotten forgotten = store.forgetEverywhere(before, now);
    for (Tenant tenant : credentials.allProjects()) {
      forgotten = forgotten.plus(store.forget(tenant, before));
    }
    if (forgotten.isAnything()) {
      LOG.infof("retention forgot what was older than %s: %s", before, forgotten);
    }
  }
}
