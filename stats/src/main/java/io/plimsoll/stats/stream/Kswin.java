package io.plimsoll.stats.stream;

import io.plimsoll.stats.KolmogorovSmirnov;
import io.plimsoll.stats.TestResult;
import java.util.Arrays;
import java.util.Random;

/**
 * The newest values of a window against as many drawn from the rest of it, by the
 * Kolmogorov-Smirnov test: C. Raab, M. Heusinger, F. Schleif, Neurocomputing 416, 2020.
 */
public final class Kswin implements StreamDetector {
  private static final double SMALLEST_DISTANCE = 0.1;

  private final double alpha;
  private final int newest;
  private final double[] window;
  private final Random random;
  private int filled;

  /** {@code newest} is at most half of {@code size}; {@code seed} is that of the drawing. */
  public Kswin(double alpha, int size, int newest, long seed) {
    if (newest * 2 > size) {
      throw new IllegalArgumentException(
          "The newest " + newest + " of a window of " + size + " are more than its half");
    }
    this.alpha = alpha;
    this.newest = newest;
    this.window = new double[size];
    this.random = new Random(seed);
  }

  @Override
  public boolean update(double value) {
    if (filled == window.length) {
      System.arraycopy(window, 1, window, 0, filled - 1);
      filled--;
    }
    window[filled++] = value;
    if (filled < window.length) {
      return false;
    }
    double[] old = Arrays.copyOf(window, window.length - newest);
    for (int place = 0; place < newest; place++) {
      int other = place + random.nextInt(old.length - place);
      double taken = old[other];
      old[other] = old[place];
      old[place] = taken;
    }
    double[] latest = Arrays.copyOfRange(window, window.length - newest, window.length);
    TestResult result = KolmogorovSmirnov.test(Arrays.copyOf(old, newest), latest);
    if (result.pValue() > alpha || result.statistic() <= SMALLEST_DISTANCE) {
      return false;
    }
    System.arraycopy(latest, 0, window, 0, newest);
    filled = newest;
    return true;
  }
}
