package io.plimsoll.server.git.webhook;

import io.micrometer.core.instrument.MeterRegistry;
import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.Addresses;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Tells commits how their jobs go: what is due, again and again until the provider has taken it.
 */
@ApplicationScoped
public class StatusRound {
  private static final Logger LOG = Logger.getLogger(StatusRound.class);

  /** 10 s, 30 s, 90 s, 4.5 min, 13.5 min: six attempts within twenty minutes. */
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);

  private static final int MAX_ATTEMPTS = 6;

  private final CredentialStore credentials;
  private final CommitStatusStore statuses;
  private final ConnectedRepositoryStore repositories;
  private final StatusClient client;
  private final Addresses addresses;
  private final InstantSource clock;
  private final MeterRegistry meters;

  public StatusRound(
      CredentialStore credentials,
      CommitStatusStore statuses,
      ConnectedRepositoryStore repositories,
      StatusClient client,
      Addresses addresses,
      InstantSource clock,
      MeterRegistry meters) {
    this.credentials = credentials;
    this.statuses = statuses;
    this.repositories = repositories;
    this.client = client;
    this.addresses = addresses;
    this.clock = clock;
    this.meters = meters;
  }

  /** Tells what is due, one project after another. */
  public void run() {
    try {
      for (Tenant tenant : credentials.allProjects()) {
        run(tenant);
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(Tenant tenant) throws InterruptedException {
    try {
      for (CommitStatusStore.Due due : statuses.claim(tenant)) {
        tell(tenant, due);
      }
    } catch (RuntimeException failure) {
      // One project's trouble must not keep the others' commits from being told.
      LOG.errorf(failure, "the commits of %s could not be told", tenant.project());
    }
  }

  private void tell(Tenant tenant, CommitStatusStore.Due due) throws InterruptedException {
    Optional<ConnectedRepository> repository = repositories.find(tenant, due.model());
    StatusClient.Answer answer =
        repository.isEmpty()
            ? new StatusClient.Answer.Refused("The repository is not connected any more.")
            : client.tell(
                repository.get(), due.commit(), CommitState.of(due.state()), jobUrl(tenant, due));
    switch (answer) {
      case StatusClient.Answer.Told told -> {
        count("told");
        statuses.told(tenant, due);
      }
      case StatusClient.Answer.Refused(String reason) -> giveUp(tenant, due, reason);
      case StatusClient.Answer.Unreachable(String reason) -> {
        if (due.attempts() >= MAX_ATTEMPTS) {
          giveUp(tenant, due, reason);
        } else {
          count("postponed");
          statuses.postpone(tenant, due, reason, Optional.of(next(due.attempts())));
        }
      }
    }
  }

  private void giveUp(Tenant tenant, CommitStatusStore.Due due, String reason) {
    count("given_up");
    LOG.infof("the status of the job %s could not be told: %s", due.job(), reason);
    statuses.postpone(tenant, due, reason, Optional.empty());
  }

  private Instant next(int attempts) {
    return clock.instant().plus(FIRST_PAUSE.multipliedBy((long) Math.pow(3, attempts - 1.0)));
  }

  private String jobUrl(Tenant tenant, CommitStatusStore.Due due) {
    return "%s/projects/%s/%s/jobs/%s"
        .formatted(
            addresses.publicUrl(), tenant.organisationSlug(), tenant.projectSlug(), due.job());
  }

  private void count(String outcome) {
    meters.counter("plimsoll.commit.statuses", "outcome", outcome).increment();
  }
}
