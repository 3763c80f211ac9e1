package io.plimsoll.stats.drift;

import static io.plimsoll.stats.drift.Sample.Form.COUNTS;
import static io.plimsoll.stats.drift.Sample.Form.VALUES;

import io.plimsoll.stats.Distances;
import io.plimsoll.stats.KolmogorovSmirnov;
import java.util.Arrays;
import java.util.List;

/**
 * What NannyML computes of a reference of 10,000 rows or more: estimates on one bin for every 500
 * rows of it. Of smaller ones it has the exact numbers.
 */
final class NannymlMethods {
  private static final int EXACT_ROWS = 10_000;
  private static final int ROWS_OF_BIN = 500;
  private static final double RELEVANT = 0.1;

  private NannymlMethods() {}

  static List<DriftMethod> all() {
    String source = "NannyML, drift/univariate/methods.py";
    return List.of(
        DriftMethod.draft("wasserstein.nannyml", "Wasserstein distance as in NannyML")
            .formula("from 10,000 rows of reference on Σ |F − G| × width over n / 500 equal bins")
            .source(source)
            .as("nannyml: wasserstein")
            .takes(VALUES, COUNTS)
            .runs(NannymlMethods::wasserstein),
        DriftMethod.draft("ks.nannyml", "Kolmogorov-Smirnov test as in NannyML")
            .formula("from 10,000 rows of reference on max |F − G| at n / 500 of its quantiles")
            .source(source)
            .as("nannyml: kolmogorov_smirnov")
            .isTest()
            .takes(VALUES, COUNTS)
            .runs(NannymlMethods::kolmogorovSmirnov));
  }

  private static Outcome wasserstein(Pair given, Arguments arguments) {
    Pair pair = given.numbersOfAtLeast(2, "the Wasserstein distance");
    Numbers reference = pair.referenceNumbers();
    Numbers current = pair.currentNumbers();
    double distance =
        reference.rows() < EXACT_ROWS
            ? Distances.wasserstein(reference.sorted(), current.sorted())
            : estimate(reference, current);
    return Outcome.of(distance)
        .noise(Noise.ofArea(reference, current, false))
        .effect(
            "wasserstein_in_sd",
            AreaMethods.ratio(distance, reference.standardDeviation(1)),
            RELEVANT);
  }

  private static double estimate(Numbers reference, Numbers current) {
    int bins = (int) (reference.rows() / ROWS_OF_BIN);
    double[] inner = BinEdges.equalWidth(reference.min(), reference.max(), bins);
    double width = inner[1] - inner[0];
    double[] left = steps(current.min() - width, inner[0] - width, width);
    double[] right = steps(inner[bins] + width, current.max() + width, width);
    double[] edges = new double[left.length + inner.length + right.length];
    System.arraycopy(left, 0, edges, 0, left.length);
    System.arraycopy(inner, 0, edges, left.length, inner.length);
    System.arraycopy(right, 0, edges, left.length + inner.length, right.length);
    double[] before = Binning.counts(reference.sorted(), inner);
    double[] now = Binning.counts(current.sorted(), edges);
    double below = 0;
    double belowNow = 0;
    double sum = 0;
    for (int bin = 0; bin < now.length; bin++) {
      int own = bin - left.length;
      below += own >= 0 && own < before.length ? before[own] / reference.rows() : 0;
      belowNow += now[bin] / current.rows();
      sum += Math.abs(below - belowNow) * width;
    }
    return sum;
  }

  /** NumPy's arange: from the first on, before the end. */
  private static double[] steps(double first, double end, double width) {
    double count = Math.ceil((end - first) / width);
    if (count > BinEdges.MOST * 100.0) {
      throw new DriftInputException(
          "current",
          "it reaches "
              + (long) count
              + " bins beyond the reference, too many; use wasserstein.raw");
    }
    double[] steps = new double[(int) Math.max(0, count)];
    Arrays.setAll(steps, index -> first + index * width);
    return steps;
  }

  private static Outcome kolmogorovSmirnov(Pair given, Arguments arguments) {
    Pair pair = given.numbersOfAtLeast(1, "the Kolmogorov-Smirnov test");
    Numbers reference = pair.referenceNumbers();
    Numbers current = pair.currentNumbers();
    boolean isExact = reference.rows() < EXACT_ROWS && current.rows() <= EXACT_ROWS;
    double statistic =
        reference.rows() < EXACT_ROWS
            ? KolmogorovSmirnov.distance(reference.sorted(), current.sorted())
            : largestGap(reference, current);
    double n = reference.rows();
    double m = current.rows();
    double probability =
        isExact
            ? KolmogorovSmirnov.exact(reference.sorted(), current.sorted()).pValue()
            : KolmogorovDistribution.survival((long) Math.rint(n * m / (n + m)), statistic);
    return KolmogorovMethods.outcome(pair, statistic).pValue(probability);
  }

  private static double largestGap(Numbers reference, Numbers current) {
    int bins = (int) (reference.rows() / ROWS_OF_BIN);
    double[] edges = new double[bins + 1];
    for (int edge = 0; edge <= bins; edge++) {
      edges[edge] = reference.quantile(Math.min(1, edge * (1.0 / bins)));
    }
    double[] before = Binning.counts(reference.sorted(), edges);
    double[] now = Binning.counts(current.sorted(), edges);
    double below = 0;
    double belowNow =
        Numbers.countBelow(current.sorted(), edges[0], false) / (double) current.rows();
    double gap = 0;
    for (int bin = 0; bin < bins; bin++) {
      below += before[bin] / reference.rows();
      belowNow += now[bin] / current.rows();
      gap = Math.max(gap, Math.abs(below - belowNow));
    }
    return gap;
  }
}
