package io.plimsoll.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Values of which only the buckets are known that they were counted in, laid out as if they were
 * spread evenly within each bucket: the estimate that interpolates linearly between two bounds, as
 * Prometheus' {@code histogram_quantile} does. A quantile is off by less than the width of its
 * bucket.
 *
 * <p>The first bucket begins at the minimum if that is known, else at 0 if its bound is positive,
 * else at its bound; the last one ends at the maximum if that is known, else at the last bound.
 * Where minimum and maximum are known, one value lies at each.
 */
public final class BucketedValues {
  /** More would make the sketch no better: a bucket is one step of the distribution. */
  private static final int POINTS_OF_A_BUCKET = 32;

  /** Where there are many buckets they are narrow, and few points say where their values lie. */
  private static final int POINTS_OF_ALL = 512;

  private final List<Double> bounds;
  private final List<Long> counts;
  private final OptionalDouble min;
  private final OptionalDouble max;
  private final double[] points;
  private final long[] weights;
  private final long count;

  /**
   * @param bounds the upper bounds of all buckets but the last, which has none; ascending
   * @param counts how many values each bucket has; one more than bounds
   */
  public BucketedValues(
      List<Double> bounds, List<Long> counts, OptionalDouble min, OptionalDouble max) {
    if (counts.size() != bounds.size() + 1) {
      throw new IllegalArgumentException(
          "%d bounds make %d buckets, not %d"
              .formatted(bounds.size(), bounds.size() + 1, counts.size()));
    }
    this.bounds = List.copyOf(bounds);
    this.counts = List.copyOf(counts);
    this.min = min;
    this.max = max;
    this.count = counts.stream().mapToLong(Long::longValue).sum();
    List<double[]> laidOut = layOut();
    this.points = laidOut.stream().mapToDouble(point -> point[0]).toArray();
    this.weights = laidOut.stream().mapToLong(point -> (long) point[1]).toArray();
  }

  /** How many values there are. */
  public long count() {
    return count;
  }

  /** What the values add up to if they lie as they are laid out. */
  public double estimatedSum() {
    double sum = 0;
    for (int index = 0; index < points.length; index++) {
      sum += points[index] * weights[index];
    }
    return sum;
  }

  double[] points() {
    return points;
  }

  long[] weights() {
    return weights;
  }

  private List<double[]> layOut() {
    List<double[]> laidOut = new ArrayList<>();
    boolean extremesAreKnown = min.isPresent() && max.isPresent() && count > 1;
    int inUse = (int) counts.stream().filter(each -> each > 0).count();
    int most = Math.max(2, Math.min(POINTS_OF_A_BUCKET, POINTS_OF_ALL / Math.max(1, inUse)));
    int lowest = occupied(0, 1);
    int highest = occupied(counts.size() - 1, -1);
    for (int bucket = 0; bucket < counts.size(); bucket++) {
      long left = counts.get(bucket);
      double low = clamp(lower(bucket));
      double high = Math.max(low, clamp(upper(bucket)));
      if (extremesAreKnown && bucket == lowest) {
        laidOut.add(new double[] {min.getAsDouble(), 1});
        left--;
      }
      boolean hasLargest = extremesAreKnown && bucket == highest;
      spread(low, high, hasLargest ? left - 1 : left, most, laidOut);
      if (hasLargest) {
        laidOut.add(new double[] {max.getAsDouble(), 1});
      }
    }
    return laidOut;
  }

  private int occupied(int from, int step) {
    int bucket = from;
    while (bucket >= 0 && bucket < counts.size() && counts.get(bucket) == 0) {
      bucket += step;
    }
    return bucket;
  }

  private static void spread(double low, double high, long values, int most, List<double[]> into) {
    int points = low == high ? 1 : (int) Math.min(values, most);
    long placed = 0;
    for (int point = 0; point < points && values > 0; point++) {
      // The whole numbers that come closest to equal shares.
      long until = (long) Math.rint((double) values / points * (point + 1));
      double share = (point + 0.5) / points;
      into.add(new double[] {low * (1 - share) + high * share, until - placed});
      placed = until;
    }
  }

  private double lower(int bucket) {
    if (bucket > 0) {
      return bounds.get(bucket - 1);
    }
    if (min.isPresent()) {
      return min.getAsDouble();
    }
    if (bounds.isEmpty()) {
      return max.orElse(0);
    }
    return bounds.get(0) > 0 ? 0 : bounds.get(0);
  }

  private double upper(int bucket) {
    if (bucket < bounds.size()) {
      return bounds.get(bucket);
    }
    return max.orElse(bounds.isEmpty() ? min.orElse(0) : bounds.get(bounds.size() - 1));
  }

  private double clamp(double edge) {
    double raised = min.isPresent() ? Math.max(edge, min.getAsDouble()) : edge;
    return max.isPresent() ? Math.min(raised, max.getAsDouble()) : raised;
  }
}
