package io.plimsoll.stats.drift;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * Two histograms as distribution functions that rise evenly inside each bucket, and the areas
 * between them. What lies how inside a bucket is not known, so a distance is that of rows which are
 * spread evenly, and a test knows less than one of the rows themselves.
 */
final class HistogramAreas {
  private final double[] edges;
  private final Binned binned;

  private HistogramAreas(double[] edges, Binned binned) {
    this.edges = edges;
    this.binned = binned;
  }

  /** Of two histograms, split on the edges of both; empty if neither side is one. */
  static Optional<HistogramAreas> of(Pair pair, String method) {
    boolean isOne = pair.reference() instanceof Histogram;
    boolean isOther = pair.current() instanceof Histogram;
    if (!isOne && !isOther) {
      return Optional.empty();
    }
    if (!(pair.reference() instanceof Histogram reference)
        || !(pair.current() instanceof Histogram current)) {
      throw new DriftInputException(
          isOne ? "current" : "reference",
          method + " takes two histograms or none; send values on both sides, or a histogram");
    }
    Pair.requireRows(reference.rows(), 1, "reference", method);
    Pair.requireRows(current.rows(), 1, "current", method);
    double[] edges =
        DoubleStream.concat(Arrays.stream(reference.edges()), Arrays.stream(current.edges()))
            .sorted()
            .distinct()
            .toArray();
    return Optional.of(new HistogramAreas(edges, Binning.ofHistograms(pair)));
  }

  double rows() {
    return binned.referenceRows();
  }

  double others() {
    return binned.currentRows();
  }

  /** The area between both functions. */
  double wasserstein() {
    return wasserstein(binned.referenceShares(), binned.currentShares());
  }

  double noiseOfWasserstein() {
    return Noise.ofBins(binned, this::wasserstein);
  }

  private double wasserstein(double[] reference, double[] current) {
    double area = 0;
    double height = 0;
    for (int cell = 0; cell + 1 < edges.length; cell++) {
      double next = height + reference[cell] - current[cell];
      double both = Math.abs(height) + Math.abs(next);
      // Where the functions cross inside the cell, two triangles are left.
      double mean = height * next >= 0 ? both / 2 : (height * height + next * next) / (2 * both);
      area += mean * (edges[cell + 1] - edges[cell]);
      height = next;
    }
    return area;
  }

  /** Twice the area between both functions squared, as a distance. */
  double energy() {
    return energy(binned.referenceShares(), binned.currentShares());
  }

  double noiseOfEnergy() {
    return Noise.ofBins(binned, this::energy);
  }

  private double energy(double[] reference, double[] current) {
    double area = 0;
    double height = 0;
    for (int cell = 0; cell + 1 < edges.length; cell++) {
      double next = height + reference[cell] - current[cell];
      area += (height * height + height * next + next * next) / 3 * (edges[cell + 1] - edges[cell]);
      height = next;
    }
    return Math.sqrt(2 * Math.max(0, area));
  }

  /** The largest distance of both functions, which is at an edge. */
  double kolmogorov() {
    double[] reference = binned.referenceShares();
    double[] current = binned.currentShares();
    double most = 0;
    double height = 0;
    for (int cell = 0; cell < reference.length; cell++) {
      height += reference[cell] - current[cell];
      most = Math.max(most, Math.abs(height));
    }
    return Math.min(1, most);
  }

  /** The standard deviation of the reference. */
  double deviation(int used) {
    double[] shares = binned.referenceShares();
    double mean = 0;
    for (int cell = 0; cell < shares.length; cell++) {
      mean += shares[cell] * middle(cell);
    }
    double variance = 0;
    for (int cell = 0; cell < shares.length; cell++) {
      double off = middle(cell) - mean;
      double width = edges[cell + 1] - edges[cell];
      variance += shares[cell] * (off * off + width * width / 12);
    }
    double rows = binned.referenceRows();
    return rows > used ? Math.sqrt(variance * rows / (rows - used)) : 0;
  }

  private double middle(int cell) {
    return edges[cell] + (edges[cell + 1] - edges[cell]) / 2;
  }

  /** From the first bucket with a row of either side to the last. */
  double range() {
    int first = 0;
    while (binned.reference()[first] + binned.current()[first] == 0) {
      first++;
    }
    int last = edges.length - 2;
    while (binned.reference()[last] + binned.current()[last] == 0) {
      last--;
    }
    return edges[last + 1] - edges[first];
  }
}
