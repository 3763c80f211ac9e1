package io.plimsoll.stats.anomaly;

/**
 * Values of buckets that follow one another, on the scale of {@link ValueKind#transform}; NaN where
 * there is none, or none that may be learned from.
 *
 * @param first the number of the first bucket since 1970
 * @param noise what chance alone does to each value
 */
record Stretch(long first, int perDay, double[] values, double[] noise) {
  int present() {
    int present = 0;
    for (double value : values) {
      present += Double.isNaN(value) ? 0 : 1;
    }
    return present;
  }

  double days() {
    return (double) values.length / perDay;
  }
}
