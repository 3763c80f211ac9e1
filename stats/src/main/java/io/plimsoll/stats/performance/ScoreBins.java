package io.plimsoll.stats.performance;

/**
 * The bins into which scores are put where there are too many different ones to keep: 256 to each
 * factor of two, fine near 0 and, mirrored, near 1. The middle of its bin differs from a score p by
 * at most 2^-9 of min(p, 1 - p); what is nearer to 0 than 2^-30 is taken for 0. Putting a middle
 * into its bin gives the same middle.
 */
final class ScoreBins {
  private static final int DROPPED = 44;
  private static final long HALF = 1L << (DROPPED - 1);
  private static final double LEAST = 0x1p-30;

  private ScoreBins() {}

  /** The middle of the bin of a finite score. */
  static double middle(double score) {
    return score > 0.5 && score <= 1 ? 1 - rounded(1 - score) : rounded(score);
  }

  private static double rounded(double score) {
    if (Math.abs(score) < LEAST) {
      return 0;
    }
    long bits = Double.doubleToRawLongBits(score);
    // A power of two is mostly a bound that somebody chose, such as 0.5, and stays what it is.
    return (bits & ((1L << 52) - 1)) == 0
        ? score
        : Double.longBitsToDouble(bits >> DROPPED << DROPPED | HALF);
  }
}
