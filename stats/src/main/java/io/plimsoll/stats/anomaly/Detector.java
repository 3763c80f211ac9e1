package io.plimsoll.stats.anomaly;

import java.util.Optional;

/**
 * Judges the values of one series as they come, bucket after bucket, from nothing but those before.
 *
 * <p>It learns anew at the start of each day (in UTC) from the last four weeks, and chooses its
 * method then ({@link Plan}). A value is an anomaly if it leaves the interval of what was expected:
 * the forecast ± threshold × spread, where heavy tails widen the spread, and in any case the
 * minimum effect. An anomaly does not move the state. Where anomalies on the same side last for a
 * day, that is how things are now: the level moves there. While the history is too short for the
 * weekly rhythm, an eighth of a day is enough, because a first weekend is no surprise.
 *
 * <p>Masked values are neither judged nor learned from.
 */
public final class Detector {
  public static final int LEAST_POINTS = 12;
  public static final int DAYS_REMEMBERED = 28;

  private static final int SHORT_WAIT = 8;
  private static final double WARM_UP_FACTOR = 1.5;

  /** Where there is no value, the interval is drawn as for a share of so many trials. */
  private static final double UNKNOWN_WEIGHT = 100;

  private final int perDay;
  private final ValueKind kind;
  private final Settings settings;
  private final History history;
  private Plan plan = Plan.NOTHING_YET;
  private Optional<Expecting> expecting = Optional.empty();
  private int present;
  private int run;
  private int runSide;

  /** {@code perDay} is how many buckets a day has. */
  public Detector(int perDay, ValueKind kind, Settings settings) {
    if (perDay < 1) {
      throw new IllegalArgumentException("a day cannot have " + perDay + " buckets");
    }
    this.perDay = perDay;
    this.kind = kind;
    this.settings = settings;
    this.history = new History(perDay, DAYS_REMEMBERED);
  }

  /** How the next value will be judged. */
  public Plan plan() {
    return plan;
  }

  /**
   * Takes in a value that was judged before: {@code side} is 1 or -1 if it was an anomaly, as
   * {@link Judgement#side} had it, else 0. A detector that has taken in all values up to the start
   * of a day goes on as the one that judged them.
   */
  public void remember(Point point, int side) {
    fillTo(point.bucket());
    keep(point, transformed(point), side);
    if (hasLasted()) {
      history.accept(run);
      run = 0;
    }
  }

  /** Judges a value; buckets come in order, and those left out count as missing. */
  public Judgement judge(Point point) {
    fillTo(point.bucket());
    if (isTimeToLearn(point.bucket())) {
      learn();
    }
    double transformed = transformed(point);
    Judgement judgement = judged(point, transformed);
    int before = present;
    keep(point, transformed, judgement.side());
    if (Double.isNaN(transformed)) {
      expecting.ifPresent(Expecting::skip);
    } else {
      expecting.ifPresent(now -> now.goOn(point, transformed, !judgement.isAnomaly()));
    }
    acceptWhatLasts();
    if (before != present && (present == LEAST_POINTS || present == Choice.ENOUGH_TO_SMOOTH)) {
      learn();
    }
    return judgement;
  }

  private boolean isTimeToLearn(long bucket) {
    return (Math.floorMod(bucket, (long) perDay) == 0 && present > 0) || needsStart();
  }

  /** Whether all there is was remembered and nothing learned of it. */
  private boolean needsStart() {
    return expecting.isEmpty() && present >= LEAST_POINTS;
  }

  private void fillTo(long bucket) {
    if (history.isEmpty()) {
      return;
    }
    if (bucket < history.next()) {
      throw new IllegalArgumentException(
          "bucket " + bucket + " comes after " + (history.next() - 1) + "; give them in order");
    }
    if (bucket - history.next() > (long) perDay * DAYS_REMEMBERED) {
      history.clear();
      expecting = Optional.empty();
      present = 0;
      run = 0;
      return;
    }
    while (history.next() < bucket) {
      long missing = history.next();
      if (Math.floorMod(missing, (long) perDay) == 0 && expecting.isPresent()) {
        learn();
      }
      history.add(missing, Double.NaN, 1, false);
      expecting.ifPresent(Expecting::skip);
    }
  }

  private double transformed(Point point) {
    return Double.isNaN(point.value()) || point.isMasked()
        ? Double.NaN
        : kind.transform(point.value(), point.weight());
  }

  private void keep(Point point, double transformed, int side) {
    history.add(point.bucket(), transformed, kind.noise(point.weight()), side != 0);
    if (Double.isNaN(transformed)) {
      return;
    }
    present++;
    run = side == 0 ? 0 : side == runSide ? run + 1 : 1;
    runSide = side;
  }

  private boolean hasLasted() {
    // What is remembered was judged by plans that are not known any more: the longer wait holds.
    int wait = plan.isWarmingUp() && expecting.isPresent() ? perDay / SHORT_WAIT : perDay;
    return run >= Math.max(wait, LEAST_POINTS);
  }

  private void acceptWhatLasts() {
    if (!hasLasted()) {
      return;
    }
    history.accept(run);
    Stretch last = history.recent(run);
    run = 0;
    learn();
    expecting.ifPresent(now -> now.accept(last));
  }

  private void learn() {
    plan = Choice.of(history.learnable(perDay * DAYS_REMEMBERED), settings);
    expecting = plan.method().map(method -> Expecting.of(method, plan, history, kind, perDay));
  }

  private Judgement judged(Point point, double transformed) {
    if (expecting.isEmpty()) {
      return Judgement.none(point, plan);
    }
    boolean isThere = !Double.isNaN(point.value());
    Point weighed =
        isThere ? point : new Point(point.bucket(), Double.NaN, UNKNOWN_WEIGHT, point.isMasked());
    Forecast forecast = expecting.get().forecast(weighed).widened(caution());
    Band band = Band.of(forecast, kind, settings, weighed.weight());
    if (Double.isNaN(transformed)) {
      return band.judgement(point, 0, false, plan);
    }
    double compared = expecting.get().compared(transformed, point);
    double shown = kind.invert(compared, point.weight());
    boolean isAnomaly =
        band.isOutside(shown) && settings.direction().cares(shown - band.expected());
    return band.judgement(point, band.score(compared, shown), isAnomaly, plan);
  }

  /** While the week is not known, a weekend is no surprise. */
  private double caution() {
    return plan.isWarmingUp() ? WARM_UP_FACTOR : 1;
  }
}
