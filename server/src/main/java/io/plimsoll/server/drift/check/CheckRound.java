package io.plimsoll.server.drift.check;

import io.micrometer.core.instrument.MeterRegistry;
import io.plimsoll.server.drift.DriftModelStore;
import io.plimsoll.server.drift.settings.DriftSettingStore;
import io.plimsoll.server.drift.settings.FalseAlarms;
import io.plimsoll.server.drift.window.ComparisonQuestion;
import io.plimsoll.server.drift.window.Side;
import io.plimsoll.server.drift.window.Stretch;
import io.plimsoll.server.drift.window.WindowComparisons;
import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.stats.drift.FalseAlarmBudget;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Runs the checks that are due. A run that comes late compares the window that it would have
 * compared in time; one that is a week late is left out, counted and logged.
 */
@ApplicationScoped
public class CheckRound {
  private static final Logger LOG = Logger.getLogger(CheckRound.class);

  /** Rows of the window that are still on their way are waited for. */
  private static final Duration GRACE = Duration.ofSeconds(60);

  private static final Duration LATEST = Duration.ofDays(7);
  private static final Duration LONGEST_TRYING = Duration.ofHours(1);
  private static final int MOST_AT_ONCE = 50;

  private final CredentialStore tenants;
  private final CheckStore checks;
  private final ReportStore reports;
  private final DriftModelStore models;
  private final DriftSettingStore settings;
  private final WindowComparisons comparisons;
  private final InstantSource clock;
  private final MeterRegistry meters;

  public CheckRound(
      CredentialStore tenants,
      CheckStore checks,
      ReportStore reports,
      DriftModelStore models,
      DriftSettingStore settings,
      WindowComparisons comparisons,
      InstantSource clock,
      MeterRegistry meters) {
    this.tenants = tenants;
    this.checks = checks;
    this.reports = reports;
    this.models = models;
    this.settings = settings;
    this.comparisons = comparisons;
    this.clock = clock;
    this.meters = meters;
  }

  /** One look at all projects. */
  public void run() {
    for (Tenant tenant : tenants.allProjects()) {
      try {
        run(tenant);
      } catch (RuntimeException failure) {
        LOG.errorf(failure, "the checks of %s could not be run", tenant.projectSlug());
      }
    }
  }

  /** Runs what is due in one project; returns how many reports that made. */
  int run(Tenant tenant) {
    int made = 0;
    for (Check check : checks.due(tenant, clock.instant().minus(GRACE), MOST_AT_ONCE)) {
      try {
        made += runDue(tenant, check) ? 1 : 0;
      } catch (RuntimeException failure) {
        LOG.errorf(failure, "the check \"%s\" of %s could not be run", check.name(), check.model());
      }
    }
    return made;
  }

  private boolean runDue(Tenant tenant, Check check) {
    Instant now = clock.instant();
    Instant due = check.nextDue();
    Instant next = check.schedule().next(due);
    if (due.isBefore(now.minus(LATEST))) {
      skip(tenant, check, now.minus(LATEST));
      return false;
    }
    Finding finding;
    try {
      finding = find(tenant, check, due, now);
    } catch (RuntimeException failure) {
      // What fails may pass, so it is tried again; what does not pass must not block the next run.
      if (now.isBefore(due.plus(LONGEST_TRYING))) {
        throw failure;
      }
      LOG.errorf(failure, "the check \"%s\" of %s failed for good", check.name(), check.model());
      finding =
          Finding.failed(
              due, now, stretch(check, due), failure.getClass().getSimpleName() + ", see the log.");
    }
    boolean isStored = reports.store(tenant, check, finding, next).isPresent();
    if (isStored) {
      meters.counter("plimsoll.drift.checks", "outcome", finding.outcome().text()).increment();
    }
    return isStored;
  }

  private void skip(Tenant tenant, Check check, Instant earliest) {
    Instant next = check.schedule().next(earliest);
    if (checks.skip(tenant, check, next)) {
      meters.counter("plimsoll.drift.checks", "outcome", "skipped").increment();
      LOG.warnf(
          "the check \"%s\" of %s was due at %s; its runs up to %s are left out",
          check.name(), check.model(), check.nextDue(), next);
    }
  }

  /** Runs a check at once, for a window that ends now. */
  Optional<UUID> runNow(Tenant tenant, Check check) {
    Instant now = clock.instant();
    Instant end = now.truncatedTo(ChronoUnit.MILLIS);
    return reports.store(tenant, check, find(tenant, check, end, now));
  }

  private Finding find(Tenant tenant, Check check, Instant end, Instant now) {
    String version =
        Optional.ofNullable(check.version())
            .or(() -> models.currentVersion(tenant, check.model()))
            .orElse("");
    Stretch stretch = stretch(check, end);
    Report.Level level = level(tenant, check.model());
    ComparisonQuestion question =
        ComparisonQuestion.of(
            check.model(),
            reference(check, version, stretch),
            new Side.Window(version, stretch),
            level.level());
    return Finding.of(end, now, stretch, comparisons.compare(tenant, question, now), level);
  }

  private static Stretch stretch(Check check, Instant end) {
    return new Stretch(end.minusSeconds(check.windowSeconds()), end);
  }

  private static Side reference(Check check, String version, Stretch stretch) {
    String other = Optional.ofNullable(check.referenceVersion()).orElse(version);
    return switch (check.reference()) {
      case BASELINE -> new Side.Baseline(other);
      case PREVIOUS -> new Side.Window(other, stretch.before());
      case VERSION -> new Side.Window(other, stretch);
    };
  }

  /** How strict the checks of a model have to be for the false alarms that are accepted. */
  Report.Level level(Tenant tenant, String model) {
    FalseAlarms accepted = settings.falseAlarms(tenant, model);
    boolean isOfProject = accepted.setFor() == FalseAlarms.Origin.PROJECT;
    double perWeek = checks.timesPerWeek(tenant, model, isOfProject);
    Double alarms = accepted.perWeek();
    boolean isShared = settings.sharing(tenant, model, isOfProject).hasRule();
    double level =
        alarms == null || perWeek == 0
            ? FalseAlarmBudget.LAXEST
            : new FalseAlarmBudget(isShared ? alarms * FalseAlarms.HALF : alarms, perWeek).level();
    return new Report.Level(level, alarms, perWeek);
  }
}
