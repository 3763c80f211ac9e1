package io.plimsoll.server.monitor;

import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.monitor.CanaryOutcomeStore.Outcome;
import io.plimsoll.server.monitor.rules.AlertText;
import io.plimsoll.server.monitor.rules.Evidence;
import io.plimsoll.server.monitor.rules.Severity;
import io.plimsoll.server.monitor.rules.Window;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Tells people of canaries that were rolled back: an alert fires for the model's latest one and
 * resolves when the next begins, or after a day.
 */
@ApplicationScoped
public class CanaryAlerts {
  private static final Duration NEWS = Duration.ofHours(24);

  private final EachProject projects;
  private final CanaryOutcomeStore outcomes;
  private final AlertStore alerts;
  private final DashboardPages pages;
  private final InstantSource clock;

  public CanaryAlerts(
      CredentialStore tenants,
      CanaryOutcomeStore outcomes,
      AlertStore alerts,
      DashboardPages pages,
      InstantSource clock) {
    this.projects = new EachProject(tenants, "the canaries");
    this.outcomes = outcomes;
    this.alerts = alerts;
    this.pages = pages;
    this.clock = clock;
  }

  /** One look at all projects. */
  public void run() {
    projects.look(tenant -> outcomes.latest(tenant).forEach(outcome -> follow(tenant, outcome)));
  }

  private void follow(Tenant tenant, Outcome outcome) {
    Instant now = clock.instant();
    Optional<Alert> open = alerts.firing(tenant, outcome.model(), AlertKind.CANARY);
    boolean isNews =
        outcome.isRolledBack()
            && outcome.endedAt() != null
            && outcome.endedAt().isAfter(now.minus(NEWS));
    if (isNews && open.isEmpty()) {
      alerts.fire(
          tenant,
          outcome.model(),
          String.valueOf(outcome.candidate()),
          AlertKind.CANARY,
          Severity.WARNING,
          text(tenant, outcome),
          now);
    } else if (!isNews && open.isPresent()) {
      String resolution =
          outcome.isRolledBack()
              ? "A day has passed since."
              : "Another canary, of version %d, has begun.".formatted(outcome.candidate());
      alerts.resolve(tenant, open.get(), resolution, now);
    }
  }

  private AlertText text(Tenant tenant, Outcome outcome) {
    String page = pages.model(tenant, outcome.model());
    CanaryOutcomeStore.Measure measure = outcome.measure();
    return new AlertText(
        "%s: the canary of version %d was rolled back"
            .formatted(outcome.model(), outcome.candidate()),
        outcome.reason(),
        List.of(
            "Version %d has all calls again; nothing has to be done to protect callers."
                .formatted(outcome.baseline()),
            switch (measure.kind()) {
              case "latency" -> "Compare how long the two versions take: " + page + "?tab=traffic";
              case "disagreement" ->
                  "Look at the outputs on which the two differ, in GET …/shadow/disagreement; a larger limit lets intended changes pass.";
              default ->
                  "Look at the candidate's failed calls with their features: "
                      + page
                      + "?tab=predictions";
            },
            "See what the canary was judged by: " + page + "?tab=versions"),
        new Evidence(
            measure.difference(),
            measure.tolerance(),
            measure.rows(),
            new Window(outcome.from(), Objects.requireNonNull(outcome.endedAt())),
            "version %d, which it may exceed by that much".formatted(outcome.baseline()),
            List.of(),
            List.of()));
  }
}
