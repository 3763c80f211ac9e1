package io.plimsoll.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Cuts the number line where the reference says so and counts both sides: at its ten-quantiles, or
 * around each value if it has at most ten. Points in time are not told apart.
 */
final class NumericBins {
  private static final int TENTHS = 10;

  private NumericBins() {}

  static List<Bin> compare(NumericProfile reference, NumericProfile current) {
    BinCollector collector = new BinCollector(reference.rows(), current.rows());
    if (TimestampValues.areIn(reference)) {
      TimestampValues.addBins(collector, reference, current);
    } else if (reference.distinctValues().orElse(TENTHS + 1) <= TENTHS) {
      addValues(collector, reference, current);
    } else {
      new NumericRanges(collector, reference, current).addBins(cuts(reference));
    }
    collector.addInfinite(reference.infinite(), current.infinite());
    collector.addMissing(reference.missing(), current.missing());
    return collector.bins();
  }

  private static void addValues(
      BinCollector collector, NumericProfile reference, NumericProfile current) {
    SortedValues values = reference.sorted();
    double[] edges = new double[values.distinct()];
    for (int index = 0; index < edges.length; index++) {
      edges[index] = values.valueAt(index);
    }
    BinLabels labels = BinLabels.of(edges);
    CategoryPool pool = new CategoryPool(collector);
    long unseen = current.count();
    long seenOnce = 0;
    for (double edge : edges) {
      long before = values.at(edge);
      long now = current.sorted().at(edge);
      pool.offer(new CategoryPool.Category(labels.value(edge), edge, before, now), false);
      unseen -= now;
      seenOnce += before == 1 ? 1 : 0;
    }
    pool.addBins(0, 0, unseen, seenOnce);
  }

  /**
   * The edges at the tenths. An edge that repeats is a value that fills a tenth or more by itself;
   * cut on one side only, it would hide whatever changes on the other, so a value that nearly
   * everybody has and its rare exceptions would be one bin.
   */
  private static SortedSet<Cut> cuts(NumericProfile reference) {
    SortedSet<Cut> cuts = new TreeSet<>();
    List<Double> edges = new ArrayList<>();
    for (int tenth = 1; tenth < TENTHS; tenth++) {
      double edge = reference.quantile(tenth / (double) TENTHS);
      cuts.add(new Cut(edge, true));
      if (edges.contains(edge)) {
        cuts.add(new Cut(edge, false));
      }
      edges.add(edge);
    }
    return cuts;
  }
}
