package io.plimsoll.stats.performance;

import java.util.Arrays;

/**
 * How many rows have which score: a hash table of primitive numbers, because a busy hour adds to
 * thousands of them with every batch. Counts may be negative for a while, where rows are taken back
 * before they are merged with those that they are taken from.
 */
final class ScoreCounts {
  /** No score is NaN, so that it can stand for a free place. */
  private static final double FREE = Double.NaN;

  private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;
  private static final int LEAST_PLACES = 8;

  private double[] scores = freePlaces(LEAST_PLACES);
  private long[] counts = new long[LEAST_PLACES];
  private int taken;
  private int distinct;
  private long rows;

  /** Is told a score and its rows. */
  interface Told {
    void accept(double score, long rows);
  }

  /** Adds rows of a score that is a number; both zeros are one score. */
  void add(double score, long more) {
    // Adding zero makes one zero of the two.
    double key = score + 0.0;
    int place = place(key);
    if (Double.isNaN(scores[place])) {
      scores[place] = key;
      taken++;
    }
    long before = counts[place];
    counts[place] = before + more;
    distinct += (before + more == 0 ? 0 : 1) - (before == 0 ? 0 : 1);
    rows += more;
    if (2 * taken > scores.length) {
      rehash();
    }
  }

  private static double[] freePlaces(int size) {
    double[] places = new double[size];
    Arrays.fill(places, FREE);
    return places;
  }

  /** Where a score is, or where it would be. */
  private int place(double score) {
    int last = scores.length - 1;
    // Scores in bins end in many zero bits, of which only the highest of the product know nothing.
    long mixed = Double.doubleToRawLongBits(score) * GOLDEN_RATIO;
    int place = (int) (mixed >>> Long.numberOfLeadingZeros(last));
    while (scores[place] != score && !Double.isNaN(scores[place])) {
      place = (place + 1) & last;
    }
    return place;
  }

  /** Makes room, and forgets scores whose rows were all taken back. */
  private void rehash() {
    double[] before = scores;
    long[] countsBefore = counts;
    int places = Math.max(LEAST_PLACES, 4 * Integer.highestOneBit(Math.max(1, distinct)));
    scores = freePlaces(places);
    counts = new long[places];
    taken = 0;
    for (int at = 0; at < before.length; at++) {
      if (countsBefore[at] != 0) {
        int place = place(before[at]);
        scores[place] = before[at];
        counts[place] = countsBefore[at];
        taken++;
      }
    }
  }

  /** Different scores that have rows. */
  int distinct() {
    return distinct;
  }

  /** The rows of all scores. */
  long rows() {
    return rows;
  }

  /** Tells each score with its rows, in no order. */
  void forEach(Told told) {
    for (int at = 0; at < scores.length; at++) {
      if (counts[at] != 0) {
        told.accept(scores[at], counts[at]);
      }
    }
  }

  /** Tells each score with its rows, the least score first. */
  void forEachAscending(Told told) {
    for (double score : ascending()) {
      told.accept(score, counts[place(score)]);
    }
  }

  /** The scores that have rows, ascending. */
  double[] ascending() {
    double[] ascending = new double[distinct];
    int size = 0;
    for (int at = 0; at < scores.length; at++) {
      if (counts[at] != 0) {
        ascending[size++] = scores[at];
      }
    }
    Arrays.sort(ascending);
    return ascending;
  }

  void write(StateWriter writer) {
    double[] ascending = ascending();
    writer.writeAscending(ascending);
    for (double score : ascending) {
      writer.writeLong(counts[place(score)]);
    }
  }

  /** What {@link #write} wrote. */
  static ScoreCounts read(StateReader reader) {
    ScoreCounts read = new ScoreCounts();
    for (double score : reader.readAscending()) {
      read.add(score, reader.readLong());
    }
    return read;
  }
}
