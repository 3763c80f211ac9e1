package io.plimsoll.stats.drift;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How often each category was seen. */
public final class Categories implements Sample {
  /** Counts over numbers are laid out as numbers up to so many rows. */
  static final int MOST_EXPANDED = 5_000_000;

  private static final Pattern NUMBER = Pattern.compile("[-+.0-9eE]{1,40}");
  private static final int MOST_CATEGORIES = 100_000;

  /** More rows than this cannot be multiplied with each other in whole numbers. */
  private static final long MOST_ROWS = 2_000_000_000L;

  private final Map<String, Long> counts;
  private final long rows;
  private final long missing;

  private Categories(Map<String, Long> counts, long missing) {
    this.counts = counts;
    this.rows = counts.values().stream().mapToLong(Long::longValue).sum();
    this.missing = missing;
  }

  /**
   * Takes counts by category.
   *
   * @throws DriftInputException if a count is negative or all of them are too many
   */
  public static Categories of(Map<String, Long> counts, long missing) {
    long rows = missing;
    for (Map.Entry<String, Long> entry : counts.entrySet()) {
      if (entry.getValue() < 0) {
        throw new DriftInputException(
            "counts",
            "the count of \""
                + entry.getKey()
                + "\" is "
                + entry.getValue()
                + "; a count is 0 or more");
      }
      rows += entry.getValue();
      if (rows > MOST_ROWS || entry.getValue() > MOST_ROWS) {
        throw new DriftInputException(
            "counts",
            "the counts add up to more than " + MOST_ROWS + "; send a sample, or divide them all");
      }
    }
    return new Categories(new LinkedHashMap<>(counts), missing);
  }

  /** Counts a list of labels; null is a row without a value. */
  public static Categories ofLabels(List<@Nullable String> labels) {
    Map<String, Long> counts = new LinkedHashMap<>();
    long missing = 0;
    for (String label : labels) {
      if (label == null) {
        missing++;
      } else {
        counts.merge(label, 1L, Long::sum);
      }
    }
    return new Categories(counts, missing);
  }

  /**
   * The numbers as categories, each by the shortest text that names it: 2 and not 2.0. Infinite
   * ones count as missing.
   *
   * @throws DriftInputException if they are too many to be categories
   */
  public static Categories ofNumbers(Numbers numbers) {
    if (Numbers.distinctOfBoth(numbers, numbers, MOST_CATEGORIES) > MOST_CATEGORIES) {
      throw new DriftInputException(
          "values",
          "there are more than "
              + MOST_CATEGORIES
              + " different numbers, too many for categories; use a method for numbers");
    }
    Map<String, Long> counts = new LinkedHashMap<>();
    double[] sorted = numbers.sorted();
    int from = 0;
    for (int index = 1; index <= sorted.length; index++) {
      if (index == sorted.length || sorted[index] != sorted[from]) {
        counts.put(text(sorted[from]), (long) index - from);
        from = index;
      }
    }
    return new Categories(counts, numbers.missing() + numbers.infinite());
  }

  static String text(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  @Override
  public Form form() {
    return Form.COUNTS;
  }

  @Override
  public long rows() {
    return rows;
  }

  @Override
  public long missing() {
    return missing;
  }

  @Override
  public long infinite() {
    return 0;
  }

  long countOf(String category) {
    return counts.getOrDefault(category, 0L);
  }

  int distinct() {
    return (int) counts.values().stream().filter(count -> count > 0).count();
  }

  /** The categories of both sides: by number where all are numbers, else by name. */
  static List<String> union(Categories reference, Categories current) {
    Map<String, Long> both = new LinkedHashMap<>(reference.counts);
    current.counts.forEach((category, count) -> both.merge(category, count, Long::sum));
    List<String> names = new ArrayList<>();
    both.forEach(
        (category, count) -> {
          if (count > 0) {
            names.add(category);
          }
        });
    if (names.stream().allMatch(name -> number(name).isPresent())) {
      names.sort(Comparator.comparingDouble(name -> number(name).orElseThrow()));
    } else {
      Collections.sort(names);
    }
    return names;
  }

  /** The rows as numbers, if every category is one and they are not too many. */
  Optional<Numbers> asNumbers() {
    if (rows > MOST_EXPANDED) {
      return Optional.empty();
    }
    double[] values = new double[(int) rows];
    int place = 0;
    for (Map.Entry<String, Long> entry : counts.entrySet()) {
      Optional<Double> number = number(entry.getKey());
      if (number.isEmpty()) {
        return Optional.empty();
      }
      for (long row = 0; row < entry.getValue(); row++) {
        values[place++] = number.get();
      }
    }
    return Optional.of(Numbers.of(values));
  }

  /** Java reads 1d and 0x1p3 as numbers too; as names of categories they are none. */
  private static Optional<Double> number(String text) {
    if (!NUMBER.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      double value = Double.parseDouble(text);
      return Double.isFinite(value) ? Optional.of(value) : Optional.empty();
    } catch (NumberFormatException notANumber) {
      return Optional.empty();
    }
  }
}
