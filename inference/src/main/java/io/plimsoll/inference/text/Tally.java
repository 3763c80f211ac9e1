package io.plimsoll.inference.text;

import java.util.Arrays;

/** Counts the terms of one text, and makes a row of numbers of them. Not thread-safe. */
final class Tally {

  private final Terms terms;
  private int[] found = new int[64];
  private int count;

  Tally(Terms terms) {
    this.terms = terms;
  }

  void count(int[] points, int from, int to) {
    int number = terms.find(points, from, to);
    if (number == Terms.UNKNOWN) {
      return;
    }
    if (count == found.length) {
      found = Arrays.copyOf(found, 2 * count);
    }
    found[count++] = number;
  }

  /** The terms with how often each was found, in the order of their numbers. */
  SparseRow row(boolean isBinary) {
    Arrays.sort(found, 0, count);
    int[] places = new int[count];
    double[] values = new double[count];
    int length = 0;
    for (int i = 0; i < count; i++) {
      int place = found[i] >> 1;
      if (length == 0 || places[length - 1] != place) {
        places[length++] = place;
      }
      values[length - 1] += (found[i] & 1) == 0 ? 1 : -1;
    }
    if (isBinary) {
      // Also where signs have cancelled out: the term is there.
      Arrays.fill(values, 0, length, 1);
    }
    return new SparseRow(places, values, length);
  }
}
