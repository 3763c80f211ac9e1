package io.plimsoll.stats;

/** A place between two bins of a number line: just above the value, or just below it. */
record Cut(double at, boolean above) implements Comparable<Cut> {
  static final Cut LOWEST = new Cut(Double.NEGATIVE_INFINITY, true);
  static final Cut HIGHEST = new Cut(Double.POSITIVE_INFINITY, false);

  @Override
  public int compareTo(Cut other) {
    int byValue = Double.compare(at, other.at);
    return byValue != 0 ? byValue : Boolean.compare(above, other.above);
  }

  /** The rows below this place. */
  long rowsBelow(SortedValues values) {
    return above ? values.atOrBelow(at) : values.below(at);
  }
}
