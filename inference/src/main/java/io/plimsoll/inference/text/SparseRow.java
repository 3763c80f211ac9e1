package io.plimsoll.inference.text;

/**
 * The numbers of one text that are not left out.
 *
 * @param places rising
 * @param values may be changed by who holds the row
 * @param length how many of both count
 */
record SparseRow(int[] places, double[] values, int length) {

  /** Rounds to what float32 can hold. */
  void round() {
    for (int i = 0; i < length; i++) {
      values[i] = (float) values[i];
    }
  }

  void addTo(double[] target, int offset) {
    for (int i = 0; i < length; i++) {
      target[offset + places[i]] += values[i];
    }
  }
}
