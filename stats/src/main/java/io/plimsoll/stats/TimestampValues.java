package io.plimsoll.stats;

import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Tells columns of points in time, which move on by themselves: compared by its values, each such
 * column would have drifted from every baseline. Two windows of them are compared by how many
 * values are points in time at all, and in which unit.
 *
 * <p>Numbers are points in time if all of the reference lie between 2000 and 2100, in seconds,
 * milliseconds, microseconds or nanoseconds since 1970, and are not all the same. Texts are if each
 * of the most frequent ones is a date, or a date and a time, as ISO 8601 has it.
 */
public final class TimestampValues {
  private static final double YEAR_2000 = 946_684_800;
  private static final double YEAR_2100 = 4_102_444_800.0;
  private static final double[] UNITS = {1, 1e3, 1e6, 1e9};
  private static final int LOOKED_AT = 50;
  private static final Pattern MOMENT =
      Pattern.compile(
          "\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])"
              + "([T ]([01]\\d|2[0-4]):[0-5]\\d(:[0-5]\\d([.,]\\d{1,9})?)?)?"
              + " ?(Z|[+-]\\d\\d:?(\\d\\d)?)?");

  private TimestampValues() {}

  /** Whether the numbers are points in time; then {@link #addBins} compares them. */
  public static boolean areIn(NumericProfile reference) {
    return unit(reference) > 0;
  }

  /** The unit in parts of a second, or 0 where the numbers are none. */
  private static double unit(NumericProfile reference) {
    OptionalInt distinct = reference.distinctValues();
    if (reference.count() == 0 || (distinct.isPresent() && distinct.getAsInt() < 2)) {
      return 0;
    }
    for (double unit : UNITS) {
      if (reference.min() >= YEAR_2000 * unit && reference.max() <= YEAR_2100 * unit) {
        return unit;
      }
    }
    return 0;
  }

  static void addBins(BinCollector collector, NumericProfile reference, NumericProfile current) {
    double unit = unit(reference);
    long times = current.count();
    if (times > 0 && !(current.min() >= YEAR_2000 * unit && current.max() <= YEAR_2100 * unit)) {
      SortedValues values = current.sorted();
      long within = values.atOrBelow(YEAR_2100 * unit) - values.below(YEAR_2000 * unit);
      times = Math.round((double) within / values.total() * current.count());
    }
    collector.addTimes(reference.count(), times, current.count() - times);
  }

  /** Whether the texts are points in time; then {@link #addBins} compares them. */
  public static boolean areIn(CategoricalProfile reference) {
    List<ValueCount> top = reference.topValues(LOOKED_AT);
    return !top.isEmpty() && top.stream().allMatch(each -> isMoment(each.value()));
  }

  static void addBins(
      BinCollector collector, CategoricalProfile reference, CategoricalProfile current) {
    long counted = 0;
    long times = 0;
    for (ValueCount each : current.counts()) {
      counted += each.count();
      times += isMoment(each.value()) ? each.count() : 0;
    }
    // What is no longer counted by itself is taken for the same as what still is.
    long shared =
        counted == 0 ? current.count() : Math.round((double) times / counted * current.count());
    collector.addTimes(reference.count(), shared, current.count() - shared);
  }

  private static boolean isMoment(String text) {
    return MOMENT.matcher(text).matches();
  }
}
