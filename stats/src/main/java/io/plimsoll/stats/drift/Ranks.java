package io.plimsoll.stats.drift;

/**
 * Two sorted samples laid out as one: the distinct values in order, with how many rows of either
 * side have each. Ties are then sums over values, not over rows.
 */
record Ranks(int[] reference, int[] current) {

  static Ranks of(double[] reference, double[] current) {
    int[] before = new int[reference.length + current.length];
    int[] now = new int[before.length];
    int values = 0;
    int left = 0;
    int right = 0;
    while (left < reference.length || right < current.length) {
      double value =
          Math.min(
              left < reference.length ? reference[left] : Double.POSITIVE_INFINITY,
              right < current.length ? current[right] : Double.POSITIVE_INFINITY);
      while (left < reference.length && reference[left] == value) {
        before[values]++;
        left++;
      }
      while (right < current.length && current[right] == value) {
        now[values]++;
        right++;
      }
      values++;
    }
    return new Ranks(java.util.Arrays.copyOf(before, values), java.util.Arrays.copyOf(now, values));
  }

  int values() {
    return reference.length;
  }

  boolean hasTies() {
    for (int value = 0; value < values(); value++) {
      if (reference[value] + current[value] > 1) {
        return true;
      }
    }
    return false;
  }
}
