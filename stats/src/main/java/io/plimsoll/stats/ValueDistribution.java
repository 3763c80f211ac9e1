package io.plimsoll.stats;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The distribution of finite doubles in bounded memory. Up to {@value #EXACT_LIMIT} distinct values
 * are counted exactly, which covers flags, hours, months and small codes for ever; the next
 * distinct value turns the counts, without loss, into a {@link KllSketch}.
 */
final class ValueDistribution {
  static final int EXACT_LIMIT = 64;

  private static final byte EXACT = 0;
  private static final byte SKETCH = 1;

  private double[] values = new double[8];
  private long[] counts = new long[8];
  private int distinct;
  private @Nullable KllSketch sketch;
  private @Nullable SortedValues sorted;

  void update(double value) {
    sorted = null;
    KllSketch present = sketch;
    if (present == null) {
      updateExact(value, 1);
    } else {
      present.update(value);
    }
  }

  /** Adds a value that was seen so many times. */
  void update(double value, long times) {
    sorted = null;
    KllSketch present = sketch;
    if (present == null) {
      updateExact(value, times);
    } else {
      present.update(value, times);
    }
  }

  private void updateExact(double value, long times) {
    int found = Arrays.binarySearch(values, 0, distinct, value);
    if (found >= 0) {
      counts[found] += times;
    } else if (distinct < EXACT_LIMIT) {
      insert(-found - 1, value, times);
    } else {
      turnIntoSketch().update(value, times);
    }
  }

  private void insert(int at, double value, long times) {
    if (distinct == values.length) {
      values = Arrays.copyOf(values, distinct * 2);
      counts = Arrays.copyOf(counts, distinct * 2);
    }
    System.arraycopy(values, at, values, at + 1, distinct - at);
    System.arraycopy(counts, at, counts, at + 1, distinct - at);
    values[at] = value;
    counts[at] = times;
    distinct++;
  }

  private KllSketch turnIntoSketch() {
    KllSketch created = new KllSketch();
    for (int index = 0; index < distinct; index++) {
      created.update(values[index], counts[index]);
    }
    sketch = created;
    distinct = 0;
    values = new double[0];
    counts = new long[0];
    return created;
  }

  void merge(ValueDistribution other) {
    sorted = null;
    KllSketch otherSketch = other.sketch;
    if (otherSketch != null) {
      KllSketch present = sketch;
      (present == null ? turnIntoSketch() : present).merge(otherSketch);
      return;
    }
    // Reading the bounds and arrays first keeps a merge of a distribution with itself correct.
    double[] otherValues = other.values;
    long[] otherCounts = other.counts.clone();
    int otherDistinct = other.distinct;
    for (int index = 0; index < otherDistinct; index++) {
      update(otherValues[index], otherCounts[index]);
    }
  }

  /**
   * Whether counts are exact, which they are until more than {@value #EXACT_LIMIT} distinct values
   * were seen.
   */
  boolean isExact() {
    return sketch == null;
  }

  SortedValues sorted() {
    SortedValues present = sorted;
    if (present == null) {
      KllSketch source = sketch;
      present =
          source == null
              ? SortedValues.ofWeighted(
                  Arrays.copyOf(values, distinct), Arrays.copyOf(counts, distinct))
              : source.sorted();
      sorted = present;
    }
    return present;
  }

  void write(ProfileWriter writer) {
    KllSketch source = sketch;
    if (source != null) {
      writer.writeByte(SKETCH);
      source.write(writer);
      return;
    }
    writer.writeByte(EXACT);
    writer.writeAscending(values, distinct);
    for (int index = 0; index < distinct; index++) {
      writer.writeVarLong(counts[index]);
    }
  }

  static ValueDistribution read(ProfileReader reader) {
    ValueDistribution distribution = new ValueDistribution();
    byte form = reader.readByte();
    switch (form) {
      case SKETCH -> distribution.sketch = KllSketch.read(reader);
      case EXACT -> {
        double[] read = reader.readAscending();
        for (double value : read) {
          distribution.updateExact(value, reader.readCount());
        }
      }
      default ->
          throw new IllegalArgumentException(
              "Byte " + form + " is no known form of a distribution; the bytes are damaged");
    }
    return distribution;
  }
}
