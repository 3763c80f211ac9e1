package io.plimsoll.server.monitor;

import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.monitor.DecayOutcomeStore.Outcome;
import io.plimsoll.server.monitor.rules.AlertText;
import io.plimsoll.server.monitor.rules.PerformanceDecay;
import io.plimsoll.server.monitor.rules.Severity;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells people of models whose performance is beyond the lines of its reference: one alert for a
 * model, about the figure that is farthest beyond its line. It resolves when none is beyond any
 * more, and when nobody watches the model any more.
 */
@ApplicationScoped
public class DecayAlerts {
  private final EachProject projects;
  private final DecayOutcomeStore outcomes;
  private final AlertStore alerts;
  private final DashboardPages pages;
  private final InstantSource clock;

  public DecayAlerts(
      CredentialStore tenants,
      DecayOutcomeStore outcomes,
      AlertStore alerts,
      DashboardPages pages,
      InstantSource clock) {
    this.projects = new EachProject(tenants, "the decayed models");
    this.outcomes = outcomes;
    this.alerts = alerts;
    this.pages = pages;
    this.clock = clock;
  }

  /** One look at all projects. */
  public void run() {
    projects.look(this::follow);
  }

  private void follow(Tenant tenant) {
    Map<String, Outcome> decayed = outcomes.decayed(tenant);
    Set<String> models = new HashSet<>(alerts.firingModels(tenant, AlertKind.DECAY));
    models.addAll(decayed.keySet());
    for (String model : models) {
      follow(tenant, model, Optional.ofNullable(decayed.get(model)));
    }
  }

  private void follow(Tenant tenant, String model, Optional<Outcome> decayed) {
    Instant now = clock.instant();
    Optional<Alert> open = alerts.firing(tenant, model, AlertKind.DECAY);
    if (decayed.isEmpty()) {
      open.ifPresent(
          alert ->
              alerts.resolve(
                  tenant, alert, "No figure of this model is beyond its line any more.", now));
      return;
    }
    Outcome outcome = decayed.get();
    PerformanceDecay decay =
        new PerformanceDecay(
            model,
            outcome.version(),
            outcome.figures(),
            outcome.causes(),
            pages.model(tenant, model));
    AlertText text = decay.text();
    if (open.isEmpty()) {
      alerts.fire(tenant, model, outcome.version(), AlertKind.DECAY, decay.severity(), text, now);
      return;
    }
    Alert alert = open.get();
    Severity severity =
        decay.severity() == Severity.CRITICAL ? Severity.CRITICAL : alert.severity();
    boolean isSame =
        alert.summary().equals(text.summary())
            && alert.advice().equals(text.advice())
            && alert.severity() == severity;
    if (!isSame) {
      alerts.update(tenant, alert, severity, text, severity != alert.severity(), now);
    }
  }
}
