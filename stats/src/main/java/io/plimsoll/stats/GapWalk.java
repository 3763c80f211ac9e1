package io.plimsoll.stats;

import java.util.Arrays;

/**
 * Goes through the distinct values of two samples in ascending order, and tells at each how many
 * rows of either are at or below it. Sorting is the only cost beyond one pass.
 */
final class GapWalk {
  private final double[] reference;
  private final double[] current;
  private int referenceBelow;
  private int currentBelow;
  private double value = Double.NaN;

  private GapWalk(double[] reference, double[] current) {
    this.reference = reference;
    this.current = current;
  }

  /** The arrays, in any order, are left as they are. */
  static GapWalk of(double[] reference, double[] current) {
    if (reference.length == 0 || current.length == 0) {
      throw new IllegalArgumentException("Both samples need at least one value");
    }
    double[] left = reference.clone();
    double[] right = current.clone();
    Arrays.sort(left);
    Arrays.sort(right);
    return new GapWalk(left, right);
  }

  /** Goes to the next value; false if there is none. */
  boolean advance() {
    boolean hasReference = referenceBelow < reference.length;
    boolean hasCurrent = currentBelow < current.length;
    if (!hasReference && !hasCurrent) {
      return false;
    }
    double next = hasReference ? reference[referenceBelow] : current[currentBelow];
    value = hasCurrent ? Math.min(next, current[currentBelow]) : next;
    while (referenceBelow < reference.length && reference[referenceBelow] <= value) {
      referenceBelow++;
    }
    while (currentBelow < current.length && current[currentBelow] <= value) {
      currentBelow++;
    }
    return true;
  }

  double value() {
    return value;
  }

  int referenceBelow() {
    return referenceBelow;
  }

  int currentBelow() {
    return currentBelow;
  }
}
