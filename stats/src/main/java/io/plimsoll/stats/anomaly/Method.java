package io.plimsoll.stats.anomaly;

/** How what is expected is found. */
public enum Method {
  /** The distance from the median of the recent values, in units of their spread. */
  ROBUST_Z,
  /** A control chart of the exponentially weighted average, for small changes that stay. */
  EWMA,
  /** Exponential smoothing of the level alone, for a series without a rhythm. */
  SMOOTHING,
  /** Exponential smoothing of level, trend and one or two seasons. */
  HOLT_WINTERS
}
