package io.plimsoll.server.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.plimsoll.server.anomaly.Anomaly.Verdict;
import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.testing.TestDatabase;
import io.plimsoll.stats.CategoricalProfile;
import io.plimsoll.stats.NumericProfile;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rounds over the rollups of weeks, with a clock that the test moves. */
class JudgingIT {
  private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
  private static final String MODEL = "flights";

  private final TestDatabase test = TestDatabase.create();
  private final Tenant acme = test.tenant("acme", "main");
  private final Tenant other = test.tenant("other", "main");
  private final History history = new History(test.owner(), acme.project().value());
  private final WatchedSeriesStore watched = new WatchedSeriesStore(test.database());
  private final AnomalyStore anomalies = new AnomalyStore(test.database());
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AnomalyRound round =
      new AnomalyRound(
          new CredentialStore(test.database()),
          watched,
          new JudgingStore(test.database()),
          () -> this.now,
          meters);

  private volatile Instant now = START.plusSeconds(90);
  private long rows;

  @BeforeEach
  void threeWeeksOfTraffic() {
    rows =
        history.series(
            "prediction.rows", "builtin", "{\"model\": \"flights\", \"version\": \"1\"}");
    history.wave(rows, START, 21);
  }

  @AfterEach
  void stop() {
    test.close();
  }

  @Test
  void watchesModelsByItselfAndFindsWhatIsOdd() {
    round.run();

    assertThat(watched.list(acme, null, null, null))
        .extracting(each -> each.series().measure(), WatchedSeries::isDefault)
        .containsExactly(
            tuple(Measure.ERROR_RATE, true),
            tuple(Measure.LATENCY_P95, true),
            tuple(Measure.TRAFFIC, true));
    assertThat(watched.list(other, null, null, null)).isEmpty();
    JudgingPlan plan = traffic().plan();
    assertThat(plan).isNotNull();
    assertThat(plan.method()).isEqualTo("holt_winters");
    assertThat(plan.rhythm()).isEqualTo("daily");
    assertThat(plan.missing()).isNull();
    assertThat(traffic().judgedUntil()).isEqualTo(START);
    assertThat(found()).isEmpty();

    // A quarter of an hour in which three times as many came, and then one in which nobody did.
    pass(3);
    round.run();
    round.run();
    history.count(rows, now.minusSeconds(60), 0);
    pass(0);
    round.run();

    assertThat(found())
        .extracting(each -> each.episode().side(), each -> each.episode().startedAt())
        .containsExactly(tuple(-1, START.plusSeconds(900)), tuple(1, START));
    Episode high = found().getLast().episode();
    assertThat(high.expected()).isBetween(0.85 * History.mean(START), 1.15 * History.mean(START));
    assertThat(high.value()).isGreaterThan(high.upper());
    assertThat(high.points()).isEqualTo(1);
    List<JudgedPoint> points = points(Duration.ofHours(3));
    assertThat(points).hasSize(11).last().matches(point -> point.side() == -1);
    assertThat(anomalies.points(other, traffic().id(), START.minusSeconds(9_000), now)).isEmpty();
    assertThat(anomalies.list(other, everything(), Place.parse(null), 10)).isEmpty();
    assertThat(meters.counter("plimsoll.anomalies.evaluations", "outcome", "failed").count())
        .isZero();
  }

  @Test
  void comesToTheSameInOneGoAndStepByStep() {
    for (int quarter = 0; quarter < 8; quarter++) {
      round.run();
      pass(quarter == 5 ? 4 : 1);
    }
    round.run();
    List<JudgedPoint> stepByStep = points(Duration.ofHours(2));
    List<Episode> episodes = found().stream().map(Anomaly::episode).toList();
    watched.change(acme, traffic().id(), traffic().settings(), "ada", now);
    assertThat(points(Duration.ofHours(2))).isEmpty();
    round.run();

    assertThat(points(Duration.ofHours(2))).isEqualTo(stepByStep);
    assertThat(found()).extracting(Anomaly::episode).isEqualTo(episodes);
    assertThat(episodes).hasSize(1);
  }

  /** Nobody can say of a series that it was silent before it began. */
  @Test
  void doesNotTakeASeriesForSilentBeforeItsFirstValue() {
    long fresh =
        history.series("prediction.rows", "builtin", "{\"model\": \"new\", \"version\": \"1\"}");
    Instant first = now.truncatedTo(ChronoUnit.MINUTES);
    history.count(fresh, first, 300);
    for (int quarter = 0; quarter < 3; quarter++) {
      now = now.plusSeconds(900);
      history.count(fresh, now.truncatedTo(ChronoUnit.MINUTES), 300);
      round.run();
    }
    WatchedSeries series =
        watched.list(acme, null, null, null).stream()
            .filter(each -> each.series().measure() == Measure.TRAFFIC)
            .filter(each -> each.series().subject().equals("new"))
            .findFirst()
            .orElseThrow();
    assertThat(anomalies.points(acme, series.id(), first.minus(Duration.ofHours(3)), now))
        .isNotEmpty()
        .allMatch(point -> !point.at().isBefore(START))
        .allMatch(point -> point.value() == null || point.value() > 0);
  }

  @Test
  void takesInWhatComesLate() {
    round.run();
    pass(0.3);
    round.run();
    assertThat(found()).hasSize(1);

    // The rest of that quarter arrives with the next.
    history.count(rows, START, Math.round(0.7 * History.mean(START)));
    pass(1);
    round.run();

    assertThat(found()).isEmpty();
  }

  @Test
  void keepsOutWhatPeopleCalledExpected() {
    round.run();
    for (int quarter = 0; quarter < 4; quarter++) {
      pass(2.5);
      round.run();
    }
    Anomaly one = found().getFirst();
    assertThat(one.episode().points()).isEqualTo(4);
    assertThat(one.verdict()).isEqualTo(Verdict.OPEN);

    Anomaly told =
        anomalies.tell(acme, one.id(), Verdict.EXPECTED, "a sale", "ada", now).orElseThrow();
    assertThat(told.toldBy()).isEqualTo("ada");
    assertThat(anomalies.tell(other, one.id(), Verdict.EXPECTED, null, "eve", now)).isEmpty();
    pass(2.5);
    round.run();
    pass(1);
    round.run();

    // It takes in what follows it, and the hour after the sale is judged as on any other day.
    assertThat(found()).hasSize(1);
    Anomaly kept = found().getFirst();
    assertThat(kept.comment()).isEqualTo("a sale");
    assertThat(kept.episode().endedAt()).isEqualTo(START.plusSeconds(5 * 900));
    assertThat(points(Duration.ofMinutes(20)).getLast().side()).isZero();
  }

  @Test
  void testsSettingsOnThePastWithoutChangingAnything() {
    for (int back = 3; back > 0; back--) {
      history.count(rows, START.minus(Duration.ofDays(back)), 4_000);
    }
    Backtests backtests =
        new Backtests(
            new SeriesValueStore(test.database()),
            new JudgingStore(test.database()),
            () -> this.now);
    SeriesName name = new SeriesName(Measure.TRAFFIC, MODEL, "");
    Interval window = new Interval(START.minus(Duration.ofDays(7)), START);
    WatchSettings usual = WatchSettings.UNSAID.filled(Measure.TRAFFIC);

    Backtests.Backtest found = backtests.run(acme, name, usual, window, () -> false);
    assertThat(found.episodes()).hasSize(3).allMatch(each -> each.side() == 1);
    assertThat(found.perWeek()).isEqualTo(3);
    assertThat(found.points()).hasSize(7 * 96);
    assertThat(found.plans().getFirst().plan().rhythm()).isEqualTo("daily");
    WatchSettings down =
        new WatchSettings(null, "down", null, null, null, null, null, null, null)
            .filled(Measure.TRAFFIC);
    assertThat(backtests.run(acme, name, down, window, () -> false).episodes()).isEmpty();
    assertThat(backtests.run(other, name, usual, window, () -> false).points()).isEmpty();
    assertThatThrownBy(() -> backtests.run(acme, name, usual, window, () -> true))
        .isInstanceOfSatisfying(
            ProblemException.class, left -> assertThat(left.code()).isEqualTo(ErrorCode.TIMEOUT));
    assertThat(found()).isEmpty();
  }

  @Test
  void judgesSharesPercentilesAndWhatUsersSend() {
    long errors =
        history.series(
            "prediction.errors", "builtin", "{\"model\": \"flights\", \"version\": \"1\"}");
    long latency =
        history.series(
            "prediction.latency_ms", "builtin", "{\"model\": \"flights\", \"version\": \"1\"}");
    long queue = history.series("queue", "gauge", "{}");
    Random random = new Random(3);
    for (int back = 60; back > 0; back--) {
      Instant at = START.minusSeconds(900L * back);
      boolean isBad = back == 1;
      history.count(errors, at, isBad ? 150 : 2);
      history.values(
          latency, at, random.doubles(20, 10, 14).map(ms -> isBad ? 9 * ms : ms).toArray());
      history.values(queue, at, (isBad ? 90 : 40) + random.nextGaussian());
    }
    SeriesName name = new SeriesName(Measure.METRIC_MEAN, String.valueOf(queue), "");
    assertThat(watched.isKnown(acme, name)).isTrue();
    assertThat(watched.isKnown(other, name)).isFalse();
    watched.watch(acme, name, WatchSettings.UNSAID.filled(Measure.METRIC_MEAN), "ada", now);
    round.run();

    assertThat(found())
        .extracting(each -> each.series().measure())
        .containsExactlyInAnyOrder(Measure.ERROR_RATE, Measure.LATENCY_P95, Measure.METRIC_MEAN);
    assertThat(
            watched.reset(
                acme,
                watched.list(acme, Measure.METRIC_MEAN, null, null).getFirst().id(),
                "ada",
                now))
        .isTrue();
    assertThat(watched.list(acme, Measure.METRIC_MEAN, null, null)).isEmpty();
    assertThat(watched.reset(other, traffic().id(), "eve", now)).isFalse();
  }

  @Test
  void namesTheHourAndTheColumnThatAreUnlikeTheOthers() {
    Random random = new Random(4);
    Instant odd = START.minus(Duration.ofHours(30));
    for (int back = 72; back > 0; back--) {
      Instant hour = START.minus(Duration.ofHours(back));
      boolean isOdd = hour.equals(odd);
      NumericProfile temperature = new NumericProfile();
      CategoricalProfile carrier = new CategoricalProfile();
      for (int row = 0; row < 200; row++) {
        temperature.update((isOdd ? 400 : 20) + 5 * random.nextGaussian());
        if (isOdd && row % 2 == 0) {
          carrier.updateMissing();
        } else {
          carrier.update(random.nextInt(3) == 0 ? "UA" : "DL");
        }
      }
      history.profile(MODEL, hour, "feature", "temp", temperature);
      history.profile(MODEL, hour, "feature", "carrier", carrier);
    }
    ProfileBucketStore profiles = new ProfileBucketStore(test.database());
    Interval window = new Interval(START.minus(Duration.ofDays(4)), START);
    OddProfiles.Report report =
        new OddProfiles(profiles).find(acme, MODEL, "1", window, new Grid(3_600));

    assertThat(report.buckets()).hasSize(72);
    assertThat(report.buckets()).filteredOn(OddProfiles.Bucket::isOdd).hasSize(1);
    OddProfiles.Bucket found =
        report.buckets().stream().filter(OddProfiles.Bucket::isOdd).findFirst().orElseThrow();
    assertThat(found.at()).isEqualTo(odd);
    assertThat(found.rows()).isEqualTo(200);
    assertThat(found.reasons().getFirst().value()).isNotEqualTo(found.reasons().getFirst().usual());
    assertThat(found.reasons())
        .extracting(OddProfiles.Reason::column, OddProfiles.Reason::figure)
        .contains(tuple("temp", "median"), tuple("carrier", "missing share"));
    assertThat(profiles.latestVersion(other, MODEL)).isEmpty();
    OddProfiles.Report none =
        new OddProfiles(profiles).find(other, MODEL, "1", window, new Grid(3_600));
    assertThat(none.reason()).contains("at least 8");
  }

  /** The next quarter of an hour, with so many times the usual requests. */
  private void pass(double times) {
    Instant quarter = new Grid(900).floor(now.minusSeconds(60));
    long count = Math.round(times * History.mean(quarter));
    if (count > 0) {
      history.count(rows, quarter, count);
    }
    now = now.plusSeconds(900);
  }

  private WatchedSeries traffic() {
    return watched.list(acme, Measure.TRAFFIC, MODEL, "").getFirst();
  }

  private List<Anomaly> found() {
    return anomalies.list(acme, everything(), Place.parse(null), 50);
  }

  private List<JudgedPoint> points(Duration last) {
    UUID id = traffic().id();
    return anomalies.points(acme, id, now.minus(last), now);
  }

  private AnomalyStore.Filter everything() {
    return new AnomalyStore.Filter(
        null, null, null, null, now.minus(Duration.ofDays(2)), now.plusSeconds(1));
  }
}
