package io.plimsoll.stats.anomaly;

import java.util.Arrays;

/** The values of the last weeks, on an even scale, with those marked that are not learned from. */
final class History {
  private final int capacity;
  private final int perDay;
  private final double[] values;
  private final double[] noise;
  private final boolean[] isKeptOut;
  private long first;
  private int size;

  History(int perDay, int days) {
    this.perDay = perDay;
    this.capacity = perDay * (days + 1);
    this.values = new double[capacity];
    this.noise = new double[capacity];
    this.isKeptOut = new boolean[capacity];
  }

  long next() {
    return first + size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  void add(long bucket, double value, double itsNoise, boolean keptOut) {
    if (size == 0) {
      first = bucket;
    }
    if (size == capacity) {
      forget(perDay);
    }
    values[size] = value;
    noise[size] = itsNoise;
    isKeptOut[size] = keptOut;
    size++;
  }

  void clear() {
    size = 0;
  }

  /** From now on the last {@code count} are learned from, but for those that were masked. */
  void accept(int count) {
    Arrays.fill(isKeptOut, Math.max(0, size - count), size, false);
  }

  /** What may be learned from, over the last {@code buckets} at most. */
  Stretch learnable(int buckets) {
    return stretch(buckets, true);
  }

  /** All of the last {@code buckets}, anomalies included: for what bears them. */
  Stretch recent(int buckets) {
    return stretch(buckets, false);
  }

  private Stretch stretch(int buckets, boolean leavesOut) {
    int from = Math.max(0, size - buckets);
    double[] taken = Arrays.copyOfRange(values, from, size);
    if (leavesOut) {
      for (int i = 0; i < taken.length; i++) {
        taken[i] = isKeptOut[from + i] ? Double.NaN : taken[i];
      }
    }
    return new Stretch(first + from, perDay, taken, Arrays.copyOfRange(noise, from, size));
  }

  private void forget(int count) {
    System.arraycopy(values, count, values, 0, size - count);
    System.arraycopy(noise, count, noise, 0, size - count);
    System.arraycopy(isKeptOut, count, isKeptOut, 0, size - count);
    size -= count;
    first += count;
  }
}
