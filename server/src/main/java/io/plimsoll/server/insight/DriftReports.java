package io.plimsoll.server.insight;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.insight.DriftReport.ModelAndVersion;
import io.plimsoll.server.insight.DriftStore.Rule;
import io.plimsoll.server.pipeline.ProfileGrain;
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

  private final CatalogueStore catalogue;
  private final TrafficStore traffic;
  private final ProfileStore profiles;
  private final DriftStore drift;

  public DriftReports(
      CatalogueStore catalogue, TrafficStore traffic, ProfileStore profiles, DriftStore drift) {
    this.catalogue = catalogue;
    this.traffic = traffic;
    this.profiles = profiles;
    this.drift = drift;
  }

  /**
   * The report of one model; without a version that of the one in production or, for a model that
   * runs elsewhere, of the one that answered last; without a range that of the monitor's window.
   */
  Optional<DriftReport> find(
      Tenant tenant,
      String model,
      @Nullable String version,
      Optional<TimeRange> asked,
      Instant now) {
    Optional<CatalogueStore.Served> served =
        catalogue.served(tenant).stream().filter(each -> each.name().equals(model)).findFirst();
    Optional<TrafficStore.LastSeen> seen = Optional.ofNullable(traffic.lastSeen(tenant).get(model));
    if (served.isEmpty() && seen.isEmpty()) {
      return Optional.empty();
    }
    Rule rule = drift.rule(tenant);
    Optional<String> wanted =
        Optional.ofNullable(version)
            .or(
                () ->
                    served
                        .flatMap(each -> Optional.ofNullable(each.production()))
                        .map(String::valueOf))
            .or(() -> seen.map(TrafficStore.LastSeen::version));
    if (wanted.isEmpty()) {
      TimeRange range = asked.orElseGet(() -> TimeRange.last(rule.window(), now));
      return Optional.of(DriftReport.untouched(model, range, rule));
    }
    ModelAndVersion subject = new ModelAndVersion(model, wanted.get(), served.isPresent());
    return Optional.of(report(tenant, subject, rule, asked, now));
  }

  private DriftReport report(
      Tenant tenant, ModelAndVersion subject, Rule rule, Optional<TimeRange> asked, Instant now) {
    TimeRange wanted = asked.orElseGet(() -> monitored(tenant, subject, rule, now));
    TimeRange range =
        new TimeRange(
            ProfileGrain.startOfBucket(wanted.from(), now),
            ProfileGrain.endOfBucket(wanted.to(), now));
    return DriftReport.of(
        subject,
        range,
        rule,
        profiles.baseline(tenant, subject.model(), subject.version()),
        profiles.window(tenant, subject.model(), subject.version(), range));
  }

  private TimeRange monitored(Tenant tenant, ModelAndVersion subject, Rule rule, Instant now) {
    TimeRange last =
        TimeRange.last(rule.window(), now)
            .startingAt(now.minus(rule.window()).truncatedTo(ChronoUnit.MINUTES));
    Instant earliest = now.minus(LONGEST_GROWTH).truncatedTo(ChronoUnit.MINUTES);
    return last.startingAt(
        traffic.windowStart(
            tenant,
            subject.model(),
            subject.version(),
            new TimeRange(earliest, last.to()),
            last.from(),
            rule.minimumRows()));
  }
}
