package io.plimsoll.stats.stream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The adaptive window of A. Bifet, R. Gavaldà, SIAM SDM 2007 (ADWIN2): as long as no two parts of
 * it have means too far apart for chance; older values are kept as sums of powers of two, so that
 * memory grows with the logarithm of the window. After a call it begins anew, as in River.
 */
public final class Adwin implements StreamDetector {
  private static final int BUCKETS = 5;
  private static final int FEWEST = 5;
  private static final int GRACE = 10;

  private final double delta;
  private final int clock;
  private final List<Deque<Bucket>> levels = new ArrayList<>();
  private long seen;
  private double width;
  private double total;
  private double variance;

  /** {@code delta} is the chance of a false call; every {@code clock} values there is a look. */
  public Adwin(double delta, int clock) {
    this.delta = delta;
    this.clock = clock;
  }

  private record Bucket(double total, double variance) {}

  @Override
  public boolean update(double value) {
    seen++;
    width++;
    if (width > 1) {
      double gap = value - total / (width - 1);
      variance += (width - 1) * gap * gap / width;
    }
    total += value;
    append(0, new Bucket(value, 0));
    if (seen % clock != 0 || width <= GRACE) {
      return false;
    }
    if (!hasCut()) {
      return false;
    }
    forget();
    return true;
  }

  private void forget() {
    levels.clear();
    seen = 0;
    width = 0;
    total = 0;
    variance = 0;
  }

  private void append(int level, Bucket bucket) {
    if (level == levels.size()) {
      levels.add(new ArrayDeque<>());
    }
    Deque<Bucket> row = levels.get(level);
    row.addLast(bucket);
    if (row.size() > BUCKETS) {
      Bucket first = row.removeFirst();
      Bucket second = row.removeFirst();
      double size = 1L << level;
      double gap = first.total() / size - second.total() / size;
      append(
          level + 1,
          new Bucket(
              first.total() + second.total(),
              first.variance() + second.variance() + size * gap * gap / 2));
    }
  }

  /** Whether some place in the window parts two means, looking from the oldest values on. */
  private boolean hasCut() {
    double before = 0;
    double beforeTotal = 0;
    for (int level = levels.size() - 1; level >= 0; level--) {
      for (Bucket bucket : levels.get(level)) {
        before += 1L << level;
        beforeTotal += bucket.total();
        double after = width - before;
        if (after < FEWEST) {
          return false;
        }
        double gap = Math.abs(beforeTotal / before - (total - beforeTotal) / after);
        if (before >= FEWEST && gap > bound(before, after)) {
          return true;
        }
      }
    }
    return false;
  }

  private double bound(double before, double after) {
    double confidence = Math.log(2 * Math.log(width) / delta);
    double harmonic = 1 / (before - FEWEST + 1) + 1 / (after - FEWEST + 1);
    double spread = Math.max(0, variance) / width;
    return Math.sqrt(2 * harmonic * spread * confidence) + 2.0 / 3 * confidence * harmonic;
  }
}
