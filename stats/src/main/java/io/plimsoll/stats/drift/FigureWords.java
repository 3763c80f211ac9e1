package io.plimsoll.stats.drift;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Figures as sentences name them: as short as they can be without saying something else. */
public final class FigureWords {
  private static final MathContext DIGITS = new MathContext(4);

  /** Below this a p-value says no more by being smaller, unless the level is smaller still. */
  private static final double LEAST = 0.001;

  private static final double TENTH = 10;

  private static final double LEAST_PLAIN = 1e-4;
  private static final double MOST_PLAIN = 1e7;

  private FigureWords() {}

  /** Four digits, without zeros at the end. */
  public static String figure(double value) {
    if (!Double.isFinite(value) || value == 0) {
      return value == 0 ? "0" : Double.toString(value);
    }
    BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
    double size = Math.abs(value);
    return size >= LEAST_PLAIN && size < MOST_PLAIN
        ? rounded.toPlainString()
        : String.format(Locale.ROOT, "%." + (rounded.precision() - 1) + "e", value);
  }

  /** The whole of it: "p = 0.031" or "p < 0.001", which is what zero comes to. */
  public static String pValue(double value, double level) {
    String bound = bound(value, level);
    return bound.startsWith("<") ? "p " + bound : "p = " + bound;
  }

  /**
   * The value alone, or what it is below: "0.031" or "&lt; 0.001".
   *
   * @param level that it is held to; a value beyond it is never told by a bound above it
   */
  public static String bound(double value, double level) {
    double least = level > 0 && level < LEAST ? level / TENTH : LEAST;
    return value < least ? "< " + figure(least) : figure(value);
  }
}
