package io.plimsoll.stats;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The Wasserstein distance of two profiles, the area between their distribution functions, with
 * what chance and the error of the sketches make of it.
 *
 * <p>Without a change the area is that under a Brownian bridge over the pooled distribution (E. del
 * Barrio et al., Annals of Probability 27(2), 1999), scaled with the rows; a sketch counts as a
 * sample that is as uncertain as the sketch. The noise level is the 95 % quantile over bridges that
 * were drawn once. The p-value is a bound that needs no draws so far out: a Gaussian's norm exceeds
 * its median M by t with a probability of at most 1 − Φ(t / σ) (C. Borell, 1975), where σ², the
 * largest variance of a functional of norm 1, is here Var(X) × (1/n + 1/m), because the covariance
 * of a bridge is nowhere negative. Where the squares of the values do not fit a double (sentinels
 * such as {@link Double#MAX_VALUE}), there is no σ, and the p-value is that of {@link
 * SketchedKolmogorovSmirnov}, which looks at ranks alone.
 *
 * @param distance in the unit of the values
 * @param deviation the reference's standard deviation (n − 1)
 * @param noise what the distance exceeds in 5 of 100 cases without a change
 * @param pValue on the safe side
 * @param rankError by how much both sketches may have moved a rank, in 99 of 100 cases
 */
public record SketchedWasserstein(
    double distance, double deviation, double noise, double pValue, double rankError) {

  private static final double LEVEL = 0.95;
  private static final int DRAWS = 400;
  private static final int LAID_OUT = 1_000;
  private static final double[] SHARES = shares();
  private static final float[][] BRIDGES = bridges();

  /** Compares two profiles; both need at least one finite value. */
  public static SketchedWasserstein of(NumericProfile reference, NumericProfile current) {
    if (reference.count() == 0 || current.count() == 0) {
      throw new IllegalArgumentException("Both profiles need at least one value");
    }
    double[] grid = new double[SHARES.length];
    double distance = area(reference, current, grid);
    double scale = Math.sqrt(1 / usable(reference) + 1 / usable(current));
    double[] drawn = drawn(grid, scale);
    double sigma = spread(reference, current) * scale;
    double pValue =
        Double.isFinite(sigma)
            ? pValue(distance, drawn[DRAWS / 2], sigma)
            : SketchedKolmogorovSmirnov.of(reference, current).pValue();
    return new SketchedWasserstein(
        distance,
        deviation(reference),
        drawn[(int) Math.ceil(LEVEL * DRAWS) - 1],
        pValue,
        reference.rankError() + current.rankError());
  }

  private static double pValue(double distance, double median, double sigma) {
    if (sigma == 0) {
      return distance > 0 ? 0 : 1;
    }
    return NormalDistribution.of(0, 1).survivalProbability((distance - median) / sigma);
  }

  /** The deviation fits a double also where the squares that it is the root of do not. */
  private static double deviation(NumericProfile profile) {
    double known = profile.standardDeviation();
    if (Double.isFinite(known)) {
      return known;
    }
    double unit = Math.max(Math.abs(profile.min()), Math.abs(profile.max()));
    NumericProfile scaled = new NumericProfile();
    for (double value : profile.layOut(LAID_OUT)) {
      scaled.update(value / unit);
    }
    return scaled.standardDeviation() * unit;
  }

  /** Finite values as a number of rows that are as certain as the profile is. */
  private static double usable(NumericProfile profile) {
    return profile.effectiveRows() * profile.count() / profile.rows();
  }

  /** The standard deviation of both sides together, their distance included. */
  private static double spread(NumericProfile reference, NumericProfile current) {
    double total = (double) reference.count() + current.count();
    double apart = current.mean() - reference.mean();
    double within =
        squares(reference.standardDeviation(), reference.count())
            + squares(current.standardDeviation(), current.count());
    double between = apart * apart * reference.count() / total * current.count();
    return Math.sqrt((within + between) / Math.max(1, total - 1));
  }

  private static double squares(double deviation, long rows) {
    return deviation * deviation * (rows - 1);
  }

  /** The area, and on the way the pooled quantiles that the bridges are drawn over. */
  private static double area(NumericProfile reference, NumericProfile current, double[] grid) {
    SortedValues left = reference.sorted();
    SortedValues right = current.sorted();
    double weight = (double) reference.count() / (reference.count() + current.count());
    int place = 0;
    int other = 0;
    int share = 0;
    double area = 0;
    double from = Double.NaN;
    double height = 0;
    double first = 0;
    double second = 0;
    while (place < left.distinct() || other < right.distinct()) {
      double leftValue = place < left.distinct() ? left.valueAt(place) : Double.POSITIVE_INFINITY;
      double rightValue =
          other < right.distinct() ? right.valueAt(other) : Double.POSITIVE_INFINITY;
      double value = Math.min(leftValue, rightValue);
      area += height == 0 ? 0 : height * (value - from);
      if (leftValue == value) {
        first = left.shareUpTo(place++);
      }
      if (rightValue == value) {
        second = right.shareUpTo(other++);
      }
      double pooled = weight * first + (1 - weight) * second;
      while (share < SHARES.length && SHARES[share] <= pooled) {
        grid[share++] = value;
      }
      height = Math.abs(first - second);
      from = value;
    }
    Arrays.fill(grid, share, SHARES.length, from);
    return area;
  }

  /** The area under each bridge, ascending. */
  private static double[] drawn(double[] grid, double scale) {
    double[] drawn = new double[DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      float[] heights = BRIDGES[draw];
      double area = 0;
      for (int cell = 0; cell + 1 < grid.length; cell++) {
        area += heights[cell] * (grid[cell + 1] - grid[cell]);
      }
      drawn[draw] = area * scale;
    }
    Arrays.sort(drawn);
    return drawn;
  }

  /** Shares of the pooled rows, closer to each other towards both ends, where values lie far. */
  private static double[] shares() {
    int steps = 128;
    int tail = 6;
    double[] shares = new double[steps + 1 + 2 * tail];
    int place = 1;
    for (int halving = tail; halving > 0; halving--) {
      shares[place++] = 1.0 / (steps << halving);
    }
    for (int step = 1; step < steps; step++) {
      shares[place++] = (double) step / steps;
    }
    for (int halving = 1; halving <= tail; halving++) {
      shares[place++] = 1 - 1.0 / (steps << halving);
    }
    shares[place] = 1;
    return shares;
  }

  /** The heights of Brownian bridges over the cells between shares. */
  private static float[][] bridges() {
    SplittableRandom random = new SplittableRandom(20_260_101L);
    float[][] bridges = new float[DRAWS][SHARES.length - 1];
    double[] walk = new double[SHARES.length];
    for (float[] bridge : bridges) {
      for (int place = 1; place < walk.length; place++) {
        double step = SHARES[place] - SHARES[place - 1];
        walk[place] = walk[place - 1] + random.nextGaussian() * Math.sqrt(step);
      }
      double end = walk[walk.length - 1];
      for (int cell = 0; cell < bridge.length; cell++) {
        double here = Math.abs(walk[cell] - SHARES[cell] * end);
        double next = Math.abs(walk[cell + 1] - SHARES[cell + 1] * end);
        bridge[cell] = (float) ((here + next) / 2);
      }
    }
    return bridges;
  }
}
