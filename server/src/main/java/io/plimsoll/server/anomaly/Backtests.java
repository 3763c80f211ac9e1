package io.plimsoll.server.anomaly;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.stats.anomaly.Judgement;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Tells what settings would have found: the very detector goes over the past, bucket after bucket,
 * and knows nothing of what came after. Two at once; others wait for a moment and are then refused.
 */
@ApplicationScoped
public class Backtests {
  private static final int AT_ONCE = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int LOOKS_AFTER = 64;
  private static final double DAYS_OF_WEEK = 7;

  private final SeriesValueStore values;
  private final JudgingStore judging;
  private final InstantSource clock;
  private final Semaphore places = new Semaphore(AT_ONCE, true);

  public Backtests(SeriesValueStore values, JudgingStore judging, InstantSource clock) {
    this.values = values;
    this.judging = judging;
    this.clock = clock;
  }

  /** {@code isLeft} says that nobody waits for the answer any more. */
  Backtest run(
      Tenant tenant,
      SeriesName series,
      WatchSettings settings,
      Interval window,
      BooleanSupplier isLeft) {
    try {
      if (!places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new ProblemException(
            ErrorCode.OVERLOADED,
            "%d back-tests are under way; ask again in a moment.".formatted(AT_ONCE));
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw left();
    }
    try {
      return test(tenant, series, settings, window, isLeft);
    } finally {
      places.release();
    }
  }

  private Backtest test(
      Tenant tenant,
      SeriesName series,
      WatchSettings settings,
      Interval window,
      BooleanSupplier isLeft) {
    Grid grid = new Grid(settings.step());
    Instant end = grid.floor(earlier(window.to(), clock.instant().minus(JudgingStore.SETTLING)));
    Instant start = grid.floor(window.from());
    Instant oldest = Grid.day(start.minus(JudgingStore.REMEMBERED));
    Instant begin = values.begin(tenant, series, oldest, end).map(grid::floor).orElse(end);
    Map<Long, SeriesValue> known = values.values(tenant, series, grid, begin, end);
    SeriesDetector detector =
        new SeriesDetector(series.measure(), settings, judging.expected(tenant, series, oldest));
    List<JudgedPoint> points = new ArrayList<>();
    List<PlanChange> plans = new ArrayList<>();
    for (long bucket = grid.bucket(begin); bucket < grid.bucket(end); bucket++) {
      if (bucket % LOOKS_AFTER == 0 && isLeft.getAsBoolean()) {
        throw left();
      }
      Judgement judgement = detector.judge(bucket, known);
      if (bucket < grid.bucket(start)) {
        continue;
      }
      JudgingPlan plan = JudgingPlan.of(judgement.plan(), grid);
      if (plans.isEmpty() || !plans.getLast().isSame(plan)) {
        plans.add(new PlanChange(grid.start(bucket), plan));
      }
      if (!Double.isNaN(judgement.value())) {
        points.add(JudgedPoint.of(judgement, grid));
      }
    }
    List<Episode> episodes = Episode.of(points, grid.step());
    double days = Math.max(1, Duration.between(start, end).toSeconds()) / 86_400.0;
    return new Backtest(
        series,
        settings,
        start,
        end,
        points,
        episodes,
        episodes.size() * DAYS_OF_WEEK / days,
        plans);
  }

  private static ProblemException left() {
    return new ProblemException(ErrorCode.TIMEOUT, "The caller has left; the back-test has ended.");
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  /**
   * What settings would have found in a window.
   *
   * @param points every bucket that has a value, with what would have been expected of it
   * @param episodes what would have fired
   * @param perWeek how often, in a week
   * @param plans how it would have been judged, from when on
   */
  public record Backtest(
      SeriesName series,
      WatchSettings settings,
      Instant from,
      Instant to,
      List<JudgedPoint> points,
      List<Episode> episodes,
      double perWeek,
      List<PlanChange> plans) {
    public Backtest {
      points = List.copyOf(points);
      episodes = List.copyOf(episodes);
      plans = List.copyOf(plans);
    }
  }

  /** From when on a series would have been judged in another way. */
  public record PlanChange(Instant at, JudgingPlan plan) {
    boolean isSame(JudgingPlan other) {
      return Objects.equals(plan.method(), other.method())
          && plan.rhythm().equals(other.rhythm())
          && (plan.missing() == null) == (other.missing() == null);
    }
  }
}
