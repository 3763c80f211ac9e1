package io.plimsoll.stats.drift;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix by C. Jacobi's rotations, largest first: slow,
 * and accurate to the last digits.
 *
 * @param vectors one row for each value
 */
record SymmetricMatrix(double[] values, double[][] vectors) {
  private static final int MOST_SWEEPS = 60;

  static SymmetricMatrix decompose(double[][] given) {
    int size = given.length;
    double[][] matrix = new double[size][];
    double[][] vectors = new double[size][size];
    for (int row = 0; row < size; row++) {
      matrix[row] = given[row].clone();
      vectors[row][row] = 1;
    }
    for (int sweep = 0; sweep < MOST_SWEEPS && outside(matrix) > 0; sweep++) {
      for (int row = 0; row < size; row++) {
        for (int column = row + 1; column < size; column++) {
          rotate(matrix, vectors, row, column);
        }
      }
    }
    Integer[] order = new Integer[size];
    Arrays.setAll(order, index -> index);
    Arrays.sort(order, Comparator.comparingDouble(index -> -matrix[index][index]));
    double[] values = new double[size];
    double[][] sorted = new double[size][size];
    for (int place = 0; place < size; place++) {
      values[place] = matrix[order[place]][order[place]];
      sorted[place] = vectors[order[place]];
    }
    return new SymmetricMatrix(values, sorted);
  }

  private static double outside(double[][] matrix) {
    double sum = 0;
    for (int row = 0; row < matrix.length; row++) {
      for (int column = row + 1; column < matrix.length; column++) {
        sum += Math.abs(matrix[row][column]);
      }
    }
    return sum;
  }

  private static void rotate(double[][] matrix, double[][] vectors, int row, int column) {
    double off = matrix[row][column];
    if (Math.abs(off) <= 1e-300) {
      matrix[row][column] = 0;
      matrix[column][row] = 0;
      return;
    }
    double theta = (matrix[column][column] - matrix[row][row]) / (2 * off);
    double tangent = Math.signum(theta) / (Math.abs(theta) + Math.hypot(1, theta));
    if (theta == 0) {
      tangent = 1;
    }
    double cosine = 1 / Math.hypot(1, tangent);
    double sine = tangent * cosine;
    for (int index = 0; index < matrix.length; index++) {
      double left = matrix[index][row];
      double right = matrix[index][column];
      matrix[index][row] = cosine * left - sine * right;
      matrix[index][column] = sine * left + cosine * right;
    }
    for (int index = 0; index < matrix.length; index++) {
      double left = matrix[row][index];
      double right = matrix[column][index];
      matrix[row][index] = cosine * left - sine * right;
      matrix[column][index] = sine * left + cosine * right;
      double first = vectors[row][index];
      double second = vectors[column][index];
      vectors[row][index] = cosine * first - sine * second;
      vectors[column][index] = sine * first + cosine * second;
    }
    matrix[row][column] = 0;
    matrix[column][row] = 0;
  }
}
