package io.plimsoll.stats.drift;

import java.util.Arrays;

/**
 * Numbers in the order in which they were seen. NaN counts as missing, an infinity is counted
 * apart; neither enters a comparison.
 */
public final class Numbers implements Sample {
  /** Numbers of at most this binary exponent have squares that can be added up. */
  private static final int MOST_SQUARABLE = 300;

  private final double[] inOrder;
  private final double[] sorted;
  private final long missing;
  private final long infinite;

  private Numbers(double[] inOrder, long missing, long infinite) {
    this.inOrder = inOrder;
    this.sorted = inOrder.clone();
    RadixSort.sort(sorted);
    this.missing = missing;
    this.infinite = infinite;
  }

  /** Takes a sample in any order; the array is left as it is. */
  public static Numbers of(double... values) {
    double[] finite = new double[values.length];
    int kept = 0;
    long missing = 0;
    for (double value : values) {
      if (Double.isFinite(value)) {
        // Adding zero turns -0.0 into 0.0, which are one value to everybody but a sort.
        finite[kept++] = value + 0.0;
      } else {
        missing += Double.isNaN(value) ? 1 : 0;
      }
    }
    return new Numbers(Arrays.copyOf(finite, kept), missing, values.length - kept - missing);
  }

  @Override
  public Form form() {
    return Form.VALUES;
  }

  @Override
  public long rows() {
    return sorted.length;
  }

  @Override
  public long missing() {
    return missing;
  }

  @Override
  public long infinite() {
    return infinite;
  }

  /** The finite values as they came; not to be changed. */
  double[] inOrder() {
    return inOrder;
  }

  /** The finite values, ascending; not to be changed. */
  double[] sorted() {
    return sorted;
  }

  double min() {
    return sorted[0];
  }

  double max() {
    return sorted[sorted.length - 1];
  }

  boolean isConstant() {
    return min() == max();
  }

  int distinct() {
    int distinct = 0;
    for (int index = 0; index < sorted.length; index++) {
      distinct += index == 0 || sorted[index] != sorted[index - 1] ? 1 : 0;
    }
    return distinct;
  }

  /** How many different numbers both sides hold together; counting stops beyond the limit. */
  static int distinctOfBoth(Numbers left, Numbers right, int limit) {
    double[] first = left.sorted;
    double[] second = right.sorted;
    int distinct = 0;
    int place = 0;
    int other = 0;
    while (distinct <= limit && (place < first.length || other < second.length)) {
      double value =
          Math.min(
              place < first.length ? first[place] : Double.POSITIVE_INFINITY,
              other < second.length ? second[other] : Double.POSITIVE_INFINITY);
      while (place < first.length && first[place] == value) {
        place++;
      }
      while (other < second.length && second[other] == value) {
        other++;
      }
      distinct++;
    }
    return distinct;
  }

  /** Shifted by the smallest value first, so that large offsets cost no digits. */
  double mean() {
    double sum = 0;
    for (double value : sorted) {
      sum += value - sorted[0];
    }
    double mean = sorted[0] + sum / sorted.length;
    if (Double.isFinite(mean)) {
      return mean;
    }
    double scaled = 0;
    for (double value : sorted) {
      scaled += value / sorted.length;
    }
    return scaled;
  }

  /** The sum of squared distances from the mean over n less the degrees of freedom used up. */
  double variance(int used) {
    double mean = mean();
    double squares = 0;
    double rest = 0;
    for (double value : sorted) {
      squares += (value - mean) * (value - mean);
      rest += value - mean;
    }
    return (squares - rest * rest / sorted.length) / (sorted.length - used);
  }

  /** Of values whose squares fit no double, or vanish, it is that of scaled ones, scaled back. */
  double standardDeviation(int used) {
    int exponent = exponent();
    return Math.scalb(Math.sqrt(scaled(-exponent).variance(used)), exponent);
  }

  /** The power of two by which the values are too large or too small to be squared, or 0. */
  int exponent() {
    double largest = Math.max(Math.abs(min()), Math.abs(max()));
    int exponent = largest == 0 ? 0 : Math.getExponent(largest);
    return Math.abs(exponent) > MOST_SQUARABLE ? Math.max(Double.MIN_EXPONENT, exponent) : 0;
  }

  /** The values times a power of two, which costs no digits. */
  Numbers scaled(int exponent) {
    return exponent == 0
        ? this
        : new Numbers(
            Arrays.stream(inOrder).map(value -> Math.scalb(value, exponent)).toArray(),
            missing,
            infinite);
  }

  /** The quantile by linear interpolation between order statistics, as NumPy has it by default. */
  double quantile(double share) {
    double place = share * (sorted.length - 1);
    int below = (int) Math.floor(place);
    int above = Math.min(below + 1, sorted.length - 1);
    double part = place - below;
    double step = sorted[above] - sorted[below];
    return part < 0.5 ? sorted[below] + step * part : sorted[above] - step * (1 - part);
  }

  /** The rows strictly below a place, or at and below it. */
  static int countBelow(double[] ascending, double place, boolean inclusive) {
    int low = 0;
    int high = ascending.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ascending[middle] < place || (inclusive && ascending[middle] == place)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
