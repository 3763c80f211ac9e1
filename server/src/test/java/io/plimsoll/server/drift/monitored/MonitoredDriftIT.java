package io.plimsoll.server.drift.monitored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.plimsoll.server.drift.DriftModelStore;
import io.plimsoll.server.drift.monitored.FeatureDrift.Verdict;
import io.plimsoll.server.drift.settings.DriftSettingStore;
import io.plimsoll.server.drift.settings.RuleBudget;
import io.plimsoll.server.drift.window.BaselineStore;
import io.plimsoll.server.drift.window.Stretch;
import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.insight.Registered;
import io.plimsoll.server.pipeline.ProfileCompaction;
import io.plimsoll.server.pipeline.ProfileWindowStore;
import io.plimsoll.server.pipeline.StoredEvents;
import io.plimsoll.server.platform.config.ConfigLoader;
import io.plimsoll.server.testing.TestDatabase;
import io.plimsoll.stats.CategoricalProfile;
import io.plimsoll.stats.NumericProfile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the monitor's rule sees of a model, and what it measured over time. */
class MonitoredDriftIT {
  private static final Instant NOW = Instant.parse("2026-11-21T12:34:30Z");
  private static final String MODEL = "flights";

  private final TestDatabase test = TestDatabase.create();
  private final MonitoredStore drift =
      new MonitoredStore(test.database(), new ConfigLoader().load(Path.of("target")));
  private final DriftReports reports =
      new DriftReports(
          new DriftModelStore(test.database(), new ConfigLoader().load(Path.of("target"))),
          new BaselineStore(test.database()),
          new ProfileWindowStore(test.database()),
          drift,
          new DriftSettingStore(test.database()),
          new RuleBudget(
              new DriftSettingStore(test.database()), new ConfigLoader().load(Path.of("target"))));
  private final Tenant acme = test.tenant("acme", "main");
  private final Tenant other = test.tenant("other", "main");
  private final Registered registered = new Registered(test, acme);
  private final StoredEvents events = new StoredEvents(test.database(), acme);

  @BeforeEach
  void register() {
    registered.model(MODEL);
    UUID version = registered.version(MODEL, 1, NOW);
    registered.production(MODEL, 1, "deploy", NOW);
    NumericProfile temperatures = new NumericProfile();
    CategoricalProfile carriers = new CategoricalProfile();
    for (int row = 0; row < 1_000; row++) {
      temperatures.update(row % 100);
      carriers.update(row % 2 == 0 ? "UA" : "DL");
    }
    registered.baseline(version, "feature", "temp", temperatures, NOW);
    registered.baseline(version, "feature", "carrier", carriers, NOW);
  }

  @AfterEach
  void stop() {
    test.close();
  }

  @Test
  void comparesTheMonitorsWindowWithTheBaseline() {
    send(Duration.ofMinutes(1), 300, 200);

    DriftReport report = report(Optional.empty());

    assertThat(report.version()).isEqualTo("1");
    assertThat(report.rows()).isEqualTo(300);
    assertThat(report.from()).isEqualTo(Instant.parse("2026-11-21T12:29:00Z"));
    assertThat(report.to()).isEqualTo(Instant.parse("2026-11-21T12:35:00Z"));
    assertThat(report.reason()).isNull();
    assertThat(report.baseline()).isEqualTo(new BaselineStore.Source("baseline.csv", 1_000, NOW));
    assertThat(report.features())
        .extracting(FeatureDrift::name, FeatureDrift::verdict)
        .containsExactly(
            tuple("temp", Verdict.DRIFTED),
            tuple("carrier", Verdict.STABLE),
            tuple("label", Verdict.NO_BASELINE));
  }

  @Test
  void showsBothDistributionsOfAFeatureThatMoved() {
    send(Duration.ofMinutes(1), 300, 200);

    FeatureDrift temperature = report(Optional.empty()).features().getFirst();

    assertThat(temperature.psi()).isGreaterThan(1);
    assertThat(temperature.noise()).isBetween(0.0, 0.1);
    assertThat(temperature.baselineMean()).isCloseTo(49.5, within(1e-9));
    assertThat(temperature.currentMean()).isCloseTo(249.5, within(1e-9));
    assertThat(temperature.bins().stream().mapToDouble(FeatureDrift.Bar::baseline).sum())
        .isCloseTo(1, within(1e-9));
    assertThat(temperature.bins().stream().mapToDouble(FeatureDrift.Bar::current).sum())
        .isCloseTo(1, within(1e-9));
  }

  @Test
  void growsTheWindowBackUntilThereAreEnoughRows() {
    send(Duration.ofMinutes(1), 100, 0);
    send(Duration.ofMinutes(40), 200, 0);
    send(Duration.ofMinutes(80), 200, 0);

    DriftReport report = report(Optional.empty());

    assertThat(report.rows()).isEqualTo(300);
    assertThat(report.from()).isEqualTo(Instant.parse("2026-11-21T11:54:00Z"));
  }

  @Test
  void growsNoFurtherThanADay() {
    send(Duration.ofMinutes(1), 100, 0);
    send(Duration.ofHours(30), 500, 0);

    DriftReport report = report(Optional.empty());

    assertThat(report.rows()).isEqualTo(100);
    assertThat(report.features())
        .filteredOn(each -> each.name().equals("temp"))
        .extracting(FeatureDrift::verdict)
        .containsExactly(Verdict.TOO_FEW_ROWS);
  }

  @Test
  void answersForAnyOtherWindow() {
    send(Duration.ofMinutes(1), 300, 200);
    send(Duration.ofHours(1), 400, 0);

    DriftReport report = report(Optional.of(around(Duration.ofHours(1))));

    assertThat(report.rows()).isEqualTo(400);
    assertThat(report.features())
        .filteredOn(each -> each.name().equals("temp"))
        .extracting(FeatureDrift::verdict)
        .containsExactly(Verdict.STABLE);
  }

  @Test
  void saysWhyThereIsNothingToCompare() {
    assertThat(report(Optional.empty()).reason()).contains("No predictions");

    registered.model("bare");
    registered.version("bare", 1, NOW);
    registered.production("bare", 1, "deploy", NOW);
    events.answered(NOW.minusSeconds(60), "bare", "1", Map.of("x", 1), 1);
    events.answered(NOW.minusSeconds(60), "observed", "", Map.of("x", 1), 1);
    events.store();

    assertThat(reports.find(acme, "bare", null, Optional.empty(), NOW).orElseThrow().reason())
        .contains("Version 1")
        .contains("baseline.csv");
    DriftReport observed =
        reports.find(acme, "observed", null, Optional.empty(), NOW).orElseThrow();
    assertThat(observed.reason()).contains("runs elsewhere");
    assertThat(observed.version()).isNull();
    assertThat(observed.features())
        .extracting(FeatureDrift::name, FeatureDrift::verdict)
        .contains(tuple("x", Verdict.NO_BASELINE));
  }

  @Test
  void countsRowsOfAnotherTypeAsRowsWithoutAValue() {
    for (int row = 0; row < 300; row++) {
      events.answered(NOW.minusSeconds(60), MODEL, "1", Map.of("temp", "hot"), 1);
    }
    events.store();

    FeatureDrift temperature = report(Optional.empty()).features().getFirst();

    assertThat(temperature.name()).isEqualTo("temp");
    assertThat(temperature.currentMissing()).isEqualTo(300);
    assertThat(temperature.verdict()).isEqualTo(Verdict.DRIFTED);
  }

  @Test
  void findsTheSameAfterOldMinutesWereMergedIntoHours() {
    for (int minutes = 240; minutes < 360; minutes += 7) {
      send(Duration.ofMinutes(minutes), 50, minutes / 10.0);
    }
    Stretch range = new Stretch(NOW.minus(Duration.ofHours(6)), NOW);
    DriftReport before = report(Optional.of(range));

    int saved = compaction().compact(acme);

    assertThat(saved).isPositive();
    DriftReport after = report(Optional.of(range));
    assertThat(after.rows()).isEqualTo(before.rows()).isEqualTo(18 * 50);
    assertThat(after.features())
        .extracting(FeatureDrift::name)
        .containsExactlyElementsOf(before.features().stream().map(FeatureDrift::name).toList());
    assertThat(after.features().getFirst().psi())
        .isCloseTo(psi(before.features().getFirst()), within(0.02));
    assertThat(compaction().compact(acme)).isZero();
  }

  @Test
  void mergesALateEventIntoItsHourWithTheNextRun() {
    send(Duration.ofHours(5), 100, 0);
    compaction().compact(acme);
    send(Duration.ofHours(5), 20, 0);

    assertThat(compaction().compact(acme)).isPositive();

    Stretch day = new Stretch(NOW.minus(Duration.ofDays(1)), NOW);
    assertThat(report(Optional.of(day)).rows()).isEqualTo(120);
  }

  @Test
  void takesInWholeHoursWhereMinutesAreNotKept() {
    send(Duration.ofHours(5), 100, 0);
    compaction().compact(acme);

    DriftReport report = report(Optional.of(around(Duration.ofHours(5))));

    assertThat(report.from()).isEqualTo(Instant.parse("2026-11-21T07:00:00Z"));
    assertThat(report.to()).isEqualTo(Instant.parse("2026-11-21T08:00:00Z"));
    assertThat(report.rows()).isEqualTo(100);
  }

  @Test
  void drawsTheHistoryWithTheHighestValueOfEachStretch() {
    Instant hourAgo = NOW.minus(Duration.ofHours(1));
    for (int minute = 0; minute < 30; minute++) {
      registered.drift("temp", minute == 17 ? 0.9 : 0.1, hourAgo.plusSeconds(60L * minute));
    }
    registered.drift("wind", 0.05, hourAgo);

    assertThat(drift.history(acme, MODEL, new Stretch(NOW.minus(Duration.ofDays(1)), NOW)))
        .hasSize(2)
        .first()
        .satisfies(
            temperature -> {
              assertThat(temperature.name()).isEqualTo("temp");
              assertThat(temperature.points()).hasSizeLessThan(10);
              assertThat(temperature.points())
                  .extracting(MonitoredStore.Point::psi)
                  .contains(0.9, 0.1);
            });
  }

  @Test
  void showsAnotherTenantNothing() {
    send(Duration.ofMinutes(1), 300, 200);
    registered.drift("temp", 0.9, NOW);

    assertThat(reports.find(other, MODEL, null, Optional.empty(), NOW)).isEmpty();
    assertThat(
            drift.history(
                other, MODEL, new Stretch(NOW.minus(Duration.ofDays(1)), NOW.plusSeconds(60))))
        .isEmpty();
    assertThat(compaction().compact(other)).isZero();
  }

  private void send(Duration ago, int rows, double shift) {
    for (int row = 0; row < rows; row++) {
      Map<String, Object> features =
          Map.of("temp", row % 100 + shift, "carrier", row % 2 == 0 ? "UA" : "DL");
      events.answered(NOW.minus(ago), MODEL, "1", features, 1);
    }
    events.store();
  }

  private DriftReport report(Optional<Stretch> asked) {
    return reports.find(acme, MODEL, null, asked, NOW).orElseThrow();
  }

  private ProfileCompaction compaction() {
    return new ProfileCompaction(test.database(), new CredentialStore(test.database()), () -> NOW);
  }

  private static Stretch around(Duration ago) {
    return new Stretch(NOW.minus(ago).minusSeconds(60), NOW.minus(ago).plusSeconds(60));
  }

  private static double psi(FeatureDrift drift) {
    Double psi = drift.psi();
    return psi == null ? Double.NaN : psi;
  }
}
