package io.plimsoll.server.intake.otlp;

import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.plimsoll.stats.BucketedValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** The buckets of a histogram, whose exponential form is turned into that with plain bounds. */
final class BucketDraft {
  /** An event holds 512 named values; the buckets of both signs and their edges have to fit. */
  private static final int MOST_EXPONENTIAL = 480;

  private final List<Double> bounds = new ArrayList<>();
  private final List<Long> counts = new ArrayList<>();
  private long unbounded;
  private OptionalDouble sum = OptionalDouble.empty();
  private OptionalDouble min = OptionalDouble.empty();
  private OptionalDouble max = OptionalDouble.empty();

  private BucketDraft() {}

  static BucketDraft of(String name, HistogramDataPoint point) throws RecordRefusedException {
    BucketDraft buckets = new BucketDraft();
    int bounded = point.getExplicitBoundsCount();
    boolean hasBuckets = point.getBucketCountsCount() > 0;
    if (hasBuckets && point.getBucketCountsCount() != bounded + 1) {
      throw new RecordRefusedException(
          "%s: %d bounds make %d buckets, not %d."
              .formatted(name, bounded, bounded + 1, point.getBucketCountsCount()));
    }
    for (int bucket = 0; hasBuckets && bucket < bounded; bucket++) {
      buckets.bounds.add(point.getExplicitBounds(bucket));
      buckets.counts.add(point.getBucketCounts(bucket));
    }
    buckets.unbounded = hasBuckets ? point.getBucketCounts(bounded) : point.getCount();
    buckets.sum = optional(point.hasSum(), point.getSum());
    buckets.min = optional(point.hasMin(), point.getMin());
    buckets.max = optional(point.hasMax(), point.getMax());
    return buckets.checked(name);
  }

  static BucketDraft of(String name, ExponentialHistogramDataPoint point)
      throws RecordRefusedException {
    BucketDraft buckets = new BucketDraft();
    ExponentialBuckets positive = ExponentialBuckets.of(point.getScale(), point.getPositive());
    ExponentialBuckets negative = ExponentialBuckets.of(point.getScale(), point.getNegative());
    while (positive.size() + negative.size() > MOST_EXPONENTIAL) {
      positive = positive.coarser();
      negative = negative.coarser();
    }
    for (int bucket = negative.size(); bucket > 0; bucket--) {
      // The edge of the outermost bucket has nothing beyond it.
      long count = bucket == negative.size() ? 0 : negative.count(bucket);
      buckets.add(-negative.edge(bucket), count);
    }
    if (negative.size() > 0) {
      buckets.add(-negative.edge(0), negative.count(0));
    }
    if (negative.size() > 0 || point.getZeroCount() > 0) {
      // A bucket of nothing but 0 needs a lower edge all the same.
      buckets.add(-Math.max(point.getZeroThreshold(), Double.MIN_VALUE), 0);
      buckets.add(point.getZeroThreshold(), point.getZeroCount());
    }
    if (positive.size() > 0) {
      buckets.add(positive.edge(0), 0);
    }
    for (int bucket = 0; bucket < positive.size(); bucket++) {
      buckets.add(positive.edge(bucket + 1), positive.count(bucket));
    }
    buckets.sum = optional(point.hasSum(), point.getSum());
    buckets.min = optional(point.hasMin(), point.getMin());
    buckets.max = optional(point.hasMax(), point.getMax());
    return buckets.checked(name);
  }

  /** Adds the fields to an event; without a sum, it is estimated as the values are laid out. */
  Draft into(Draft event) {
    Map<String, Object> byBound = new LinkedHashMap<>();
    for (int bucket = 0; bucket < bounds.size(); bucket++) {
      byBound.put(bounds.get(bucket).toString(), counts.get(bucket));
    }
    if (unbounded > 0 || bounds.isEmpty()) {
      byBound.put("inf", unbounded);
    }
    event.with("value", sum.orElseGet(this::estimatedSum)).with("buckets", byBound);
    min.ifPresent(least -> event.with("min", least));
    max.ifPresent(most -> event.with("max", most));
    return event;
  }

  private double estimatedSum() {
    List<Long> all = new ArrayList<>(counts);
    all.add(unbounded);
    return new BucketedValues(bounds, all, min, max).estimatedSum();
  }

  /** A bound that no double tells from the one before joins its bucket to that one's. */
  private void add(double bound, long count) {
    if (!Double.isFinite(bound)) {
      if (bound > 0) {
        unbounded += count;
      }
      return;
    }
    double upper = bound + 0.0;
    if (!bounds.isEmpty() && upper <= bounds.getLast()) {
      counts.set(counts.size() - 1, counts.getLast() + count);
    } else {
      bounds.add(upper);
      counts.add(count);
    }
  }

  private BucketDraft checked(String name) throws RecordRefusedException {
    boolean isFinite =
        Double.isFinite(sum.orElse(0))
            && Double.isFinite(min.orElse(0))
            && Double.isFinite(max.orElse(0))
            && bounds.stream().allMatch(Double::isFinite);
    boolean isCount = unbounded >= 0 && counts.stream().allMatch(count -> count >= 0);
    if (!isFinite || !isCount) {
      throw new RecordRefusedException(
          "%s: a sum, a bound, an extreme or a count of its histogram is no number that fits."
              .formatted(name));
    }
    for (int bucket = 1; bucket < bounds.size(); bucket++) {
      if (bounds.get(bucket) <= bounds.get(bucket - 1)) {
        throw new RecordRefusedException(name + ": the bounds of its buckets do not ascend.");
      }
    }
    return this;
  }

  private static OptionalDouble optional(boolean isThere, double value) {
    return isThere ? OptionalDouble.of(value) : OptionalDouble.empty();
  }
}
