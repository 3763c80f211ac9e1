package io.plimsoll.server.monitor;

import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.monitor.rules.AlertText;
import io.plimsoll.server.monitor.rules.RunTrouble;
import io.plimsoll.server.monitor.rules.SparkEvidence;
import io.plimsoll.server.monitor.rules.SparkRule;
import io.plimsoll.server.monitor.rules.SparkRuleKind;
import io.plimsoll.server.monitor.rules.StreamTrouble;
import io.plimsoll.server.spark.SparkApplication;
import io.plimsoll.server.spark.SparkState;
import io.plimsoll.server.spark.SparkWatch;
import io.plimsoll.server.spark.SparkWatch.Streaming;
import io.plimsoll.server.spark.TroubledRun;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells people of applications of Spark, by the four rules on them: one alert of a rule for a name,
 * however many runs it has. One on a failure goes on until a run of that name succeeds, or a week
 * has passed; what it says is of the run that failed last.
 */
@ApplicationScoped
public class SparkAlerts {
  /** Whoever has not run again for so long has been given up. */
  private static final Duration REMEMBERED = Duration.ofDays(7);

  private final EachProject projects;
  private final SparkRuleStore rules;
  private final SparkWatch watch;
  private final AlertStore alerts;
  private final DashboardPages pages;
  private final InstantSource clock;

  public SparkAlerts(
      CredentialStore tenants,
      SparkRuleStore rules,
      SparkWatch watch,
      AlertStore alerts,
      DashboardPages pages,
      InstantSource clock) {
    this.projects = new EachProject(tenants, "the applications of Spark");
    this.rules = rules;
    this.watch = watch;
    this.alerts = alerts;
    this.pages = pages;
    this.clock = clock;
  }

  /** One look at all projects. */
  public void run() {
    projects.look(this::look);
  }

  /** What an alert is about: there is one of a kind for a name at most. */
  private record Key(AlertKind kind, String application) {}

  /** What there is to be told of, by the name of the application. */
  private record Seen(
      Map<String, List<TroubledRun>> troubled, Map<String, List<Streaming>> streaming) {}

  private void look(Tenant tenant) {
    Map<Key, Alert> open = new HashMap<>();
    for (Alert alert : alerts.firingForApplications(tenant)) {
      open.put(new Key(alert.rule(), Objects.requireNonNull(alert.application())), alert);
    }
    Seen seen =
        new Seen(
            watch.troubled(tenant, REMEMBERED).stream()
                .collect(Collectors.groupingBy(each -> each.run().name())),
            watch.streaming(tenant).stream()
                .collect(Collectors.groupingBy(each -> each.run().name())));
    Set<String> names = new TreeSet<>(seen.troubled().keySet());
    names.addAll(seen.streaming().keySet());
    open.keySet().forEach(key -> names.add(key.application()));
    for (SparkRule rule : rules.list(tenant)) {
      for (String name : names) {
        follow(tenant, rule, name, open.get(new Key(AlertKind.of(rule.kind()), name)), seen);
      }
    }
  }

  private void follow(Tenant tenant, SparkRule rule, String name, @Nullable Alert open, Seen seen) {
    if (!rule.watches(name)) {
      resolve(tenant, open, rule.whyNot());
      return;
    }
    switch (rule.kind()) {
      case SPARK_FAILED, SPARK_LOST ->
          followRuns(tenant, rule, name, open, seen.troubled().getOrDefault(name, List.of()));
      case STREAM_BEHIND, STREAM_STUCK ->
          followStreams(tenant, rule, name, open, seen.streaming().getOrDefault(name, List.of()));
    }
  }

  private void followRuns(
      Tenant tenant,
      SparkRule rule,
      String name,
      @Nullable Alert open,
      List<TroubledRun> troubled) {
    Instant now = clock.instant();
    Optional<RunTrouble> found = RunTrouble.of(rule, troubled, now);
    if (found.isEmpty()) {
      resolve(tenant, open, open == null ? "" : end(tenant, open, troubled));
      return;
    }
    RunTrouble trouble = found.get();
    SparkApplication run = trouble.troubled().run();
    String page = pages.spark(tenant, run.id());
    if (open != null && run.id().equals(evidence(open).run())) {
      AlertText same = trouble.text(page, List.of()).with(open.advice());
      tell(tenant, rule, name, open, same, false);
    } else if (open != null || trouble.isNews()) {
      AlertText text = trouble.text(page, watch.advice(tenant, run));
      tell(tenant, rule, name, open, text, true);
    }
  }

  private void followStreams(
      Tenant tenant, SparkRule rule, String name, @Nullable Alert open, List<Streaming> streaming) {
    Set<String> before = open == null ? Set.of() : evidence(open).keys();
    Optional<StreamTrouble> found = StreamTrouble.of(rule, streaming, before);
    if (found.isEmpty()) {
      resolve(
          tenant,
          open,
          streaming.isEmpty()
              ? "None of its streaming queries is under way any more."
              : rule.kind() == SparkRuleKind.STREAM_STUCK
                  ? "Its queries make progress again."
                  : "Its queries keep up again.");
      return;
    }
    StreamTrouble trouble = found.get();
    boolean isNews = !trouble.keys().equals(before);
    tell(tenant, rule, name, open, trouble.text(pages.spark(tenant, trouble.run().id())), isNews);
  }

  private void tell(
      Tenant tenant,
      SparkRule rule,
      String name,
      @Nullable Alert open,
      AlertText text,
      boolean isNews) {
    Instant now = clock.instant();
    if (open == null) {
      alerts.fireForApplication(
          tenant, name, AlertKind.of(rule.kind()), rule.severity(), text, now);
    } else {
      alerts.update(tenant, open, rule.severity().worse(open.severity()), text, isNews, now);
    }
  }

  private void resolve(Tenant tenant, @Nullable Alert open, String why) {
    if (open != null) {
      alerts.resolve(tenant, open, why, clock.instant());
    }
  }

  /** Why a run is no trouble any more. */
  private String end(Tenant tenant, Alert open, List<TroubledRun> troubled) {
    SparkEvidence evidence = evidence(open);
    if (troubled.stream().anyMatch(each -> each.run().id().equals(evidence.run()))) {
      return "The rule has another threshold now, and this is below it.";
    }
    if (evidence.lastReportAt().isBefore(clock.instant().minus(REMEMBERED))) {
      return "No run of it has succeeded for a week; it is taken to be given up.";
    }
    boolean isOfLost = open.rule() == AlertKind.SPARK_LOST;
    Optional<SparkState> state = watch.find(tenant, evidence.run()).map(SparkApplication::status);
    if (isOfLost && state.isPresent() && state.get() != SparkState.LOST) {
      return state.get() == SparkState.RUNNING
          ? "The run %s is heard again.".formatted(evidence.applicationId())
          : "The run %s has ended: %s.".formatted(evidence.applicationId(), state.get().text());
    }
    return "A later run of it has succeeded, or its streams make progress.";
  }

  private static SparkEvidence evidence(Alert alert) {
    return Objects.requireNonNull(alert.evidence().spark(), "an alert on Spark without its run");
  }
}
