package io.plimsoll.inference.text;

import java.util.Arrays;

/** Parts of a text, each from a place to one behind its end. Not thread-safe. */
final class Spans {

  private int[] edges = new int[64];
  private int count;

  void add(int from, int to) {
    if (2 * count == edges.length) {
      edges = Arrays.copyOf(edges, 2 * edges.length);
    }
    edges[2 * count] = from;
    edges[2 * count + 1] = to;
    count++;
  }

  int count() {
    return count;
  }

  int from(int index) {
    return edges[2 * index];
  }

  int to(int index) {
    return edges[2 * index + 1];
  }
}
