package io.plimsoll.stats;

/** What a drift score means for an operator. */
public enum Verdict {
  /** The two distributions are as alike as they should be, or as chance allows. */
  STABLE,
  /** The score exceeds both the threshold and what chance produces with this many rows. */
  DRIFTED,
  /** There are too few rows on one side for any statement. */
  TOO_FEW_ROWS
}
