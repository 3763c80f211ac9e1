package io.plimsoll.stats.performance;

/**
 * The bins into which scores are put where there are too many different ones to keep: so many to
 * each factor of two, fine near 0 and, mirrored, near 1. What is nearer to 0 than 2^-30 is taken
 * for 0. Putting a middle into its bin gives the same middle, and that of a bin among {@link #FINE}
 * lies in the bin among {@link #COARSE} that its scores lie in.
 */
enum ScoreBins {
  /** 256 to a factor of two: a middle differs from a score p by at most 2^-9 of min(p, 1 - p). */
  FINE(44, 2_048, 0x1p-8, 1e-3),

  /** 32 to a factor of two: by at most 2^-6 of it. What is merged often is merged fast. */
  COARSE(47, 256, 0x1p-5, 1e-2);

  private static final double LEAST = 0x1p-30;

  private final int dropped;
  private final int mostScores;
  private final double lossError;
  private final double precisionError;

  ScoreBins(int dropped, int mostScores, double lossError, double precisionError) {
    this.dropped = dropped;
    this.mostScores = mostScores;
    this.lossError = lossError;
    this.precisionError = precisionError;
  }

  /** Up to how many different scores are kept as they are. */
  int mostScores() {
    return mostScores;
  }

  /** By how much the log loss and the Brier score may differ at most. */
  double lossError() {
    return lossError;
  }

  /** By how much the average precision has been seen to differ at most. */
  double precisionError() {
    return precisionError;
  }

  /** The middle of the bin of a finite score. */
  double middle(double score) {
    return score > 0.5 && score <= 1 ? 1 - rounded(1 - score) : rounded(score);
  }

  private double rounded(double score) {
    if (Math.abs(score) < LEAST) {
      return 0;
    }
    long bits = Double.doubleToRawLongBits(score);
    // A power of two is mostly a bound that somebody chose, such as 0.5, and stays what it is.
    return (bits & ((1L << 52) - 1)) == 0
        ? score
        : Double.longBitsToDouble(bits >> dropped << dropped | 1L << (dropped - 1));
  }
}
