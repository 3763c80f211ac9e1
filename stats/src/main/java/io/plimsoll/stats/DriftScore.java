package io.plimsoll.stats;

import java.util.List;

/**
 * How far the current values of a feature are from the reference, with what chance alone would
 * produce.
 *
 * @param value the score; 0 if one side has no rows
 * @param noise the 95 % quantile of the score when nothing has changed, for these numbers of rows
 *     and bins; 0 if one side has no rows
 * @param definition the exact definition, so that a stored number can be compared with another one
 * @param referenceCount rows of the reference, those without a value included
 * @param currentCount rows of the current window, those without a value included
 * @param bins how many bins the score is summed over
 * @param distribution the bins in the order in which they are to be drawn
 */
public record DriftScore(
    double value,
    double noise,
    String definition,
    long referenceCount,
    long currentCount,
    int bins,
    List<Bin> distribution) {

  /**
   * A reference of this size is accepted even if the current window has to be larger: it is often a
   * small training file that will never grow, and its uncertainty is in the noise level already.
   */
  public static final long ENOUGH_REFERENCE_ROWS = 100;

  public DriftScore {
    distribution = List.copyOf(distribution);
  }

  /**
   * Drifted means: above the threshold and above the noise level, with at least the minimum of rows
   * in the current window and as many, or {@value #ENOUGH_REFERENCE_ROWS}, in the reference.
   */
  public Verdict verdict(double threshold, long minimumRows) {
    long referenceRows = Math.min(minimumRows, ENOUGH_REFERENCE_ROWS);
    if (currentCount < Math.max(1, minimumRows) || referenceCount < Math.max(1, referenceRows)) {
      return Verdict.TOO_FEW_ROWS;
    }
    return value > threshold && value > noise ? Verdict.DRIFTED : Verdict.STABLE;
  }
}
