package io.plimsoll.server.drift.monitored;

import io.plimsoll.server.drift.Column;
import io.plimsoll.server.drift.DriftModelStore;
import io.plimsoll.server.drift.monitored.DriftReport.ModelAndVersion;
import io.plimsoll.server.drift.monitored.MonitoredStore.Rule;
import io.plimsoll.server.drift.settings.DriftSettingStore;
import io.plimsoll.server.drift.settings.RuleBudget;
import io.plimsoll.server.drift.window.BaselineStore;
import io.plimsoll.server.drift.window.Stretch;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.pipeline.ProfileWindowStore;
import io.plimsoll.server.pipeline.ProfileWindowStore.Traffic;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers the drift question for any window, from profiles alone. */
@ApplicationScoped
public class DriftReports {
  /** The monitor's window grows back this far in search of enough rows. */
  private static final Duration LONGEST_GROWTH = Duration.ofHours(24);

  private final DriftModelStore models;
  private final BaselineStore baselines;
  private final ProfileWindowStore profiles;
  private final MonitoredStore monitored;
  private final DriftSettingStore settings;
  private final RuleBudget budget;

  public DriftReports(
      DriftModelStore models,
      BaselineStore baselines,
      ProfileWindowStore profiles,
      MonitoredStore monitored,
      DriftSettingStore settings,
      RuleBudget budget) {
    this.models = models;
    this.baselines = baselines;
    this.profiles = profiles;
    this.monitored = monitored;
    this.settings = settings;
    this.budget = budget;
  }

  /**
   * The report of one model; without a version that of the one in production or, for a model that
   * runs elsewhere, of the one that answered last; without a stretch of time that of the monitor's
   * window.
   */
  Optional<DriftReport> find(
      Tenant tenant, String model, @Nullable String version, Optional<Stretch> asked, Instant now) {
    boolean isServed = models.isServed(tenant, model);
    Optional<String> current = models.currentVersion(tenant, model);
    if (!isServed && current.isEmpty()) {
      return Optional.empty();
    }
    Rule rule = monitored.rule(tenant);
    Optional<String> wanted = Optional.ofNullable(version).or(() -> current);
    if (wanted.isEmpty()) {
      Stretch range = asked.orElseGet(() -> last(rule.window(), now));
      return Optional.of(DriftReport.untouched(model, range, rule));
    }
    ModelAndVersion subject = new ModelAndVersion(model, wanted.get(), isServed);
    return Optional.of(report(tenant, subject, rule, asked, now));
  }

  private DriftReport report(
      Tenant tenant, ModelAndVersion subject, Rule rule, Optional<Stretch> asked, Instant now) {
    Stretch range = asked.orElseGet(() -> monitored(tenant, subject, rule, now)).wholeBuckets(now);
    RuleJudge judge =
        new RuleJudge(
            rule.threshold(),
            rule.minimumRows(),
            settings.columns(tenant, subject.model()),
            budget.level(tenant, subject.model()));
    return DriftReport.of(
        subject,
        range,
        rule,
        judge,
        baselines.find(tenant, subject.model(), subject.version()),
        profiles.read(
            tenant,
            new Traffic(subject.model(), subject.version(), range.from(), range.to()),
            Column::of));
  }

  /** Up to and including the present minute. */
  private static Stretch last(Duration length, Instant now) {
    Instant end = now.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
    return new Stretch(end.minus(length), end);
  }

  private Stretch monitored(Tenant tenant, ModelAndVersion subject, Rule rule, Instant now) {
    Instant end = last(rule.window(), now).to();
    Instant latest = now.minus(rule.window()).truncatedTo(ChronoUnit.MINUTES);
    Instant earliest = now.minus(LONGEST_GROWTH).truncatedTo(ChronoUnit.MINUTES);
    Instant start =
        monitored.windowStart(
            tenant,
            subject.model(),
            subject.version(),
            new Stretch(earliest, end),
            latest,
            rule.minimumRows());
    return new Stretch(start, end);
  }
}
