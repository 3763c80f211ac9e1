package io.plimsoll.inference.text;

import java.util.Arrays;
import java.util.List;

/** What some code points are replaced by; all others stay. Immutable. */
final class CharacterMap {

  private static final int ASCII = 128;
  private static final int SEVERAL = -1;

  /** The longest in Unicode is 18; a text must not grow without end. */
  private static final int MOST_FOR_ONE = 32;

  private final int[] keys;
  private final int[][] values;
  private final CharacterSet dropped;

  /** What an ASCII character becomes, if that is one character. */
  private final int[] ascii = new int[ASCII];

  /**
   * Makes it.
   *
   * @param keys rising, each with the text in its place
   * @param dropped the code points that nothing takes the place of
   */
  CharacterMap(int[] keys, List<String> values, CharacterSet dropped) {
    if (keys.length != values.size()) {
      throw new IllegalArgumentException("each replaced character needs what replaces it");
    }
    for (int i = 1; i < keys.length; i++) {
      if (keys[i] <= keys[i - 1]) {
        throw new IllegalArgumentException("replaced characters have to rise");
      }
    }
    if (values.stream().anyMatch(text -> text.length() > MOST_FOR_ONE)) {
      throw new IllegalArgumentException("a character is replaced by more than 32");
    }
    this.keys = keys.clone();
    this.values = values.stream().map(text -> text.codePoints().toArray()).toArray(int[][]::new);
    this.dropped = dropped;
    for (int point = 0; point < ASCII; point++) {
      int place = Arrays.binarySearch(keys, point);
      boolean stays = place < 0 && !dropped.contains(point);
      boolean isOne = place >= 0 && this.values[place].length == 1;
      ascii[point] = stays ? point : isOne ? this.values[place][0] : SEVERAL;
    }
  }

  /** Appends what becomes of a code point. */
  void append(int point, Characters to) {
    if (point < ASCII && ascii[point] != SEVERAL) {
      to.add(ascii[point]);
      return;
    }
    int place = Arrays.binarySearch(keys, point);
    if (place >= 0) {
      for (int replacement : values[place]) {
        to.add(replacement);
      }
    } else if (!dropped.contains(point)) {
      to.add(point);
    }
  }

  Characters applied(Characters text) {
    Characters changed = new Characters(text.length());
    for (int i = 0; i < text.length(); i++) {
      append(text.at(i), changed);
    }
    return changed;
  }
}
