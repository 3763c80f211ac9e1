package io.plimsoll.inference.text;

import java.util.Arrays;
import java.util.List;

/**
 * Known terms, numbered in their order. A table of open addresses over one array of characters:
 * asking for a part of a text makes no object.
 */
final class Vocabulary implements Terms {

  private static final int FREE = -1;

  private final char[] characters;
  private final int[] starts;
  private final int[] hashes;
  private final int[] table;
  private final int size;

  Vocabulary(List<String> terms) {
    this.size = terms.size();
    this.starts = new int[size + 1];
    this.hashes = new int[size];
    this.table = new int[Integer.highestOneBit(Math.max(size, 1)) * 4];
    Arrays.fill(table, FREE);
    long length = terms.stream().mapToLong(String::length).sum();
    this.characters = new char[Math.toIntExact(length)];
    for (int i = 0; i < size; i++) {
      String term = terms.get(i);
      term.getChars(0, term.length(), characters, starts[i]);
      starts[i + 1] = starts[i] + term.length();
      int[] points = term.codePoints().toArray();
      if (find(points, 0, points.length) != UNKNOWN) {
        throw new IllegalArgumentException("a vocabulary has the term \"" + term + "\" twice");
      }
      hashes[i] = hash(points, 0, points.length);
      table[freeSlot(hashes[i])] = i;
    }
  }

  private int freeSlot(int hash) {
    int slot = hash & (table.length - 1);
    while (table[slot] != FREE) {
      slot = (slot + 1) & (table.length - 1);
    }
    return slot;
  }

  @Override
  public int size() {
    return size;
  }

  boolean contains(int[] points, int from, int to) {
    return find(points, from, to) != UNKNOWN;
  }

  @Override
  public int find(int[] points, int from, int to) {
    int hash = hash(points, from, to);
    int slot = hash & (table.length - 1);
    while (table[slot] != FREE) {
      int number = table[slot];
      if (hashes[number] == hash && isAt(number, points, from, to)) {
        return number << 1;
      }
      slot = (slot + 1) & (table.length - 1);
    }
    return UNKNOWN;
  }

  private boolean isAt(int number, int[] points, int from, int to) {
    int place = starts[number];
    int end = starts[number + 1];
    for (int i = from; i < to; i++) {
      if (place == end) {
        return false;
      }
      int point = Character.codePointAt(characters, place, end);
      if (point != points[i]) {
        return false;
      }
      place += Character.charCount(point);
    }
    return place == end;
  }

  private static int hash(int[] points, int from, int to) {
    int hash = 1;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + points[i];
    }
    // Neighbouring words differ in their low bits only; the table takes those.
    hash *= 0x9E3779B9;
    return hash ^ (hash >>> 15);
  }
}
