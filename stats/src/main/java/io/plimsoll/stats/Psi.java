package io.plimsoll.stats;

import java.util.List;
import java.util.function.DoubleSupplier;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * The population stability index: the sum over bins of (current - reference) × ln(current /
 * reference), where every share is at least {@value #FLOOR}. It is the symmetrised Kullback-Leibler
 * divergence of the binned distributions.
 *
 * <p>Bins of a number: the ten-quantiles of the reference with open ends; a value that fills two
 * tenths is a bin of its own; a reference with at most ten distinct values has them as bins. Bins
 * of a category: the categories of the reference, beyond fifty the 49 most frequent and {@link
 * Bin.Kind#OTHER}. Bins in which fewer than five rows are to be expected join a neighbour or, for
 * categories, {@link Bin.Kind#OTHER}: otherwise every feature with rare categories would drift all
 * day. Whatever the reference never showed is one {@link Bin.Kind#NEW} bin, unless there is no more
 * of it than the reference lets expect. Rows without a value are {@link Bin.Kind#MISSING} if either
 * side has any.
 *
 * <p>Source of the noise level: B. Yurdakul, "Statistical properties of population stability
 * index", Western Michigan University, 2018: without a change, PSI / (1/n + 1/m) follows chi-square
 * with bins - 1 degrees of freedom; categories with few rows are counted as they are, see {@link
 * PsiNoise}. Where a profile is a sketch, n and m are lowered to the size of a sample as uncertain
 * as the sketch.
 */
public final class Psi {
  /**
   * Stored beside every score: libraries disagree on bins, floor and logarithm, and with them on
   * the number.
   */
  public static final String DEFINITION = "psi/reference-quantiles-10/floor-1e-4/ln";

  /** An empty bin counts as this share; without a floor the index would be infinite. */
  public static final double FLOOR = 1e-4;

  private static final double NOISE_LEVEL = 0.95;

  private Psi() {}

  /**
   * Compares a window with the reference.
   *
   * @throws IllegalArgumentException if one profile is numeric and the other categorical
   */
  public static DriftScore score(Profile reference, Profile current) {
    if (reference instanceof NumericProfile numericReference
        && current instanceof NumericProfile numericCurrent) {
      List<Bin> bins = NumericBins.compare(numericReference, numericCurrent);
      double perRow = 1 / numericReference.effectiveRows() + 1 / numericCurrent.effectiveRows();
      return score(reference, current, bins, () -> noise(bins.size(), perRow));
    }
    if (reference instanceof CategoricalProfile namedReference
        && current instanceof CategoricalProfile namedCurrent) {
      List<Bin> bins = CategoricalBins.compare(namedReference, namedCurrent);
      return score(
          reference,
          current,
          bins,
          () -> PsiNoise.of(bins, (double) reference.rows(), (double) current.rows()));
    }
    throw new IllegalArgumentException(
        "A "
            + reference.type()
            + " reference cannot be compared with a "
            + current.type()
            + " window; profile one of them anew");
  }

  private static DriftScore score(
      Profile reference, Profile current, List<Bin> bins, DoubleSupplier level) {
    boolean comparable = reference.rows() > 0 && current.rows() > 0;
    double value = 0;
    for (Bin bin : bins) {
      value += comparable ? term(bin.referenceShare(), bin.currentShare()) : 0;
    }
    double noise = comparable ? level.getAsDouble() : 0;
    return new DriftScore(
        value, noise, DEFINITION, reference.rows(), current.rows(), bins.size(), bins);
  }

  /** The index of two lists of shares over the same bins. */
  public static double ofShares(double[] reference, double[] current) {
    if (reference.length != current.length) {
      throw new IllegalArgumentException(
          "Both sides need the same bins, but the reference has "
              + reference.length
              + " and the current side "
              + current.length);
    }
    double value = 0;
    for (int bin = 0; bin < reference.length; bin++) {
      value += term(reference[bin], current[bin]);
    }
    return value;
  }

  /**
   * What the index exceeds in 5 of 100 comparisons of samples from one and the same distribution.
   */
  public static double noise(int bins, long referenceRows, long currentRows) {
    return noise(bins, 1.0 / referenceRows + 1.0 / currentRows);
  }

  static double noise(int bins, double perRow) {
    return bins < 2
        ? 0
        : ChiSquaredDistribution.of(bins - 1).inverseCumulativeProbability(NOISE_LEVEL) * perRow;
  }

  static double term(double reference, double current) {
    double from = Math.max(reference, FLOOR);
    double to = Math.max(current, FLOOR);
    return (to - from) * Math.log(to / from);
  }
}
