package io.plimsoll.server.pipeline;

import io.plimsoll.events.Buckets;
import io.plimsoll.stats.BucketedValues;
import io.plimsoll.stats.NumericProfile;
import org.jspecify.annotations.Nullable;

/**
 * One minute of one series: a count and, for series that have values, their distribution. A series
 * that only counts has no sketch. Not thread-safe.
 */
final class Rollup {
  private long count;
  private @Nullable NumericProfile values;

  /** Counts one without a value. */
  void count() {
    count++;
  }

  /** Counts one with its value. */
  void add(double value) {
    count++;
    if (values == null) {
      values = new NumericProfile();
    }
    values.update(value);
  }

  /** Counts values that were counted in buckets before. */
  void add(Buckets buckets, double exactSum) {
    BucketedValues bucketed =
        new BucketedValues(buckets.bounds(), buckets.counts(), buckets.min(), buckets.max());
    count += bucketed.count();
    if (values == null) {
      values = new NumericProfile();
    }
    values.update(bucketed, exactSum);
  }

  /** Takes in what is stored already. */
  void merge(long storedCount, byte[] sketch) {
    count += storedCount;
    if (sketch.length > 0) {
      NumericProfile stored = NumericProfile.fromBytes(sketch);
      if (values != null) {
        stored.merge(values);
      }
      values = stored;
    }
  }

  long total() {
    return count;
  }

  double sum() {
    return values == null ? count : values.sum();
  }

  double min() {
    return values == null ? 1 : values.min();
  }

  double max() {
    return values == null ? 1 : values.max();
  }

  byte[] sketch() {
    return values == null ? new byte[0] : values.toBytes();
  }
}
