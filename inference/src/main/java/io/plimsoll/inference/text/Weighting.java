package io.plimsoll.inference.text;

import java.util.Optional;

/**
 * Weights as scikit-learn's {@code TfidfTransformer} gives them, in the order and the numbers in
 * which it computes. Immutable.
 *
 * @param isSublinear counts become 1 + ln(count)
 * @param idf for each term; empty if all weigh the same
 */
record Weighting(boolean isSublinear, Optional<double[]> idf, Norm norm) {

  /** What is the same for every row, if anything is. */
  enum Norm {
    NONE,
    /** The sum of the values without their signs. */
    L1,
    /** The root of the sum of their squares. */
    L2
  }

  void apply(SparseRow row, boolean isSingle) {
    double[] values = row.values();
    if (isSublinear) {
      for (int i = 0; i < row.length(); i++) {
        double logarithm = Math.log(values[i]);
        values[i] = (isSingle ? (float) logarithm : logarithm) + 1;
      }
      rounded(row, isSingle);
    }
    if (idf.isPresent()) {
      double[] weights = idf.get();
      for (int i = 0; i < row.length(); i++) {
        values[i] *= weights[row.places()[i]];
      }
      rounded(row, isSingle);
    }
    double size = size(row);
    if (size != 0) {
      for (int i = 0; i < row.length(); i++) {
        values[i] /= size;
      }
      rounded(row, isSingle);
    }
  }

  private static void rounded(SparseRow row, boolean isSingle) {
    if (isSingle) {
      row.round();
    }
  }

  /** 0 for a row that stays as it is. */
  private double size(SparseRow row) {
    double sum = 0;
    for (int i = 0; i < row.length(); i++) {
      double value = row.values()[i];
      sum +=
          switch (norm) {
            case NONE -> 0;
            case L1 -> Math.abs(value);
            case L2 -> value * value;
          };
    }
    return norm == Norm.L2 ? Math.sqrt(sum) : sum;
  }
}
