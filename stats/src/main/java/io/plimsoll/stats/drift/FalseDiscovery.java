package io.plimsoll.stats.drift;

import java.util.Arrays;
import java.util.Comparator;

/**
 * The correction for looking at many features at once: Y. Benjamini, Y. Hochberg, J. Royal
 * Statistical Society B 57(1), 1995.
 */
public final class FalseDiscovery {
  private FalseDiscovery() {}

  /**
   * The adjusted p-values, in the order given: rejecting those up to q lets at most the share q of
   * the rejections be false.
   */
  public static double[] adjust(double[] pValues) {
    Integer[] order = new Integer[pValues.length];
    Arrays.setAll(order, index -> index);
    Arrays.sort(order, Comparator.comparingDouble(index -> pValues[index]));
    double[] adjusted = new double[pValues.length];
    double least = 1;
    for (int rank = pValues.length; rank > 0; rank--) {
      int index = order[rank - 1];
      least = Math.min(least, pValues[index] * pValues.length / rank);
      adjusted[index] = least;
    }
    return adjusted;
  }
}
