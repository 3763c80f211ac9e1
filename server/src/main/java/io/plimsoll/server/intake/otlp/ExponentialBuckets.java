package io.plimsoll.server.intake.otlp;

import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;

/**
 * The buckets of one sign of an exponential histogram: bucket i of n lies above {@code edge(i)} and
 * up to {@code edge(i + 1)}, where edge(i) is base^(offset + i) and base is 2^(2^-scale)
 * (OpenTelemetry, "Metrics Data Model", "ExponentialHistogram").
 */
record ExponentialBuckets(int scale, long offset, long[] counts) {

  static ExponentialBuckets of(int scale, ExponentialHistogramDataPoint.Buckets sent) {
    return new ExponentialBuckets(
        scale,
        sent.getOffset(),
        sent.getBucketCountsList().stream().mapToLong(Long::longValue).toArray());
  }

  int size() {
    return counts.length;
  }

  long count(int bucket) {
    return counts[bucket];
  }

  double edge(int bucket) {
    return Math.pow(2, (offset + bucket) * Math.pow(2, -scale));
  }

  /** Half as many buckets, each of two: what a smaller scale means. */
  ExponentialBuckets coarser() {
    if (counts.length == 0) {
      return new ExponentialBuckets(scale - 1, offset >> 1, counts);
    }
    long first = offset >> 1;
    long last = (offset + counts.length - 1) >> 1;
    long[] joined = new long[(int) (last - first) + 1];
    for (int bucket = 0; bucket < counts.length; bucket++) {
      joined[(int) (((offset + bucket) >> 1) - first)] += counts[bucket];
    }
    return new ExponentialBuckets(scale - 1, first, joined);
  }
}
