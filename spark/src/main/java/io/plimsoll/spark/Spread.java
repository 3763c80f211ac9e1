package io.plimsoll.spark;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a figure is spread over tasks, in memory that does not grow: a histogram with eight bins for
 * each power of two, so that a quantile is off by less than 5 %. Not thread-safe.
 */
final class Spread {
  private static final int BINS_PER_POWER = 8;

  private final int[] bins = new int[64 * BINS_PER_POWER];
  private long count;
  private double sum;
  private double min = Double.POSITIVE_INFINITY;
  private double max;

  void add(long value) {
    double kept = Math.max(0, value);
    bins[bin(kept)]++;
    count++;
    sum += kept;
    min = Math.min(min, kept);
    max = Math.max(max, kept);
  }

  long count() {
    return count;
  }

  double max() {
    return max;
  }

  /** The value below which that share of all lies, by the nearest rank. */
  double quantile(double share) {
    long rank = Math.max(1, (long) Math.ceil(share * count));
    long seen = 0;
    for (int bin = 0; bin < bins.length; bin++) {
      seen += bins[bin];
      if (seen >= rank) {
        return Math.max(min, Math.min(max, middle(bin)));
      }
    }
    return max;
  }

  /** As it goes on the wire. */
  Map<String, Object> report(String name) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("name", name);
    report.put("count", count);
    report.put("sum", sum);
    report.put("min", count == 0 ? 0.0 : min);
    report.put("median", quantile(0.5));
    report.put("p95", quantile(0.95));
    report.put("max", max);
    return report;
  }

  /** The first bin is for what is below 1; each that follows is an eighth of a power wider. */
  private static int bin(double value) {
    if (value < 1) {
      return 0;
    }
    int bin = 1 + (int) (Math.log(value) / Math.log(2) * BINS_PER_POWER);
    return Math.min(bin, 64 * BINS_PER_POWER - 1);
  }

  private static double middle(int bin) {
    return bin == 0 ? 0 : Math.pow(2, (bin - 0.5) / BINS_PER_POWER);
  }
}
