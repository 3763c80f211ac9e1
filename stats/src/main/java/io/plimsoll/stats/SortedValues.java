package io.plimsoll.stats;

import java.util.Arrays;

/**
 * A distribution laid out for questions: ascending distinct values and, beside each, how many rows
 * are at or below it. Read-only once made.
 */
final class SortedValues {
  private final double[] values;
  private final long[] cumulative;

  private SortedValues(double[] values, long[] cumulative) {
    this.values = values;
    this.cumulative = cumulative;
  }

  /** Takes ascending values, repeated ones allowed, with the rows that each stands for. */
  static SortedValues ofWeighted(double[] ascending, long[] weights) {
    double[] distinct = new double[ascending.length];
    long[] cumulative = new long[ascending.length];
    int length = 0;
    long total = 0;
    for (int index = 0; index < ascending.length; index++) {
      total += weights[index];
      if (length == 0 || distinct[length - 1] != ascending[index]) {
        distinct[length++] = ascending[index];
      }
      cumulative[length - 1] = total;
    }
    return new SortedValues(Arrays.copyOf(distinct, length), Arrays.copyOf(cumulative, length));
  }

  /** Takes a sample in any order; the array is left as it is. */
  static SortedValues ofSample(double[] sample) {
    double[] ascending = sample.clone();
    Arrays.sort(ascending);
    long[] weights = new long[ascending.length];
    Arrays.fill(weights, 1);
    return ofWeighted(ascending, weights);
  }

  int distinct() {
    return values.length;
  }

  double valueAt(int index) {
    return values[index];
  }

  /** The share of rows at or below the value of this index. */
  double shareUpTo(int index) {
    return (double) cumulative[index] / total();
  }

  long total() {
    return cumulative.length == 0 ? 0 : cumulative[cumulative.length - 1];
  }

  /** The rows with exactly this value. */
  long at(double value) {
    return atOrBelow(value) - below(value);
  }

  /** The rows with a value at or below the given one. */
  long atOrBelow(double value) {
    int found = Arrays.binarySearch(values, value);
    int index = found >= 0 ? found : -found - 2;
    return index < 0 ? 0 : cumulative[index];
  }

  /** The rows with a value strictly below the given one. */
  long below(double value) {
    int found = Arrays.binarySearch(values, value);
    int index = found >= 0 ? found - 1 : -found - 2;
    return index < 0 ? 0 : cumulative[index];
  }

  /**
   * The smallest value at or below which at least the share p of the rows lies: the inverse of the
   * empirical distribution function.
   */
  double quantile(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "A quantile is asked for by a share between 0 and 1, not " + share);
    }
    if (values.length == 0) {
      return Double.NaN;
    }
    // One step down first: 0.55 * 100 is a hair above 55 in binary, yet the 55th value is meant.
    long rank = Math.max(1, (long) Math.ceil(Math.nextDown(share * total())));
    int found = Arrays.binarySearch(cumulative, rank);
    int index = found >= 0 ? found : -found - 1;
    return values[Math.min(index, values.length - 1)];
  }
}
