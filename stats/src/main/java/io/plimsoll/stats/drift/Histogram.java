package io.plimsoll.stats.drift;

import java.util.Arrays;

/** How many numbers fell between ascending edges; spread evenly inside a bucket. */
public final class Histogram implements Sample {
  private static final double MOST_ROWS = 2e9;

  private final double[] edges;
  private final double[] counts;
  private final long missing;

  private Histogram(double[] edges, double[] counts, long missing) {
    this.edges = edges;
    this.counts = counts;
    this.missing = missing;
  }

  /**
   * Takes one edge more than counts.
   *
   * @throws DriftInputException if edges do not ascend or a count is negative
   */
  public static Histogram of(double[] edges, double[] counts, long missing) {
    if (edges.length != counts.length + 1 || counts.length == 0) {
      throw new DriftInputException(
          "histogram",
          "there are "
              + edges.length
              + " edges and "
              + counts.length
              + " counts; send one edge more than counts");
    }
    if (counts.length > BinEdges.MOST) {
      throw new DriftInputException(
          "histogram", "there are " + counts.length + " buckets; send at most " + BinEdges.MOST);
    }
    for (int index = 0; index < edges.length; index++) {
      if (!Double.isFinite(edges[index]) || (index > 0 && !(edges[index] > edges[index - 1]))) {
        throw new DriftInputException(
            "histogram.edges",
            "the edge " + edges[index] + " at " + index + " is not above the one before it");
      }
    }
    double total = 0;
    for (double count : counts) {
      if (!(count >= 0)) {
        throw new DriftInputException(
            "histogram.counts", "the count " + count + " is not 0 or more");
      }
      total += count;
    }
    if (total > MOST_ROWS) {
      throw new DriftInputException(
          "histogram.counts", "the counts add up to " + total + "; divide them so that 2e9 hold");
    }
    return new Histogram(edges.clone(), counts.clone(), missing);
  }

  @Override
  public Form form() {
    return Form.HISTOGRAM;
  }

  @Override
  public long rows() {
    return Math.round(total());
  }

  @Override
  public long missing() {
    return missing;
  }

  @Override
  public long infinite() {
    return 0;
  }

  double total() {
    return Arrays.stream(counts).sum();
  }

  double[] edges() {
    return edges;
  }

  /** The counts over finer edges that hold all of this histogram's own. */
  double[] over(double[] finer) {
    double[] spread = new double[finer.length - 1];
    for (int bucket = 0; bucket < counts.length; bucket++) {
      double width = edges[bucket + 1] - edges[bucket];
      for (int cell = 0; cell < spread.length; cell++) {
        if (finer[cell] >= edges[bucket] && finer[cell + 1] <= edges[bucket + 1]) {
          spread[cell] += counts[bucket] * ((finer[cell + 1] - finer[cell]) / width);
        }
      }
    }
    return spread;
  }
}
