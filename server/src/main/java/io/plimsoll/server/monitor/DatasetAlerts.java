package io.plimsoll.server.monitor;

import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.monitor.DatasetWatchStore.FailedCheck;
import io.plimsoll.server.monitor.DatasetWatchStore.WatchedDataset;
import io.plimsoll.server.monitor.rules.AlertText;
import io.plimsoll.server.monitor.rules.Evidence;
import io.plimsoll.server.monitor.rules.Severity;
import io.plimsoll.server.monitor.rules.Window;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells people of datasets: an alert fires when a critical check of the latest batch fails and
 * resolves when a later batch passes all of them; another fires when the next batch does not come
 * in time and resolves when one does.
 */
@ApplicationScoped
public class DatasetAlerts {
  private static final int NAMED = 5;

  private final EachProject projects;
  private final DatasetWatchStore datasets;
  private final AlertStore alerts;
  private final DashboardPages pages;
  private final InstantSource clock;

  public DatasetAlerts(
      CredentialStore tenants,
      DatasetWatchStore datasets,
      AlertStore alerts,
      DashboardPages pages,
      InstantSource clock) {
    this.projects = new EachProject(tenants, "the datasets");
    this.datasets = datasets;
    this.alerts = alerts;
    this.pages = pages;
    this.clock = clock;
  }

  /** One look at all projects. */
  public void run() {
    projects.look(this::look);
  }

  private void look(Tenant tenant) {
    Instant now = clock.instant();
    Map<String, Alert> open =
        alerts.firingForDatasets(tenant).stream()
            .collect(
                Collectors.toMap(
                    alert -> key(alert.rule(), Objects.requireNonNull(alert.dataset())),
                    Function.identity()));
    for (WatchedDataset dataset : datasets.watched(tenant)) {
      follow(
          tenant,
          dataset,
          AlertKind.QUALITY,
          open.remove(key(AlertKind.QUALITY, dataset.name())),
          !dataset.failed().isEmpty(),
          now);
      follow(
          tenant,
          dataset,
          AlertKind.FRESHNESS,
          open.remove(key(AlertKind.FRESHNESS, dataset.name())),
          isOverdue(dataset, now),
          now);
    }
    open.values()
        .forEach(
            forgotten ->
                alerts.resolve(
                    tenant,
                    forgotten,
                    "There was no batch for so long that the dataset was forgotten.",
                    now));
  }

  private void follow(
      Tenant tenant,
      WatchedDataset dataset,
      AlertKind kind,
      @Nullable Alert open,
      boolean isWrong,
      Instant now) {
    boolean isQuality = kind == AlertKind.QUALITY;
    if (!isWrong) {
      if (open != null) {
        alerts.resolve(tenant, open, resolution(dataset, isQuality), now);
      }
      return;
    }
    AlertText text = isQuality ? failing(tenant, dataset) : overdue(tenant, dataset, now);
    Severity severity = isQuality ? Severity.CRITICAL : Severity.WARNING;
    if (open == null) {
      alerts.fireForDataset(tenant, dataset.name(), kind, severity, text, now);
    } else {
      boolean isNews = isQuality && !text.summary().equals(open.summary());
      alerts.update(tenant, open, severity, text, isNews, now);
    }
  }

  private static String resolution(WatchedDataset dataset, boolean isQuality) {
    if (!isQuality) {
      return "A batch of %s came, of %s.".formatted(rows(dataset), dataset.batchAt());
    }
    return dataset.checks() == 0
        ? "The batch of %s was sent without any check.".formatted(dataset.batchAt())
        : "The batch of %s passed all critical checks.".formatted(dataset.batchAt());
  }

  private AlertText failing(Tenant tenant, WatchedDataset dataset) {
    List<FailedCheck> failed = dataset.failed();
    String named =
        failed.stream()
            .limit(NAMED)
            .map(check -> check.check() + ": " + check.message())
            .collect(Collectors.joining("; "));
    int more = failed.size() - NAMED;
    List<String> advice =
        Stream.concat(
                failed.stream()
                    .filter(check -> check.description() != null)
                    .limit(NAMED)
                    .map(check -> "%s: %s".formatted(check.check(), check.description())),
                Stream.of(
                    "See since when it fails, and what else changed in that batch: "
                        + pages.dataset(tenant, dataset.name()),
                    "Keep such a batch from being used: plimsoll.check(…, raise_on=\"critical\") ends the step."))
            .toList();
    return new AlertText(
        failed.size() == 1
            ? "%s: %s failed".formatted(dataset.name(), failed.getFirst().check())
            : "%s: %d critical checks failed".formatted(dataset.name(), failed.size()),
        "The batch of %s, %s. %s%s."
            .formatted(
                dataset.batchAt(),
                rows(dataset),
                named,
                more > 0 ? "; and %d more".formatted(more) : ""),
        advice,
        new Evidence(
            failed.size(),
            0,
            dataset.rows(),
            new Window(dataset.batchAt(), dataset.batchAt()),
            "what %s expects".formatted(suite(dataset)),
            List.of(),
            List.of()));
  }

  private AlertText overdue(Tenant tenant, WatchedDataset dataset, Instant now) {
    long every = Objects.requireNonNull(dataset.everySeconds());
    return new AlertText(
        "%s: no batch for longer than %s".formatted(dataset.name(), length(every)),
        "The latest batch, of %s, is of %s; the next was to follow within %s."
            .formatted(rows(dataset), dataset.batchAt(), length(every)),
        List.of(
            "See whether the step that writes it ran, and how it ended, under Pipelines.",
            "See how often batches came before: " + pages.dataset(tenant, dataset.name())),
        new Evidence(
            Duration.between(dataset.batchAt(), now).toSeconds(),
            every,
            dataset.rows(),
            new Window(dataset.batchAt(), now),
            "how soon %s says that a batch follows".formatted(suite(dataset)),
            List.of(),
            List.of()));
  }

  private static boolean isOverdue(WatchedDataset dataset, Instant now) {
    Long every = dataset.everySeconds();
    return every != null && now.isAfter(dataset.batchAt().plusSeconds(every));
  }

  private static String rows(WatchedDataset dataset) {
    return String.format(Locale.ROOT, "%,d row%s", dataset.rows(), dataset.rows() == 1 ? "" : "s");
  }

  private static String suite(WatchedDataset dataset) {
    return dataset.suite() == null ? "its sender" : "the suite " + dataset.suite();
  }

  private static String length(long seconds) {
    if (seconds % 86_400 == 0) {
      return seconds == 86_400 ? "24 hours" : seconds / 86_400 + " days";
    }
    if (seconds % 3_600 == 0) {
      return seconds / 3_600 + " h";
    }
    return seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
  }

  private static String key(AlertKind kind, String dataset) {
    return kind.text() + " " + dataset;
  }
}
