package io.plimsoll.stats.drift;

import java.util.Arrays;

/**
 * Where libraries cut the number line. The rules for a number of bins of equal width are those of
 * NumPy's histogram_bin_edges, to the last bit of an edge.
 */
final class BinEdges {
  /** More bins than this nobody can read, and no sample fills. */
  static final int MOST = 10_000;

  private BinEdges() {}

  /** So many bins of equal width; a range of no width is widened by a half on each side. */
  static double[] equalWidth(double least, double most, int bins) {
    double first = least == most ? least - 0.5 : least;
    double last = least == most ? most + 0.5 : most;
    double step = (last - first) / bins;
    if (!Double.isFinite(step)) {
      step = last / bins - first / bins;
    }
    double[] edges = new double[bins + 1];
    for (int edge = 0; edge < bins; edge++) {
      edges[edge] = edge * step + first;
    }
    edges[bins] = last;
    return edges;
  }

  /** H. Sturges, JASA 21, 1926: width = range / (log2(n) + 1). */
  static int sturges(double least, double most, long rows) {
    return bins(most - least, (most - least) / (Math.log((double) rows) / Math.log(2) + 1));
  }

  /** D. Doane, The American Statistician 30(4), 1976: Sturges with a term for the skewness. */
  static int doane(Numbers sample) {
    long rows = sample.rows();
    double spread = sample.standardDeviation(0);
    if (rows <= 2 || !(spread > 0)) {
      return 1;
    }
    double mean = sample.mean();
    double cubes = 0;
    for (double value : sample.sorted()) {
      double scaled = (value - mean) / spread;
      cubes += scaled * scaled * scaled;
    }
    double skewness = cubes / rows;
    double error = Math.sqrt(6.0 * (rows - 2) / ((rows + 1.0) * (rows + 3)));
    double range = sample.max() - sample.min();
    double parts =
        1
            + Math.log((double) rows) / Math.log(2)
            + Math.log(1 + Math.abs(skewness) / error) / Math.log(2);
    return bins(range, range / parts);
  }

  private static int bins(double range, double width) {
    return width > 0 ? (int) Math.min(MOST, Math.ceil(range / width)) : 1;
  }

  /** The quantiles of the reference, each edge once. */
  static double[] quantiles(Numbers reference, int bins, boolean interpolated) {
    double[] edges = new double[bins + 1];
    for (int edge = 0; edge <= bins; edge++) {
      double share = (double) edge / bins;
      edges[edge] =
          interpolated ? reference.quantile(share) : orderStatistic(reference, edge, bins);
    }
    return Arrays.stream(edges).distinct().toArray();
  }

  /** The smallest value at or below which the share lies. */
  private static double orderStatistic(Numbers reference, int edge, int bins) {
    long rank = Math.max(1, (reference.rows() * edge + bins - 1) / bins);
    return reference.sorted()[(int) rank - 1];
  }
}
