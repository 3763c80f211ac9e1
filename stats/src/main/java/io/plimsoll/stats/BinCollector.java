package io.plimsoll.stats;

import java.util.ArrayList;
import java.util.List;

/**
 * Gathers bins in drawing order, turns counts into shares and leaves out the special bins that
 * neither side fills.
 */
final class BinCollector {
  /**
   * The usual rule for chi-square statistics (W. Cochran, Biometrics 10(4), 1954): expect at least
   * five rows in a bin.
   */
  private static final double FEWEST_EXPECTED_ROWS = 5;

  private static final long FEWEST_CATEGORY_ROWS = 10;

  /**
   * Below this many rows no verdict is given; the bins are only drawn, and pooling them all would
   * draw nothing.
   */
  private static final long FEWEST_JUDGED_ROWS = 100;

  private final long referenceRows;
  private final long currentRows;
  private final List<Bin> bins = new ArrayList<>();

  BinCollector(long referenceRows, long currentRows) {
    this.referenceRows = referenceRows;
    this.currentRows = currentRows;
  }

  long referenceRows() {
    return referenceRows;
  }

  long currentRows() {
    return currentRows;
  }

  /**
   * Whether a category is too rare for a bin. It needs ten rows in the reference, or a tenth of a
   * small one: the frequent categories are chosen by the very counts they are compared with, and
   * below that the luckiest of many equals would look as if they had fallen back.
   */
  boolean isRareCategory(long reference) {
    long judged = Math.min(FEWEST_JUDGED_ROWS, referenceRows);
    return isRare(reference) || reference * FEWEST_JUDGED_ROWS < FEWEST_CATEGORY_ROWS * judged;
  }

  /**
   * Whether so few rows are to be expected on the smaller side that chance alone would look like
   * drift.
   */
  boolean isRare(long reference) {
    long smallerSide = Math.max(FEWEST_JUDGED_ROWS, Math.min(referenceRows, currentRows));
    return reference * (double) smallerSide < FEWEST_EXPECTED_ROWS * referenceRows;
  }

  void addRange(String label, double lower, double upper, long reference, long current) {
    bins.add(
        new Bin(
            label,
            Bin.Kind.BIN,
            lower,
            upper,
            share(reference, referenceRows),
            share(current, currentRows)));
  }

  void addCategory(CategoryPool.Category category) {
    double edge = category.edge();
    addRange(category.label(), edge, edge, category.reference(), category.current());
  }

  void addOther(long reference, long current) {
    addIfFilled("other", Bin.Kind.OTHER, reference, current);
  }

  void addNew(long expected, long current) {
    addIfFilled("new", Bin.Kind.NEW, expected, current);
  }

  /** Points in time, which are all one, and what is none. */
  void addTimes(long reference, long current, long others) {
    bins.add(
        new Bin(
            "a time",
            Bin.Kind.BIN,
            Double.NaN,
            Double.NaN,
            share(reference, referenceRows),
            share(current, currentRows)));
    addIfFilled("no time", Bin.Kind.NEW, 0, others);
  }

  void addInfinite(long reference, long current) {
    addIfFilled("infinite", Bin.Kind.OTHER, reference, current);
  }

  void addMissing(long reference, long current) {
    addIfFilled("missing", Bin.Kind.MISSING, reference, current);
  }

  List<Bin> bins() {
    return bins;
  }

  private void addIfFilled(String label, Bin.Kind kind, long reference, long current) {
    if (reference + current > 0) {
      bins.add(
          new Bin(
              label,
              kind,
              Double.NaN,
              Double.NaN,
              share(reference, referenceRows),
              share(current, currentRows)));
    }
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
