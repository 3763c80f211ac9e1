package io.plimsoll.inference.text;

import java.util.Arrays;

/** A growing row of code points; one text on its way through the steps. Not thread-safe. */
final class Characters {

  private int[] points;
  private int length;

  Characters(int capacity) {
    this.points = new int[Math.max(capacity, 16)];
  }

  /**
   * The text as the model's Python would get it: half of a surrogate pair has no UTF-8 and arrives
   * there as a question mark.
   */
  static Characters of(String text) {
    Characters characters = new Characters(text.length());
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      characters.add(isHalf(point) ? '?' : point);
      i += Character.charCount(point);
    }
    return characters;
  }

  private static boolean isHalf(int point) {
    return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
  }

  void add(int point) {
    if (length == points.length) {
      points = Arrays.copyOf(points, 2 * length);
    }
    points[length++] = point;
  }

  /** Appends a part of another row. */
  void add(Characters other, int from, int to) {
    int count = to - from;
    if (length + count > points.length) {
      points = Arrays.copyOf(points, Math.max(2 * points.length, length + count));
    }
    System.arraycopy(other.points, from, points, length, count);
    length += count;
  }

  int at(int index) {
    return points[index];
  }

  int length() {
    return length;
  }

  /** The row itself, of which the first {@link #length()} count; until something is added. */
  int[] points() {
    return points;
  }

  @Override
  public String toString() {
    return new String(points, 0, length);
  }
}
