package io.plimsoll.stats.drift;

import java.util.Arrays;
import java.util.Random;

/**
 * The squared maximum mean discrepancy with the kernel exp(−|x − y|² / 2σ²): A. Gretton et al.,
 * JMLR 13, 2012. All kernel values are kept, so that exchanging rows costs sums only.
 */
final class MeanDiscrepancy {
  private final double[][] kernel;
  private final int rows;
  private final int all;
  private final double sigma;

  private MeanDiscrepancy(double[][] kernel, int rows, double sigma) {
    this.kernel = kernel;
    this.rows = rows;
    this.all = kernel.length;
    this.sigma = sigma;
  }

  /** {@code sigma} of 0 asks for the median heuristic. */
  static MeanDiscrepancy of(double[][] reference, double[][] current, double sigma) {
    double[][] points = Arrays.copyOf(reference, reference.length + current.length);
    System.arraycopy(current, 0, points, reference.length, current.length);
    double[][] kernel = new double[points.length][points.length];
    for (int left = 0; left < points.length; left++) {
      for (int right = 0; right < left; right++) {
        kernel[left][right] = squaredDistance(points[left], points[right]);
        kernel[right][left] = kernel[left][right];
      }
    }
    double chosen = sigma > 0 ? sigma : Math.sqrt(0.5 * median(kernel));
    double scale = -0.5 / (chosen * chosen);
    for (int left = 0; left < points.length; left++) {
      for (int right = 0; right < points.length; right++) {
        // Rows that are all alike have no scale; they are one point to every kernel.
        kernel[left][right] = chosen == 0 ? 1 : Math.exp(scale * kernel[left][right]);
      }
    }
    return new MeanDiscrepancy(kernel, reference.length, chosen);
  }

  private static double squaredDistance(double[] left, double[] right) {
    double sum = 0;
    for (int column = 0; column < left.length; column++) {
      double gap = left[column] - right[column];
      sum += gap * gap;
    }
    return sum;
  }

  /** The median that is one of the values, the lower one of two, as PyTorch has it. */
  private static double median(double[][] squared) {
    double[] values = new double[squared.length * squared.length];
    for (int row = 0; row < squared.length; row++) {
      System.arraycopy(squared[row], 0, values, row * squared.length, squared.length);
    }
    Arrays.sort(values);
    double median = values[(values.length - 1) / 2];
    for (int index = 0; median == 0 && index < values.length; index++) {
      median = values[index];
    }
    return median;
  }

  double sigma() {
    return sigma;
  }

  double value(boolean unbiased) {
    int[] order = new int[all];
    Arrays.setAll(order, index -> index);
    return value(order, unbiased);
  }

  /** The value with the rows dealt out in another order. */
  private double value(int[] order, boolean unbiased) {
    boolean[] isReference = new boolean[all];
    for (int place = 0; place < rows; place++) {
      isReference[order[place]] = true;
    }
    double within = 0;
    double others = 0;
    double across = 0;
    for (int left = 0; left < all; left++) {
      double[] values = kernel[left];
      double same = 0;
      double apart = 0;
      for (int right = 0; right < left; right++) {
        if (isReference[left] == isReference[right]) {
          same += values[right];
        } else {
          apart += values[right];
        }
      }
      within += isReference[left] ? same : 0;
      others += isReference[left] ? 0 : same;
      across += apart;
    }
    double n = rows;
    double m = all - rows;
    return unbiased
        ? 2 * within / (n * (n - 1)) + 2 * others / (m * (m - 1)) - 2 * across / (n * m)
        : (2 * within + n) / (n * n) + (2 * others + m) / (m * m) - 2 * across / (n * m);
  }

  /** The values of so many random exchanges. */
  double[] exchanged(int times, long seed, boolean unbiased) {
    Random random = new Random(seed);
    int[] order = new int[all];
    Arrays.setAll(order, index -> index);
    double[] values = new double[times];
    for (int time = 0; time < times; time++) {
      for (int place = all - 1; place > 0; place--) {
        int other = random.nextInt(place + 1);
        int taken = order[place];
        order[place] = order[other];
        order[other] = taken;
      }
      values[time] = value(order, unbiased);
    }
    return values;
  }
}
