package io.plimsoll.server.drift.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plimsoll.server.drift.DriftScene;
import io.plimsoll.server.drift.settings.DriftSettingStore;
import io.plimsoll.server.drift.settings.RuleBudget;
import io.plimsoll.server.drift.window.BaselineStore;
import io.plimsoll.server.drift.window.ComparedColumn;
import io.plimsoll.server.drift.window.WindowComparisons;
import io.plimsoll.server.drift.window.WindowStore;
import io.plimsoll.server.pipeline.ProfileWindowStore;
import io.plimsoll.server.platform.config.ConfigLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Checks on their schedule, with a clock that the test moves. */
class ChecksIT {
  private static final Schedule HOURLY = new Schedule(Schedule.Kind.HOURLY, null, null, null);
  private static final Instant ONE = Instant.parse("2026-11-21T13:00:00Z");

  private final DriftScene scene = new DriftScene();
  private final DriftSettingStore settings = new DriftSettingStore(scene.test.database());
  private final CheckStore checks = new CheckStore(scene.test.database());
  private final ReportStore reports = new ReportStore(scene.test.database());
  private final CheckRound round = round();

  private CheckRound round() {
    WindowStore windows =
        new WindowStore(
            new BaselineStore(scene.test.database()),
            new ProfileWindowStore(scene.test.database()));
    return new CheckRound(
        scene.tenants,
        checks,
        reports,
        scene.models,
        settings,
        new WindowComparisons(windows, scene.models, settings),
        scene,
        scene.meters);
  }

  @BeforeEach
  void deploy() {
    scene.deploy();
  }

  @AfterEach
  void stop() {
    scene.close();
  }

  @Test
  void reportsOfEachTimeAtWhichItWasDueExactlyOnceWhoeverSharesTheSchedule() throws Exception {
    create("hourly", 3_600);
    scene.send(ONE.minus(Duration.ofMinutes(20)), 400, 40);
    assertThat(round.run(scene.acme)).as("not due yet").isZero();
    scene.pass(Duration.ofMinutes(27));

    List<Callable<Integer>> processes =
        IntStream.range(0, 6)
            .<Callable<Integer>>mapToObj(process -> () -> round().run(scene.acme))
            .toList();
    int made = 0;
    try (ExecutorService pool = Executors.newFixedThreadPool(6)) {
      for (var result : pool.invokeAll(processes)) {
        made += result.get();
      }
    }

    assertThat(made).isOne();
    List<Report.Line> lines = lines();
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst().outcome()).isEqualTo(Report.Outcome.DRIFTED);
    assertThat(lines.getFirst().dueAt()).isEqualTo(ONE);
    assertThat(lines.getFirst().rows()).isEqualTo(400);
    assertThat(lines.getFirst().summary()).contains("1 of 2 columns drifted").contains("temp");

    // Three hours without a process: the runs are made up for, each with its own window.
    scene.pass(Duration.ofHours(3));
    int late = 0;
    for (int look = 0; look < 4; look++) {
      late += round.run(scene.acme);
    }
    assertThat(late).isEqualTo(3);
    assertThat(lines()).hasSize(4);
    assertThat(lines().getFirst().outcome())
        .as("missing data is no statement about drift")
        .isEqualTo(Report.Outcome.NO_DATA);
    assertThat(lines().getFirst().summary()).contains("No predictions came in");

    Report now = reports.find(scene.acme, DriftScene.MODEL, lines.getFirst().id()).orElseThrow();
    Report.Body body = Objects.requireNonNull(now.body());
    ComparedColumn worst = body.comparison().features().getFirst();
    assertThat(Objects.requireNonNull(worst.comparison()).method()).isEqualTo("wasserstein.sketch");
    assertThat(body.level().level()).isEqualTo(0.05);
    String html = ReportHtml.of("<flights>", now);
    assertThat(html).contains("&lt;flights&gt;", "wasserstein.sketch").doesNotContain("<flights>");
    Report later = reports.find(scene.acme, DriftScene.MODEL, lines().get(2).id()).orElseThrow();
    ReportDifference difference = ReportDifference.between(now, later);
    assertThat(difference.columns().getFirst().change())
        .isEqualTo(ReportDifference.Change.NOT_COMPARABLE);
    assertThat(reports.before(scene.acme, later.line()).orElseThrow().line().id())
        .isEqualTo(now.line().id());
    assertThat(reports.list(scene.other, DriftScene.MODEL, null, null, 10)).isEmpty();
    assertThat(checks.list(scene.other, DriftScene.MODEL)).isEmpty();
  }

  @Test
  void leavesOutWhatIsAWeekLateAndGoesOn() {
    create("hourly", 3_600);

    scene.pass(Duration.ofDays(9));
    round.run(scene.acme);

    assertThat(lines()).isEmpty();
    Check check = checks.list(scene.acme, DriftScene.MODEL).getFirst();
    assertThat(check.nextDue()).isAfter(scene.instant().minus(Duration.ofDays(8)));
    assertThat(scene.meters.counter("plimsoll.drift.checks", "outcome", "skipped").count())
        .isEqualTo(1);
    assertThat(round.run(scene.acme)).isOne();
  }

  @Test
  void getsItsLevelFromTheFalseAlarmsThatAreAccepted() {
    create("hourly", 3_600);
    create("hourly too", 7_200);
    assertThat(round.level(scene.acme, DriftScene.MODEL).level()).isEqualTo(0.05);

    scene
        .test
        .owner()
        .useHandle(
            handle ->
                handle.execute(
                    """
                    INSERT INTO drift_budgets (project_id, model, alarms_per_week, changed_by, changed_at)
                    VALUES (?, '', 1, 'ann@example.org', now())
                    """,
                    scene.acme.project().value()));

    Report.Level level = round.level(scene.acme, DriftScene.MODEL);
    assertThat(level.alarmsPerWeek()).isEqualTo(1);
    assertThat(level.checksPerWeek()).isEqualTo(336);
    assertThat(level.level()).as("half is the rule's").isCloseTo(0.5 / 336, within(1e-12));
    RuleBudget rule =
        new RuleBudget(
            new DriftSettingStore(scene.test.database()),
            new ConfigLoader().load(Path.of("target")));
    assertThat(rule.level(scene.acme, DriftScene.MODEL))
        .as("of a look every five seconds")
        .isCloseTo(0.5 / 120_960, within(1e-12));
    assertThat(rule.level(scene.other, DriftScene.MODEL))
        .as("one a week where nobody said anything")
        .isCloseTo(1.0 / 120_960, within(1e-12));
    scene
        .test
        .owner()
        .useHandle(
            handle ->
                handle.execute(
                    """
                    INSERT INTO alert_rules (project_id, kind, enabled, threshold, minimum_rows, window_seconds)
                    VALUES (?, 'drift', false, 0.2, 250, 300)
                    """,
                    scene.acme.project().value()));
    assertThat(round.level(scene.acme, DriftScene.MODEL).level())
        .as("all of it while the rule is off")
        .isCloseTo(1.0 / 336, within(1e-12));

    // Checks by cron that are older than the count of their times.
    scene
        .test
        .owner()
        .useHandle(
            handle ->
                handle.execute(
                    """
                    UPDATE drift_checks SET times_per_week = NULL, schedule = '{"kind":"cron","cron":"0 6 * * 1-5"}'
                    WHERE name = 'hourly too'
                    """));
    assertThat(round.level(scene.acme, DriftScene.MODEL).checksPerWeek()).isEqualTo(173);
    assertThat(round.level(scene.other, DriftScene.MODEL).checksPerWeek()).isZero();
  }

  private Check create(String name, int seconds) {
    return checks.create(
        scene.acme,
        DriftScene.MODEL,
        new CheckStore.Wish(name, HOURLY, Check.Reference.BASELINE, null, null, seconds, true),
        "ann@example.org",
        scene.instant());
  }

  private List<Report.Line> lines() {
    return reports.list(scene.acme, DriftScene.MODEL, null, null, 50);
  }
}
