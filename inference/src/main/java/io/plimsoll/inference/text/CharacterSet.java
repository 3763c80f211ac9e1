package io.plimsoll.inference.text;

import java.util.Arrays;

/** A set of code points. Immutable. */
final class CharacterSet {

  private static final int ASCII = 128;

  private final int[] edges;
  private final boolean[] ascii = new boolean[ASCII];

  /**
   * Makes it.
   *
   * @param edges where each run of members begins, and where it ends (exclusive), rising
   */
  CharacterSet(int[] edges) {
    for (int i = 1; i < edges.length; i++) {
      if (edges[i] <= edges[i - 1]) {
        throw new IllegalArgumentException("runs of characters have to rise");
      }
    }
    if (edges.length % 2 != 0) {
      throw new IllegalArgumentException("a run of characters has no end");
    }
    this.edges = edges.clone();
    for (int point = 0; point < ASCII; point++) {
      ascii[point] = isInRun(point);
    }
  }

  boolean contains(int point) {
    return point < ASCII ? ascii[point] : isInRun(point);
  }

  private boolean isInRun(int point) {
    int place = Arrays.binarySearch(edges, point);
    // An edge that is met begins a run if its place is even; between edges lies a run after one.
    int before = place >= 0 ? place : -place - 2;
    return before >= 0 && before % 2 == 0;
  }
}
