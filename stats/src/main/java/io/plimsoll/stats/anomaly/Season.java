package io.plimsoll.stats.anomaly;

import java.util.Arrays;

/**
 * The shape of one season, and how well it tells a cycle from the others. Each phase is the median
 * over the cycles; where cycles are few, neighbours within {@code reach} buckets of the same day
 * count as well, so that a week that was seen twice does not hand its noise on, and Saturday does
 * not blur into Friday.
 */
final class Season {
  private final double[] values;
  private final long first;
  private final int period;
  private final int perDay;
  private final int reach;
  private final int cycles;

  Season(double[] values, long first, int days, int perDay, int reach) {
    this.values = values;
    this.first = first;
    this.period = days * perDay;
    this.perDay = perDay;
    this.reach = reach;
    this.cycles = (int) (cycle(values.length - 1) + 1);
  }

  /** The middle of each phase, around a mean of zero; 0 for a phase that was never seen. */
  double[] shape() {
    double[] shape = new double[period];
    double[] room = room();
    double sum = 0;
    int known = 0;
    for (int phase = 0; phase < period; phase++) {
      double middle = middle(phase, -1, room);
      shape[phase] = middle;
      if (!Double.isNaN(middle)) {
        sum += middle;
        known++;
      }
    }
    double mean = known == 0 ? 0 : sum / known;
    for (int phase = 0; phase < period; phase++) {
      shape[phase] = Double.isNaN(shape[phase]) ? 0 : shape[phase] - mean;
    }
    return shape;
  }

  /** What is left of each value when its phase is told by the other cycles; NaN if none can. */
  double[] unexplained() {
    double[] left = new double[values.length];
    Arrays.fill(left, Double.NaN);
    double[] room = room();
    for (int i = 0; i < values.length; i++) {
      if (!Double.isNaN(values[i])) {
        int phase = Math.floorMod(first + i, period);
        left[i] = values[i] - middle(phase, cycle(i), room);
      }
    }
    return left;
  }

  /** How many values tell a phase, as a rule. */
  int samples() {
    return Math.max(1, cycles * (2 * reach + 1));
  }

  private double[] room() {
    return new double[(cycles + 1) * (2 * reach + 1)];
  }

  private long cycle(int index) {
    return Math.floorDiv(first + index, period) - Math.floorDiv(first, period);
  }

  private double middle(int phase, long without, double[] room) {
    int count = 0;
    for (int step = -reach; step <= reach; step++) {
      int near = phase + step;
      if (near < 0 || near / perDay != phase / perDay) {
        continue;
      }
      int index = Math.floorMod(near - first, period);
      for (; index < values.length; index += period) {
        if (!Double.isNaN(values[index]) && cycle(index) != without) {
          room[count++] = values[index];
        }
      }
    }
    Arrays.sort(room, 0, count);
    return Robust.medianOfSorted(room, count);
  }
}
