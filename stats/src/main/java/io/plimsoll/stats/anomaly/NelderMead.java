package io.plimsoll.stats.anomaly;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.ToDoubleFunction;

/**
 * The lowest place of a function without its derivatives: J. Nelder, R. Mead, The Computer Journal
 * 7(4), 1965, with the usual coefficients. Deterministic, and bounded by the number of looks.
 */
final class NelderMead {
  private static final double FIRST_STEP = 0.8;
  private static final double ENOUGH = 1e-7;

  private final ToDoubleFunction<double[]> function;
  private final int most;
  private int looks;

  private NelderMead(ToDoubleFunction<double[]> function, int most) {
    this.function = function;
    this.most = most;
  }

  /** Where the function is lowest, as far as {@code most} looks from {@code start} find it. */
  static double[] minimise(ToDoubleFunction<double[]> function, double[] start, int most) {
    return new NelderMead(function, most).run(start);
  }

  private record Corner(double[] at, double height) {}

  private double[] run(double[] start) {
    Corner[] corners = new Corner[start.length + 1];
    corners[0] = look(start);
    for (int axis = 0; axis < start.length; axis++) {
      double[] at = start.clone();
      at[axis] += FIRST_STEP;
      corners[axis + 1] = look(at);
    }
    Comparator<Corner> lowestFirst = Comparator.comparingDouble(Corner::height);
    Arrays.sort(corners, lowestFirst);
    while (looks < most && !isFlat(corners)) {
      step(corners);
      Arrays.sort(corners, lowestFirst);
    }
    return corners[0].at();
  }

  private static boolean isFlat(Corner[] corners) {
    double lowest = corners[0].height();
    double highest = corners[corners.length - 1].height();
    return highest - lowest <= ENOUGH * (Math.abs(lowest) + ENOUGH);
  }

  private void step(Corner[] corners) {
    int last = corners.length - 1;
    Corner worst = corners[last];
    double[] middle = middle(corners, last);
    Corner reflected = look(along(middle, worst.at(), -1));
    if (reflected.height() < corners[0].height()) {
      Corner expanded = look(along(middle, worst.at(), -2));
      corners[last] = expanded.height() < reflected.height() ? expanded : reflected;
    } else if (reflected.height() < corners[last - 1].height()) {
      corners[last] = reflected;
    } else {
      boolean isOutside = reflected.height() < worst.height();
      Corner contracted = look(along(middle, worst.at(), isOutside ? -0.5 : 0.5));
      if (contracted.height() < Math.min(reflected.height(), worst.height())) {
        corners[last] = contracted;
      } else {
        shrink(corners);
      }
    }
  }

  private void shrink(Corner[] corners) {
    for (int i = 1; i < corners.length; i++) {
      corners[i] = look(along(corners[0].at(), corners[i].at(), 0.5));
    }
  }

  private static double[] middle(Corner[] corners, int count) {
    double[] middle = new double[corners[0].at().length];
    for (int i = 0; i < count; i++) {
      for (int axis = 0; axis < middle.length; axis++) {
        middle[axis] += corners[i].at()[axis] / count;
      }
    }
    return middle;
  }

  /** From one place towards the other, by a share of the way. */
  private static double[] along(double[] from, double[] to, double share) {
    double[] at = new double[from.length];
    for (int axis = 0; axis < at.length; axis++) {
      at[axis] = from[axis] + share * (to[axis] - from[axis]);
    }
    return at;
  }

  private Corner look(double[] at) {
    looks++;
    double height = function.applyAsDouble(at);
    return new Corner(at, Double.isNaN(height) ? Double.POSITIVE_INFINITY : height);
  }
}
