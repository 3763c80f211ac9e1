package io.plimsoll.stats.performance;

import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * How often each class was answered for each class that it was, with the figures that follow. Rows
 * are what was true, columns what was answered, as in scikit-learn. Counts may be fractions: a row
 * whose truth is only known with a probability counts in parts.
 */
public final class ConfusionMatrix {
  private final double[][] counts;

  /**
   * An empty matrix.
   *
   * @param classes at least two
   */
  public ConfusionMatrix(int classes) {
    if (classes < 2) {
      throw new IllegalArgumentException(
          "A classification has two classes at least, not %d.".formatted(classes));
    }
    this.counts = new double[classes][classes];
  }

  /** Counts one row; classes are numbered from 0. */
  public void add(int actual, int answered) {
    add(actual, answered, 1);
  }

  /** Counts a part of a row, or several. */
  public void add(int actual, int answered, double rows) {
    counts[actual][answered] += rows;
  }

  /** Adds the counts of another matrix over the same classes. */
  public void add(ConfusionMatrix other) {
    if (other.classes() != classes()) {
      throw new IllegalArgumentException(
          "A matrix of %d classes cannot take one of %d.".formatted(classes(), other.classes()));
    }
    for (int actual = 0; actual < classes(); actual++) {
      for (int answered = 0; answered < classes(); answered++) {
        counts[actual][answered] += other.counts[actual][answered];
      }
    }
  }

  public int classes() {
    return counts.length;
  }

  public double count(int actual, int answered) {
    return counts[actual][answered];
  }

  public double rows() {
    return Arrays.stream(counts).mapToDouble(ConfusionMatrix::sum).sum();
  }

  /** The share of rows that were answered rightly. */
  public Estimate accuracy() {
    double right = 0;
    for (int one = 0; one < classes(); one++) {
      right += counts[one][one];
    }
    return Estimate.share(right, rows());
  }

  /** Of the rows for which the class was answered, the share that it was: TP / (TP + FP). */
  public Estimate precision(int of) {
    return Estimate.share(counts[of][of], answered(of));
  }

  /** Of the rows that were of the class, the share that was answered so: TP / (TP + FN). */
  public Estimate recall(int of) {
    return Estimate.share(counts[of][of], sum(counts[of]));
  }

  /** Of the rows that were not of the class, the share that was not answered so: TN / (TN + FP). */
  public Estimate specificity(int of) {
    double others = rows() - sum(counts[of]);
    return Estimate.share(others - (answered(of) - counts[of][of]), others);
  }

  /**
   * The harmonic mean of precision and recall: 2 TP / (2 TP + FP + FN). Its error follows from that
   * of q = TP / (TP + FP + FN), since F1 = 2q / (1 + q).
   */
  public Estimate f1(int of) {
    double right = counts[of][of];
    double all = answered(of) + sum(counts[of]) - right;
    Estimate overlap = Estimate.share(right, all);
    double q = overlap.value();
    return overlap.isDefined()
        ? new Estimate(
            2 * q / (1 + q), overlap.standardError() * 2 / ((1 + q) * (1 + q)), overlap.rows())
        : Estimate.UNDEFINED;
  }

  /**
   * The mean over the classes of one of the figures above. As in scikit-learn, a class counts if
   * there were or if there was answered any of it, and then with 0 where its figure is not defined.
   * The errors are added as if they were independent.
   */
  public Estimate macro(IntFunction<Estimate> figure) {
    double sum = 0;
    double variance = 0;
    int present = 0;
    for (int one = 0; one < classes(); one++) {
      if (sum(counts[one]) + answered(one) > 0) {
        Estimate estimate = figure.apply(one);
        sum += estimate.isDefined() ? estimate.value() : 0;
        variance += estimate.isDefined() ? Math.pow(estimate.standardError(), 2) : 0;
        present++;
      }
    }
    return present == 0
        ? Estimate.UNDEFINED
        : new Estimate(sum / present, Math.sqrt(variance) / present, Math.round(rows()));
  }

  private double answered(int of) {
    double sum = 0;
    for (double[] row : counts) {
      sum += row[of];
    }
    return sum;
  }

  private static double sum(double[] row) {
    return Arrays.stream(row).sum();
  }
}
