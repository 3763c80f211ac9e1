package io.plimsoll.stats.drift;

import java.util.Arrays;
import java.util.Random;
import java.util.function.ToDoubleBiFunction;

/**
 * The noise level of a distance: what it exceeds in 5 of 100 comparisons when nothing has changed,
 * for these numbers of rows. By simulation with a fixed seed, because the textbook's approximations
 * fail where bins are thin and floors matter.
 */
final class Noise {
  static final double LEVEL = 0.95;

  private static final long SEED = 20_260_101L;
  private static final int MOST_DRAWS = 1_000;
  private static final int FEWEST_DRAWS = 100;
  private static final long BUDGET = 2_000_000;
  private static final int GRID = 1_024;
  private static final int EXACT_ROWS = 2_048;
  private static final double NORMAL_FROM = 12;

  private Noise() {}

  /** Draws both sides from the pooled shares, bin by bin. */
  static double ofBins(Binned binned, ToDoubleBiFunction<double[], double[]> distance) {
    int size = binned.size();
    double[] pooled = new double[size];
    double total = binned.referenceRows() + binned.currentRows();
    for (int bin = 0; bin < size; bin++) {
      pooled[bin] = (binned.reference()[bin] + binned.current()[bin]) / total;
    }
    int draws = (int) Math.max(FEWEST_DRAWS, Math.min(MOST_DRAWS, BUDGET / Math.max(1, size)));
    Random random = new Random(SEED);
    double[] drawn = new double[draws];
    for (int draw = 0; draw < draws; draw++) {
      drawn[draw] =
          distance.applyAsDouble(
              multinomial(random, Math.round(binned.referenceRows()), pooled),
              multinomial(random, Math.round(binned.currentRows()), pooled));
    }
    return quantile(drawn);
  }

  static double quantile(double[] drawn) {
    Arrays.sort(drawn);
    return drawn[(int) Math.ceil(LEVEL * drawn.length) - 1];
  }

  /** The shares of so many rows thrown into bins: one binomial after the other. */
  private static double[] multinomial(Random random, long rows, double[] shares) {
    double[] thrown = new double[shares.length];
    long left = rows;
    double rest = 1;
    for (int bin = 0; bin < shares.length && left > 0; bin++) {
      double chance = rest <= 0 ? 1 : Math.min(1, shares[bin] / rest);
      long here = binomial(random, left, chance);
      thrown[bin] = (double) here / rows;
      left -= here;
      rest -= shares[bin];
    }
    return thrown;
  }

  private static long binomial(Random random, long rows, double chance) {
    if (chance <= 0 || rows == 0) {
      return 0;
    }
    if (chance >= 1) {
      return rows;
    }
    if (chance > 0.5) {
      return rows - binomial(random, rows, 1 - chance);
    }
    double mean = rows * chance;
    if (mean >= NORMAL_FROM) {
      double value = Math.rint(mean + random.nextGaussian() * Math.sqrt(mean * (1 - chance)));
      return (long) Math.max(0, Math.min((double) rows, value));
    }
    // The gaps between hits are geometric: few draws where few hits are to be expected.
    double scale = Math.log1p(-chance);
    long hits = 0;
    double place = Math.floor(Math.log(1 - random.nextDouble()) / scale) + 1;
    while (place <= rows) {
      hits++;
      place += Math.floor(Math.log(1 - random.nextDouble()) / scale) + 1;
    }
    return hits;
  }

  /**
   * The area between two empirical distribution functions when nothing has changed: of few rows by
   * exchanging labels, of many by a Brownian bridge over the pooled quantiles (E. del Barrio et
   * al., Annals of Probability 27(2), 1999).
   */
  static double ofArea(Numbers reference, Numbers current, boolean squared) {
    double[] pooled = merge(reference.sorted(), current.sorted());
    Random random = new Random(SEED);
    boolean isSmall = pooled.length <= EXACT_ROWS;
    int draws = isSmall ? MOST_DRAWS : MOST_DRAWS / 2;
    double[] drawn = new double[draws];
    double[] grid = isSmall ? pooled : grid(pooled);
    double scale = 1.0 / reference.rows() + 1.0 / current.rows();
    for (int draw = 0; draw < draws; draw++) {
      drawn[draw] =
          isSmall
              ? exchanged(random, grid, (int) reference.rows(), squared)
              : bridged(random, grid, scale, squared);
    }
    return quantile(drawn);
  }

  private static double exchanged(Random random, double[] pooled, int rows, boolean squared) {
    int others = pooled.length - rows;
    int left = rows;
    double area = 0;
    for (int index = 0; index + 1 < pooled.length; index++) {
      left -= random.nextInt(pooled.length - index) < left ? 1 : 0;
      double first = (double) (rows - left) / rows;
      double second = (double) (index + 1 - rows + left) / others;
      double height = Math.abs(first - second);
      area += (squared ? height * height : height) * (pooled[index + 1] - pooled[index]);
    }
    return area;
  }

  private static double bridged(Random random, double[] grid, double scale, boolean squared) {
    int steps = grid.length - 1;
    double[] walk = new double[steps + 1];
    for (int step = 1; step <= steps; step++) {
      walk[step] = walk[step - 1] + random.nextGaussian() / Math.sqrt(steps);
    }
    double area = 0;
    for (int step = 0; step < steps; step++) {
      double height = Math.abs(walk[step] - walk[steps] * step / steps) * Math.sqrt(scale);
      area += (squared ? height * height : height) * (grid[step + 1] - grid[step]);
    }
    return area;
  }

  private static double[] grid(double[] pooled) {
    double[] grid = new double[GRID + 1];
    for (int place = 0; place <= GRID; place++) {
      grid[place] = pooled[(int) ((long) place * (pooled.length - 1) / GRID)];
    }
    return grid;
  }

  static double[] merge(double[] left, double[] right) {
    double[] merged = new double[left.length + right.length];
    int from = 0;
    int other = 0;
    for (int place = 0; place < merged.length; place++) {
      boolean takesLeft =
          other == right.length || (from < left.length && left[from] <= right[other]);
      merged[place] = takesLeft ? left[from++] : right[other++];
    }
    return merged;
  }
}
