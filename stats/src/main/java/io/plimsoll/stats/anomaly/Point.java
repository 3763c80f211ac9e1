package io.plimsoll.stats.anomaly;

/**
 * The value of one bucket.
 *
 * @param bucket its number since 1970
 * @param value NaN if there is none
 * @param weight of how many trials a {@link ValueKind#SHARE} is; else of no meaning
 * @param isMasked whether it is known to say nothing of how things usually are: never an anomaly,
 *     and never learned from
 */
public record Point(long bucket, double value, double weight, boolean isMasked) {
  public static Point of(long bucket, double value) {
    return new Point(bucket, value, 1, false);
  }
}
