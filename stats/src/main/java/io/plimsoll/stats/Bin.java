package io.plimsoll.stats;

/**
 * One bar of a comparison: what share of the reference rows and of the current rows fell here.
 *
 * @param label readable on an axis: {@code "≤ 3"}, {@code "12.5 – 18"} (above 12.5, up to 18),
 *     {@code "> 99"}, or the category
 * @param lower the lower edge of a numeric bin, negative infinity if open; NaN where there is no
 *     edge
 * @param upper the upper edge of a numeric bin, positive infinity if open, equal to lower for a
 *     single value; NaN where there is no edge
 * @param referenceShare share of the reference rows, 0 to 1, before any floor
 * @param currentShare share of the current rows, 0 to 1, before any floor
 */
public record Bin(
    String label,
    Kind kind,
    double lower,
    double upper,
    double referenceShare,
    double currentShare) {

  /** What a bin gathers. */
  public enum Kind {
    /** A range of numbers or one category of the reference. */
    BIN,
    /** Rows without a value. */
    MISSING,
    /** Values of a kind that the reference never showed. */
    NEW,
    /**
     * Categories of the reference that are too rare for a bin of their own, or infinite numbers.
     */
    OTHER
  }
}
