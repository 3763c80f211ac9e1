package io.plimsoll.server.monitor;

import io.plimsoll.server.drift.Column;
import io.plimsoll.server.drift.monitored.RuleJudge;
import io.plimsoll.server.drift.settings.DriftSettingStore;
import io.plimsoll.server.drift.settings.RuleBudget;
import io.plimsoll.server.drift.window.BaselineStore;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.monitor.TrafficStore.Series;
import io.plimsoll.server.monitor.rules.Assessment;
import io.plimsoll.server.monitor.rules.Circumstances;
import io.plimsoll.server.monitor.rules.DriftRule;
import io.plimsoll.server.monitor.rules.ErrorRule;
import io.plimsoll.server.monitor.rules.LatencyRule;
import io.plimsoll.server.monitor.rules.Rule;
import io.plimsoll.server.monitor.rules.RuleKind;
import io.plimsoll.server.monitor.rules.Window;
import io.plimsoll.server.pipeline.MergedProfile;
import io.plimsoll.server.pipeline.ProfileGrain;
import io.plimsoll.server.pipeline.ProfileWindowStore;
import io.plimsoll.server.pipeline.ProfileWindowStore.Traffic;
import io.plimsoll.stats.NumericProfile;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/** Brings the traffic of a version and the rules together. */
@ApplicationScoped
public class Assessor {
  private static final double HALF = 0.5;

  private final TrafficStore traffic;
  private final JudgementStore judgements;
  private final BaselineStore baselines;
  private final ProfileWindowStore profiles;
  private final DriftSettingStore settings;
  private final RuleBudget budget;
  private final DashboardPages pages;

  public Assessor(
      TrafficStore traffic,
      JudgementStore judgements,
      BaselineStore baselines,
      ProfileWindowStore profiles,
      DriftSettingStore settings,
      RuleBudget budget,
      DashboardPages pages) {
    this.traffic = traffic;
    this.judgements = judgements;
    this.baselines = baselines;
    this.profiles = profiles;
    this.settings = settings;
    this.budget = budget;
    this.pages = pages;
  }

  /** What each rule finds. */
  List<Assessment> assess(Tenant tenant, Watched watched, List<Rule> rules, Instant now) {
    Instant dayAgo = Window.start(now, Window.LONGEST);
    NavigableMap<Instant, Long> rows = traffic.counts(tenant, watched, Series.ROWS, dayAgo);
    return rules.stream().map(rule -> assess(tenant, watched, rule, rows, now)).toList();
  }

  private Assessment assess(
      Tenant tenant, Watched watched, Rule rule, NavigableMap<Instant, Long> rows, Instant now) {
    return switch (rule.kind()) {
      case DRIFT -> drift(tenant, watched, rule, rows, now);
      case ERRORS -> errors(tenant, watched, rule, rows, now);
      case LATENCY -> latency(tenant, watched, rule, rows, now);
    };
  }

  private Assessment drift(
      Tenant tenant, Watched watched, Rule rule, NavigableMap<Instant, Long> rows, Instant now) {
    Window window = Window.grown(now, rule.window(), rule.minimumRows(), rows);
    Optional<BaselineStore.Baseline> baseline =
        watched
            .deployment()
            .flatMap(deployed -> baselines.find(tenant, watched.model(), watched.version()));
    Map<Column, MergedProfile> values =
        profiles.read(
            tenant,
            new Traffic(
                watched.model(),
                watched.version(),
                ProfileGrain.startOfBucket(window.from(), now),
                ProfileGrain.endOfBucket(now, now)),
            Column::of);
    RuleJudge judge =
        new RuleJudge(
            rule.threshold(),
            rule.minimumRows(),
            settings.columns(tenant, watched.model()),
            budget.level(tenant, watched.model()));
    return DriftRule.assess(
        rule,
        watched.version(),
        window,
        baseline
            .map(BaselineStore.Baseline::source)
            .map(source -> new DriftRule.Baseline(source.source(), source.rows()))
            .orElse(DriftRule.Baseline.NONE),
        values.values().stream().mapToLong(each -> each.prevailing().rows()).max().orElse(0),
        judge.judge(baseline.map(BaselineStore.Baseline::columns).orElseGet(Map::of), values));
  }

  private Assessment errors(
      Tenant tenant, Watched watched, Rule rule, NavigableMap<Instant, Long> rows, Instant now) {
    Window window = Window.grown(now, rule.window(), rule.minimumRows(), rows);
    Instant recent = recent(rule, now);
    NavigableMap<Instant, Long> failed =
        traffic.counts(tenant, watched, Series.ERRORS, earlier(window.from(), recent));
    return ErrorRule.assess(
        rule,
        watched.version(),
        window,
        new ErrorRule.Requests(sum(rows, window.from()), sum(failed, window.from())),
        new ErrorRule.Requests(sum(rows, recent), sum(failed, recent)));
  }

  private Assessment latency(
      Tenant tenant, Watched watched, Rule rule, NavigableMap<Instant, Long> rows, Instant now) {
    Window window = Window.grown(now, rule.window(), rule.minimumRows(), rows);
    Optional<LatencyRule.Baseline> baseline = latencyBaseline(tenant, watched, rows, now);
    if (baseline.isEmpty()) {
      NumericProfile none = new NumericProfile();
      return LatencyRule.assess(rule, watched.version(), window, baseline, none, none);
    }
    return LatencyRule.assess(
        rule,
        watched.version(),
        window,
        baseline,
        traffic.latencies(tenant, watched, window.from()),
        traffic.latencies(tenant, watched, recent(rule, now)));
  }

  private Optional<LatencyRule.Baseline> latencyBaseline(
      Tenant tenant, Watched watched, NavigableMap<Instant, Long> rows, Instant now) {
    Optional<LatencyRule.Baseline> known = judgements.latencyBaseline(tenant, watched);
    if (known.isPresent() || rows.isEmpty()) {
      return known;
    }
    NumericProfile first = traffic.firstLatencies(tenant, watched, now, LatencyRule.BASELINE_ROWS);
    if (first.count() < LatencyRule.BASELINE_ROWS) {
      return Optional.empty();
    }
    judgements.learnLatency(tenant, watched, LatencyRule.Baseline.of(first), now);
    return judgements.latencyBaseline(tenant, watched);
  }

  /** What an alert's words need beside its numbers; only asked for when there is an alert. */
  Circumstances circumstances(Tenant tenant, Watched watched, Assessment assessment) {
    boolean isError = assessment.kind() == RuleKind.ERRORS;
    boolean isLatency = assessment.kind() == RuleKind.LATENCY;
    return new Circumstances(
        watched.model(),
        pages.model(tenant, watched.model()),
        watched.deployment().flatMap(Watched.Deployment::previousVersion),
        watched.deployment().map(Watched.Deployment::liveSince),
        isError ? traffic.failures(tenant, watched, assessment.window()) : List.of(),
        isLatency
            ? traffic.latencies(tenant, watched, assessment.window().from()).quantile(HALF)
            : Double.NaN);
  }

  /** The start of the last two windows' length. */
  private static Instant recent(Rule rule, Instant now) {
    return Window.start(now, rule.window().multipliedBy(2));
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static long sum(NavigableMap<Instant, Long> counts, Instant from) {
    return counts.tailMap(from, true).values().stream().mapToLong(Long::longValue).sum();
  }
}
