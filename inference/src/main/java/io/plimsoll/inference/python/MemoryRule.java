package io.plimsoll.inference.python;

/**
 * Decides whether a worker leaks: it holds more than its limit, or has grown to more than twice of
 * what it held after loading. A model that is larger than its limit from the start is no leak;
 * replacing it would help nobody.
 *
 * @param limitBytes what it may hold; {@link WorkerScale#UNLIMITED} for no limit
 */
record MemoryRule(long limitBytes) {

  /** Libraries that are loaded at the first call, and what an allocator keeps, are no leak. */
  static final long SLACK_BYTES = 512L << 20;

  private static final double LEAST_GROWTH = 1.25;

  boolean isLeaking(long afterLoadBytes, long nowBytes) {
    if (afterLoadBytes <= 0) {
      return false;
    }
    boolean isBeyondLimit = nowBytes > limitBytes && nowBytes > afterLoadBytes * LEAST_GROWTH;
    return isBeyondLimit || nowBytes > 2 * afterLoadBytes + SLACK_BYTES;
  }
}
