package io.plimsoll.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A made series with anomalies of known kinds at known places, by quarters of an hour from the
 * start of a Thursday. The same seed makes the same series.
 */
final class PlantedSeries {
  static final int PER_DAY = 96;
  static final long START = 20_000L * PER_DAY;

  /** Anomalies come from here on: before, even the week is not known. */
  static final int LEARNED_AFTER = 16 * PER_DAY;

  private static final int EVERY = 2 * PER_DAY + 29;
  private static final double SCALE = 200;

  private final double[] values;
  private final List<Planted> planted = new ArrayList<>();

  /** What a series looks like when nothing is wrong with it. */
  enum Shape {
    FLAT_COUNTS,
    DAILY_COUNTS,
    WEEKLY_COUNTS,
    DAILY_LATENCY,
    HEAVY_TAILS,
    RANDOM_WALK
  }

  /** What is wrong, and for how many buckets. */
  enum Kind {
    SPIKE(1, 2.5),
    DIP(1, 0.3),
    OUTAGE(4, 0.02),
    SHIFT(12, 1.6),
    WRONG_HOUR(4, 0);

    private final int length;
    private final double factor;

    Kind(int length, double factor) {
      this.length = length;
      this.factor = factor;
    }
  }

  /** An anomaly in the buckets from {@code start} up to, but without, {@code end}. */
  record Planted(Kind kind, int start, int end) {}

  PlantedSeries(Shape shape, int days, boolean isClean, long seed) {
    Random random = new Random(seed);
    values = new double[days * PER_DAY];
    double[] odds = new double[values.length];
    Arrays.fill(odds, 1);
    boolean[] isShifted = new boolean[values.length];
    if (!isClean) {
      plant(shape, odds, isShifted);
    }
    double walk = 0;
    for (int i = 0; i < values.length; i++) {
      walk += 0.02 * random.nextGaussian();
      int at = isShifted[i] ? i + PER_DAY / 2 : i;
      double level = Math.log(SCALE) + level(shape, at, walk);
      double noise =
          shape == Shape.HEAVY_TAILS ? 0.05 * heavy(random) : 0.05 * random.nextGaussian();
      double mean = Math.exp(level + noise) * odds[i];
      values[i] = isCount(shape) ? poisson(random, mean) : mean;
    }
  }

  double[] values() {
    return values.clone();
  }

  List<Planted> planted() {
    return List.copyOf(planted);
  }

  static boolean isCount(Shape shape) {
    return switch (shape) {
      case FLAT_COUNTS, DAILY_COUNTS, WEEKLY_COUNTS -> true;
      case DAILY_LATENCY, HEAVY_TAILS, RANDOM_WALK -> false;
    };
  }

  private void plant(Shape shape, double[] odds, boolean[] isShifted) {
    int next = 0;
    for (int start = LEARNED_AFTER + 11; start + PER_DAY < odds.length; start += EVERY) {
      Kind kind = Kind.values()[next++ % Kind.values().length];
      if (kind == Kind.WRONG_HOUR && !hasDays(shape)) {
        kind = Kind.SPIKE;
      }
      planted.add(new Planted(kind, start, start + kind.length));
      for (int i = start; i < start + kind.length; i++) {
        odds[i] = kind == Kind.WRONG_HOUR ? 1 : kind.factor;
        isShifted[i] = kind == Kind.WRONG_HOUR;
      }
    }
  }

  private static boolean hasDays(Shape shape) {
    return switch (shape) {
      case DAILY_COUNTS, WEEKLY_COUNTS, DAILY_LATENCY -> true;
      case FLAT_COUNTS, HEAVY_TAILS, RANDOM_WALK -> false;
    };
  }

  private static double level(Shape shape, int at, double walk) {
    double day = Math.sin(2 * Math.PI * (at % PER_DAY) / PER_DAY);
    boolean isWeekend = Math.floorMod((START + at) / PER_DAY, 7) >= 5;
    return switch (shape) {
      case FLAT_COUNTS, HEAVY_TAILS -> 0;
      case DAILY_COUNTS -> day;
      case WEEKLY_COUNTS -> day - (isWeekend ? 0.7 : 0);
      case DAILY_LATENCY -> 0.5 * day;
      case RANDOM_WALK -> walk;
    };
  }

  /** Student's t with three degrees of freedom. */
  private static double heavy(Random random) {
    double squares = 0;
    for (int i = 0; i < 3; i++) {
      double normal = random.nextGaussian();
      squares += normal * normal;
    }
    return random.nextGaussian() / Math.sqrt(squares / 3);
  }

  private static double poisson(Random random, double mean) {
    if (mean > 50) {
      return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()));
    }
    double limit = Math.exp(-mean);
    double product = random.nextDouble();
    int count = 0;
    while (product > limit) {
      product *= random.nextDouble();
      count++;
    }
    return count;
  }
}
