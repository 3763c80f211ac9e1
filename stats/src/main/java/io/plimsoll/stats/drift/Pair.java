package io.plimsoll.stats.drift;

/** Both sides of a comparison, in the form that a method asks for. */
record Pair(Sample reference, Sample current) {

  double size() {
    return 1.0 / reference.rows() + 1.0 / current.rows();
  }

  /** Both sides as numbers; counts over numbers are laid out. */
  Numbers referenceNumbers() {
    return numbers(reference, "reference");
  }

  Numbers currentNumbers() {
    return numbers(current, "current");
  }

  /** Requires so many usable numbers on each side. */
  Pair numbersOfAtLeast(int rows, String method) {
    requireRows(referenceNumbers().rows(), rows, "reference", method);
    requireRows(currentNumbers().rows(), rows, "current", method);
    return new Pair(referenceNumbers(), currentNumbers());
  }

  /** Both sides times one power of two, if their squares would fit no double otherwise. */
  Pair squarable() {
    int first = referenceNumbers().exponent();
    int second = currentNumbers().exponent();
    int exponent = first == 0 ? second : second == 0 ? first : Math.max(first, second);
    return exponent == 0
        ? this
        : new Pair(referenceNumbers().scaled(-exponent), currentNumbers().scaled(-exponent));
  }

  static void requireRows(long present, long needed, String side, String method) {
    if (present < needed) {
      throw new DriftInputException(
          side,
          method
              + " needs at least "
              + needed
              + " usable rows and there are "
              + present
              + "; send more, or a method for fewer");
    }
  }

  private static Numbers numbers(Sample sample, String side) {
    if (sample instanceof Numbers numbers) {
      return numbers;
    }
    if (sample instanceof Categories categories) {
      return categories
          .asNumbers()
          .orElseThrow(
              () ->
                  new DriftInputException(
                      side,
                      "this method takes numbers and the categories are not all numbers (of at most"
                          + " "
                          + Categories.MOST_EXPANDED
                          + " rows); use chi2.contingency.pooled or js.distance.base2"));
    }
    throw new DriftInputException(
        side,
        "this method takes numbers, not a "
            + sample.form().name().toLowerCase(java.util.Locale.ROOT)
            + "; send values");
  }

  Categories referenceCategories() {
    return categories(reference, "reference");
  }

  Categories currentCategories() {
    return categories(current, "current");
  }

  private static Categories categories(Sample sample, String side) {
    if (sample instanceof Categories categories) {
      return categories;
    }
    if (sample instanceof Numbers numbers) {
      return Categories.ofNumbers(numbers);
    }
    throw new DriftInputException(
        side,
        "this method takes categories, not a "
            + sample.form().name().toLowerCase(java.util.Locale.ROOT)
            + "; send counts or values");
  }

  Table referenceTable() {
    return table(reference, "reference");
  }

  Table currentTable() {
    return table(current, "current");
  }

  private static Table table(Sample sample, String side) {
    return sample instanceof Table table ? table : Table.ofNumbers(numbers(sample, side));
  }
}
