package io.plimsoll.stats;

/**
 * The Kolmogorov-Smirnov test on two profiles instead of two samples, with the error of the
 * sketches carried in: a p-value of the full numbers of rows would take the sketch's own error for
 * drift as soon as that exceeds the critical value (whylogs issue 684).
 *
 * @param statistic the largest difference of the two distribution functions as the profiles tell it
 * @param rankError by how much both sketches together may have moved it, in 99 of 100 cases
 * @param certain what is left of the statistic after that error
 * @param pValue of what is left, by the limiting distribution: on the safe side
 */
public record SketchedKolmogorovSmirnov(
    double statistic, double rankError, double certain, double pValue) {

  /** Compares two profiles; both need at least one finite value. */
  public static SketchedKolmogorovSmirnov of(NumericProfile reference, NumericProfile current) {
    if (reference.count() == 0 || current.count() == 0) {
      throw new IllegalArgumentException("Both profiles need at least one value");
    }
    SortedValues left = reference.sorted();
    SortedValues right = current.sorted();
    double statistic = Math.max(gap(left, right, left), gap(left, right, right));
    double rankError = reference.rankError() + current.rankError();
    double certain = Math.max(0, statistic - rankError);
    return new SketchedKolmogorovSmirnov(
        statistic,
        rankError,
        certain,
        KolmogorovSmirnov.limit(certain, (double) reference.count(), (double) current.count()));
  }

  private static double gap(SortedValues left, SortedValues right, SortedValues places) {
    double gap = 0;
    for (int index = 0; index < places.distinct(); index++) {
      double value = places.valueAt(index);
      double difference =
          (double) left.atOrBelow(value) / left.total()
              - (double) right.atOrBelow(value) / right.total();
      gap = Math.max(gap, Math.abs(difference));
    }
    return gap;
  }
}
