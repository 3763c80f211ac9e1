package io.plimsoll.stats.drift;

import java.util.ArrayList;
import java.util.List;

/**
 * Two sides counted over the same bins. Fractions of rows come from histograms that were spread.
 *
 * @param referenceRows all rows of the side, those in no bin included
 */
record Binned(
    List<String> labels,
    double[] reference,
    double[] current,
    double referenceRows,
    double currentRows) {

  double[] referenceShares() {
    return shares(reference, referenceRows);
  }

  double[] currentShares() {
    return shares(current, currentRows);
  }

  private static double[] shares(double[] counts, double rows) {
    double[] shares = new double[counts.length];
    for (int bin = 0; bin < counts.length; bin++) {
      shares[bin] = counts[bin] / rows;
    }
    return shares;
  }

  int size() {
    return labels.size();
  }

  long[] wholeReference() {
    return whole(reference);
  }

  long[] wholeCurrent() {
    return whole(current);
  }

  private static long[] whole(double[] counts) {
    long[] whole = new long[counts.length];
    for (int bin = 0; bin < counts.length; bin++) {
      whole[bin] = Math.round(counts[bin]);
    }
    return whole;
  }

  List<Outcome.BinCount> counts() {
    List<Outcome.BinCount> counts = new ArrayList<>();
    for (int bin = 0; bin < labels.size(); bin++) {
      counts.add(new Outcome.BinCount(labels.get(bin), reference[bin], current[bin]));
    }
    return counts;
  }

  static Binned ofCategories(Categories reference, Categories current) {
    List<String> labels = Categories.union(reference, current);
    double[] before = labels.stream().mapToDouble(reference::countOf).toArray();
    double[] now = labels.stream().mapToDouble(current::countOf).toArray();
    return new Binned(labels, before, now, reference.rows(), current.rows());
  }

  /** What lies in none of the bins becomes one more, if there is any on the current side. */
  Binned withRest() {
    double inside = 0;
    for (double count : current) {
      inside += count;
    }
    double rest = currentRows - inside;
    if (rest <= 0) {
      return this;
    }
    List<String> more = new ArrayList<>(labels);
    more.add("(outside)");
    return new Binned(
        more, append(reference, 0), append(current, rest), referenceRows, currentRows);
  }

  private static double[] append(double[] counts, double last) {
    double[] longer = java.util.Arrays.copyOf(counts, counts.length + 1);
    longer[counts.length] = last;
    return longer;
  }
}
