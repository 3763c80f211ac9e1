package io.plimsoll.stats.performance;

/** Sorting by a key without an object for every row. */
final class Order {
  private Order() {}

  /** The places of the values from the least to the greatest; equal ones in the order they came. */
  static int[] ascending(double[] values) {
    int[] order = new int[values.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    sort(values, order, new int[values.length], 0, values.length);
    return order;
  }

  private static void sort(double[] keys, int[] order, int[] spare, int from, int to) {
    if (to - from <= 16) {
      insert(keys, order, from, to);
      return;
    }
    int middle = (from + to) >>> 1;
    sort(keys, order, spare, from, middle);
    sort(keys, order, spare, middle, to);
    if (Double.compare(keys[order[middle - 1]], keys[order[middle]]) <= 0) {
      return;
    }
    System.arraycopy(order, from, spare, from, to - from);
    int left = from;
    int right = middle;
    for (int at = from; at < to; at++) {
      boolean isLeft =
          right == to
              || (left < middle && Double.compare(keys[spare[left]], keys[spare[right]]) <= 0);
      order[at] = isLeft ? spare[left++] : spare[right++];
    }
  }

  private static void insert(double[] keys, int[] order, int from, int to) {
    for (int i = from + 1; i < to; i++) {
      int moved = order[i];
      int at = i;
      while (at > from && Double.compare(keys[order[at - 1]], keys[moved]) > 0) {
        order[at] = order[at - 1];
        at--;
      }
      order[at] = moved;
    }
  }
}
