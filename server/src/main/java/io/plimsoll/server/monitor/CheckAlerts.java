package io.plimsoll.server.monitor;

import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.monitor.CheckOutcomeStore.Outcome;
import io.plimsoll.server.monitor.rules.AlertText;
import io.plimsoll.server.monitor.rules.Evidence;
import io.plimsoll.server.monitor.rules.Severity;
import io.plimsoll.server.monitor.rules.Window;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tells people of scheduled checks that found drift: one alert for a model, which resolves when the
 * latest run of none of its checks finds any. A run without data neither fires nor resolves it.
 */
@ApplicationScoped
public class CheckAlerts {
  private static final double CRITICAL_COST = 2;

  private final EachProject projects;
  private final CheckOutcomeStore outcomes;
  private final AlertStore alerts;
  private final DashboardPages pages;
  private final InstantSource clock;

  public CheckAlerts(
      CredentialStore tenants,
      CheckOutcomeStore outcomes,
      AlertStore alerts,
      DashboardPages pages,
      InstantSource clock) {
    this.projects = new EachProject(tenants, "the checks");
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
    List<Outcome> latest = outcomes.latest(tenant);
    Set<String> models = latest.stream().map(Outcome::model).collect(Collectors.toSet());
    Set<String> all = new HashSet<>(alerts.firingModels(tenant, AlertKind.DRIFT_CHECK));
    all.addAll(models);
    for (String model : all) {
      follow(
          tenant,
          model,
          latest.stream().filter(each -> each.model().equals(model) && each.isDrifted()).toList());
    }
  }

  private void follow(Tenant tenant, String model, List<Outcome> drifted) {
    Instant now = clock.instant();
    Optional<Alert> open = alerts.firing(tenant, model, AlertKind.DRIFT_CHECK);
    if (drifted.isEmpty()) {
      open.ifPresent(
          alert ->
              alerts.resolve(tenant, alert, "No check's latest run finds drift any more.", now));
      return;
    }
    Severity severity =
        drifted.getFirst().cost() >= CRITICAL_COST ? Severity.CRITICAL : Severity.WARNING;
    AlertText text = text(tenant, drifted);
    if (open.isEmpty()) {
      alerts.fire(tenant, model, "", AlertKind.DRIFT_CHECK, severity, text, now);
    } else if (!open.get().summary().equals(text.summary())) {
      boolean isNews = !open.get().title().equals(text.title());
      alerts.update(tenant, open.get(), severity, text, isNews, now);
    }
  }

  private AlertText text(Tenant tenant, List<Outcome> drifted) {
    Outcome worst = drifted.getFirst();
    String others =
        drifted.size() == 1 ? "" : " So do %d other checks.".formatted(drifted.size() - 1);
    String page = pages.drift(tenant, worst.model(), worst.report());
    return new AlertText(
        "%s: the check \"%s\" found drift in %d of %d columns"
            .formatted(worst.model(), worst.check(), worst.drifted(), worst.compared()),
        worst.summary() + others,
        List.of(
            "Look at the report, column by column: " + page,
            "See since when it is so, on the heat map: " + pages.drift(tenant, worst.model(), null),
            "If the change is meant, push a version with a baseline that shows it, or set a"
                + " threshold for the column."),
        new Evidence(
            worst.cost(),
            1,
            worst.rows(),
            new Window(worst.since(), worst.until()),
            worst.against() + ", in parts of what matters",
            List.of(),
            List.of()));
  }
}
