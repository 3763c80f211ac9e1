package io.plimsoll.stats;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.HypergeometricDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Tests on counts over the same categories, reference first. Which form a test has is part of its
 * name, because "chi-square" alone means different numbers in different libraries.
 */
public final class SignificanceTests {
  private static final double FEWEST_EXPECTED = 5;

  /** Probabilities that differ by rounding only count as equal, as in R and SciPy. */
  private static final double TIE = 1 + 1e-7;

  private record Cell(double expected, double observed) {
    Cell plus(Cell other) {
      return new Cell(expected + other.expected, observed + other.observed);
    }
  }

  /** A test on categories some of which were taken together, and how many were left. */
  public record PooledResult(TestResult result, int categories) {}

  private SignificanceTests() {}

  /**
   * Pearson's test on the 2 × k table: both sides are samples. Categories whose smaller expected
   * count is below five are pooled (W. Cochran, Biometrics 10(4), 1954). This is the form to use by
   * default.
   */
  public static TestResult chiSquareContingency(long[] reference, long[] current) {
    return chiSquarePooled(reference, current).result();
  }

  /** As {@link #chiSquareContingency}, with the number of categories that were left. */
  public static PooledResult chiSquarePooled(long[] reference, long[] current) {
    requireSameCategories(reference, current);
    double share = total(current) / (double) (total(reference) + total(current));
    double smallerShare = Math.min(share, 1 - share);
    double statistic = 0;
    int cells = 0;
    double pooledReference = 0;
    double pooledCurrent = 0;
    for (int category = 0; category < reference.length; category++) {
      long rows = reference[category] + current[category];
      if (rows * smallerShare < FEWEST_EXPECTED) {
        pooledReference += reference[category];
        pooledCurrent += current[category];
      } else {
        statistic +=
            contingencyTerm((double) reference[category], (double) current[category], share);
        cells++;
      }
    }
    if (pooledReference + pooledCurrent > 0) {
      statistic += contingencyTerm(pooledReference, pooledCurrent, share);
      cells++;
    }
    return new PooledResult(chiSquare(statistic, cells - 1), cells);
  }

  private static double contingencyTerm(double reference, double current, double share) {
    double rows = reference + current;
    double difference = current - rows * share;
    return difference * difference / (rows * share * (1 - share));
  }

  /**
   * Pearson's goodness of fit of the current counts to the reference scaled to their total; takes
   * the reference as exact.
   */
  public static TestResult chiSquareGoodnessOfFit(long[] reference, long[] current) {
    return goodnessOfFit(cells(reference, current));
  }

  /**
   * Goodness of fit as in Deequ: categories absent from the reference are left out; then, while
   * more than a fifth of the expected counts is below five (of two categories: any below ten), the
   * smallest joins the second smallest.
   */
  public static TestResult chiSquareGoodnessOfFitRegrouped(long[] reference, long[] current) {
    return chiSquareRegrouped(reference, current).result();
  }

  /** As {@link #chiSquareGoodnessOfFitRegrouped}, with the number of categories that were left. */
  public static PooledResult chiSquareRegrouped(long[] reference, long[] current) {
    requireSameCategories(reference, current);
    long total = 0;
    for (int category = 0; category < reference.length; category++) {
      total += reference[category] > 0 ? current[category] : 0;
    }
    List<Cell> cells = new ArrayList<>();
    for (int category = 0; category < reference.length; category++) {
      if (reference[category] > 0) {
        double expected = (double) reference[category] * total / total(reference);
        cells.add(new Cell(expected, current[category]));
      }
    }
    cells.sort(Comparator.comparingDouble(Cell::expected));
    while (cells.size() > 1 && isTooThin(cells)) {
      Cell joined = cells.remove(0).plus(cells.remove(0));
      cells.add(joined);
      cells.sort(Comparator.comparingDouble(Cell::expected));
    }
    return new PooledResult(goodnessOfFit(cells), cells.size());
  }

  private static boolean isTooThin(List<Cell> ascending) {
    if (ascending.size() == 2) {
      return ascending.get(0).expected() < 2 * FEWEST_EXPECTED;
    }
    long thin = ascending.stream().filter(cell -> cell.expected() < FEWEST_EXPECTED).count();
    return thin > 0.2 * ascending.size();
  }

  private static TestResult goodnessOfFit(List<Cell> cells) {
    double statistic = 0;
    for (Cell cell : cells) {
      double difference = cell.observed() - cell.expected();
      statistic += difference == 0 ? 0 : difference * difference / cell.expected();
    }
    return chiSquare(statistic, cells.size() - 1);
  }

  /**
   * The likelihood-ratio test of the current counts against the scaled reference: 2 × the sum of o
   * × ln(o / e).
   */
  public static TestResult gTest(long[] reference, long[] current) {
    List<Cell> cells = cells(reference, current);
    double statistic = 0;
    for (Cell cell : cells) {
      statistic +=
          cell.observed() == 0
              ? 0
              : 2 * cell.observed() * Math.log(cell.observed() / cell.expected());
    }
    return chiSquare(statistic, cells.size() - 1);
  }

  /**
   * Fisher's exact test, two-sided: the tables with the same margins that are no more probable than
   * the one seen; statistic: its probability.
   */
  public static TestResult fisherExact(
      long referenceHits, long referenceMisses, long currentHits, long currentMisses) {
    int hits = Math.toIntExact(referenceHits + currentHits);
    int drawn = Math.toIntExact(currentHits + currentMisses);
    int rows = Math.toIntExact(hits + referenceMisses + currentMisses);
    HypergeometricDistribution tables = HypergeometricDistribution.of(rows, hits, drawn);
    double seen = tables.probability((int) currentHits);
    double sum = 0;
    for (int table = tables.getSupportLowerBound();
        table <= tables.getSupportUpperBound();
        table++) {
      double probability = tables.probability(table);
      sum += probability <= seen * TIE ? probability : 0;
    }
    return new TestResult(seen, Math.min(1, sum));
  }

  /** The z-test of two proportions with pooled variance, two-sided. */
  public static TestResult twoProportions(
      long referenceHits, long referenceRows, long currentHits, long currentRows) {
    double pooled = (double) (referenceHits + currentHits) / (referenceRows + currentRows);
    double difference = (double) currentHits / currentRows - (double) referenceHits / referenceRows;
    double variance = pooled * (1 - pooled) * (1.0 / referenceRows + 1.0 / currentRows);
    double statistic = difference == 0 ? 0 : difference / Math.sqrt(variance);
    double tail = NormalDistribution.of(0, 1).survivalProbability(Math.abs(statistic));
    return new TestResult(statistic, 2 * tail);
  }

  private static List<Cell> cells(long[] reference, long[] current) {
    requireSameCategories(reference, current);
    double scale = (double) total(current) / total(reference);
    List<Cell> cells = new ArrayList<>();
    for (int category = 0; category < reference.length; category++) {
      cells.add(new Cell(reference[category] * scale, current[category]));
    }
    return cells;
  }

  private static TestResult chiSquare(double statistic, int degreesOfFreedom) {
    if (degreesOfFreedom < 1) {
      return new TestResult(0, 1);
    }
    return new TestResult(
        statistic, ChiSquaredDistribution.of(degreesOfFreedom).survivalProbability(statistic));
  }

  private static void requireSameCategories(long[] reference, long[] current) {
    if (reference.length != current.length) {
      throw new IllegalArgumentException(
          "Both sides need the same categories, but the reference has "
              + reference.length
              + " and the current side "
              + current.length);
    }
    if (total(reference) == 0 || total(current) == 0) {
      throw new IllegalArgumentException("Both sides need at least one row");
    }
  }

  private static long total(long[] counts) {
    long total = 0;
    for (long count : counts) {
      total += count;
    }
    return total;
  }
}
