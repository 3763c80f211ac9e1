package io.plimsoll.stats;

import java.util.List;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * What the stability index of categories comes to when nothing has changed. In well filled bins the
 * index over (1/n + 1/m) follows a chi-square (Yurdakul 2018). A bin in which few rows are to be
 * expected weighs more, above all where it may stay empty: its mean and variance are summed up over
 * the Poisson distribution of its rows, and the whole is a scaled chi-square with that mean and
 * that variance (F. Satterthwaite, Biometrics Bulletin 2, 1946). Bins of numbers need none of it:
 * they are cut so that the reference fills all of them alike.
 */
final class PsiNoise {
  /** From so many expected rows on a bin is well filled. */
  private static final double FILLED = 20;

  private static final double LEVEL = 0.95;
  private static final int MOST_ROWS = 60;

  private final double rows;
  private final double others;
  private double mean;
  private double variance;

  private PsiNoise(double rows, double others) {
    this.rows = rows;
    this.others = others;
  }

  /** What the index exceeds in 5 of 100 comparisons. */
  static double of(List<Bin> bins, double referenceRows, double currentRows) {
    if (bins.size() < 2) {
      return 0;
    }
    double fewer = Math.min(referenceRows, currentRows);
    PsiNoise noise = new PsiNoise(fewer, Math.max(referenceRows, currentRows));
    boolean isFilled = true;
    for (Bin bin : bins) {
      double share =
          (bin.referenceShare() * referenceRows + bin.currentShare() * currentRows)
              / (referenceRows + currentRows);
      isFilled &= share * fewer >= FILLED;
      noise.add(share);
    }
    if (isFilled) {
      return Psi.noise(bins.size(), noise.perRow());
    }
    double scale = noise.variance / (2 * noise.mean);
    double degrees = 2 * noise.mean * noise.mean / noise.variance;
    return scale * ChiSquaredDistribution.of(degrees).inverseCumulativeProbability(LEVEL);
  }

  private double perRow() {
    return 1 / rows + 1 / others;
  }

  private void add(double share) {
    if (share * rows >= FILLED) {
      mean += (1 - share) * perRow();
      variance += 2 * (1 - share) * perRow() * perRow();
    } else if (share * others >= FILLED) {
      addThin(share);
    } else {
      addThinOnBothSides(share);
    }
  }

  /** The smaller side is summed up; the larger one adds what it adds to a well filled bin. */
  private void addThin(double share) {
    double first = 0;
    double second = 0;
    double chance = Math.exp(-share * rows);
    for (int count = 0; count <= MOST_ROWS; count++) {
      double term = Psi.term(share, count / rows);
      first += chance * term;
      second += chance * term * term;
      chance *= share * rows / (count + 1);
    }
    double free = 1 - share;
    mean += free * (first + 1 / others);
    variance += free * (second - first * first + 4 * first / others + 2 / others / others);
  }

  private void addThinOnBothSides(double share) {
    double first = 0;
    double second = 0;
    double chance = Math.exp(-share * rows);
    for (int count = 0; count <= MOST_ROWS; count++) {
      double other = Math.exp(-share * others);
      for (int beside = 0; beside <= MOST_ROWS; beside++) {
        double term = Psi.term(beside / others, count / rows);
        first += chance * other * term;
        second += chance * other * term * term;
        other *= share * others / (beside + 1);
      }
      chance *= share * rows / (count + 1);
    }
    mean += (1 - share) * first;
    variance += (1 - share) * (second - first * first);
  }
}
