package io.plimsoll.server.monitor;

import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.monitor.AnomalyNewsStore.News;
import io.plimsoll.server.monitor.rules.AlertText;
import io.plimsoll.server.monitor.rules.Evidence;
import io.plimsoll.server.monitor.rules.Severity;
import io.plimsoll.server.monitor.rules.Window;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Tells people of anomalies of a model's traffic, errors and latency while they go on: one alert
 * for a model, about the one that is farthest off.
 */
@ApplicationScoped
public class AnomalyAlerts {
  private static final double HUNDRED = 100;

  private final EachProject projects;
  private final AnomalyNewsStore anomalies;
  private final AlertStore alerts;
  private final DashboardPages pages;
  private final InstantSource clock;

  public AnomalyAlerts(
      CredentialStore tenants,
      AnomalyNewsStore anomalies,
      AlertStore alerts,
      DashboardPages pages,
      InstantSource clock) {
    this.projects = new EachProject(tenants, "the anomalies");
    this.anomalies = anomalies;
    this.alerts = alerts;
    this.pages = pages;
    this.clock = clock;
  }

  /** One look at all projects. */
  public void run() {
    projects.look(this::follow);
  }

  private void follow(Tenant tenant) {
    Instant now = clock.instant();
    Map<String, News> worst = new LinkedHashMap<>();
    anomalies.current(tenant).forEach(news -> worst.putIfAbsent(news.model(), news));
    for (String model : alerts.firingModels(tenant, AlertKind.ANOMALY)) {
      if (!worst.containsKey(model)) {
        alerts
            .firing(tenant, model, AlertKind.ANOMALY)
            .ifPresent(
                alert ->
                    alerts.resolve(
                        tenant,
                        alert,
                        "Every series is as expected again, or was called expected.",
                        now));
      }
    }
    worst.forEach(
        (model, news) -> {
          Optional<Alert> open = alerts.firing(tenant, model, AlertKind.ANOMALY);
          AlertText text = text(tenant, news);
          if (open.isEmpty()) {
            alerts.fire(tenant, model, "", AlertKind.ANOMALY, Severity.WARNING, text, now);
          } else if (!open.get().summary().equals(text.summary())) {
            alerts.update(tenant, open.get(), Severity.WARNING, text, false, now);
          }
        });
  }

  private AlertText text(Tenant tenant, News news) {
    String side = news.value() > news.expected() ? "higher" : "lower";
    String what = words(news.measure());
    String page = pages.model(tenant, news.model());
    return new AlertText(
        "%s: %s is %s than expected".formatted(news.model(), what, side),
        "%s was %s where %s was expected, and %s to %s is usual. It goes on since %s UTC, over %d bucket%s; judged by %s."
            .formatted(
                capital(what),
                figure(news.measure(), news.value()),
                figure(news.measure(), news.expected()),
                figure(news.measure(), news.lower()),
                figure(news.measure(), news.upper()),
                news.from().toString().substring(0, 16).replace('T', ' '),
                news.points(),
                news.points() == 1 ? "" : "s",
                news.method().replace('_', ' ')),
        List.of(
            "Look at the series with what was expected of it: " + page + "?tab=traffic",
            "If it was to be expected, say so under Alerts → Anomalies: it is then kept out of what"
                + " the series is learned from.",
            "If such a change should pass, back-test a larger minimum effect and set it for the"
                + " series."),
        new Evidence(
            Math.abs(news.score()),
            news.threshold(),
            news.points(),
            new Window(news.from(), news.to()),
            "the spread around what the past of the series lets expect, which is "
                + figure(news.measure(), news.expected()),
            List.of(),
            List.of()));
  }

  private static String words(String measure) {
    return switch (measure) {
      case "traffic" -> "traffic";
      case "error_rate" -> "the error rate";
      default -> "latency (" + measure.substring(measure.indexOf('_') + 1) + ")";
    };
  }

  private static String figure(String measure, double value) {
    return switch (measure) {
      case "traffic" -> String.format(Locale.ROOT, "%,.0f requests", value);
      case "error_rate" -> String.format(Locale.ROOT, "%.1f %%", HUNDRED * value);
      default -> String.format(Locale.ROOT, "%,.1f ms", value);
    };
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
