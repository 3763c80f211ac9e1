package io.plimsoll.stats;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Writes the edges of bins with as few digits as tell them apart, at least four and all those
 * before the decimal point.
 */
final class BinLabels {
  private static final int FEWEST_DIGITS = 4;
  private static final int MOST_DIGITS = 17;
  private static final int LONGEST_PLAIN = 12;

  private final int digits;

  private BinLabels(int digits) {
    this.digits = digits;
  }

  static BinLabels of(double[] edges) {
    double[] distinct = Arrays.stream(edges).distinct().toArray();
    int digits = FEWEST_DIGITS;
    while (digits < MOST_DIGITS && !areToldApart(distinct, digits)) {
      digits++;
    }
    return new BinLabels(digits);
  }

  private static boolean areToldApart(double[] distinct, int digits) {
    Set<String> written = new HashSet<>();
    for (double edge : distinct) {
      written.add(write(edge, digits));
    }
    return written.size() == distinct.length;
  }

  String value(double value) {
    return write(value, digits);
  }

  /**
   * The label of what lies between two cuts; the ends of a closed range are not told apart, for the
   * sake of the reader.
   */
  String range(Cut from, Cut to) {
    boolean isOpenBelow = from.equals(Cut.LOWEST);
    boolean isOpenAbove = to.equals(Cut.HIGHEST);
    if (isOpenBelow && isOpenAbove) {
      return "any";
    }
    if (isOpenBelow) {
      return (to.above() ? "≤ " : "< ") + value(to.at());
    }
    if (isOpenAbove) {
      return (from.above() ? "> " : "≥ ") + value(from.at());
    }
    return from.at() == to.at() ? value(from.at()) : value(from.at()) + " – " + value(to.at());
  }

  private static String write(double value, int digits) {
    BigDecimal exact = BigDecimal.valueOf(value);
    int beforeThePoint = exact.precision() - exact.scale();
    int kept = beforeThePoint > LONGEST_PLAIN ? digits : Math.max(digits, beforeThePoint);
    BigDecimal rounded = exact.round(new MathContext(kept)).stripTrailingZeros();
    boolean plain =
        Math.abs(rounded.precision() - rounded.scale()) <= LONGEST_PLAIN
            && rounded.scale() <= LONGEST_PLAIN;
    return plain ? rounded.toPlainString() : rounded.toString();
  }
}
