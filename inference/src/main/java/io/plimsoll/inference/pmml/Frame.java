package io.plimsoll.inference.pmml;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The values of all fields for one row, by the numbers of their slots. One thread at a time. */
final class Frame {

  final double[] numbers;
  final @Nullable String[] texts;

  Frame(int slots) {
    this.numbers = new double[slots];
    this.texts = new @Nullable String[slots];
    clear();
  }

  /** Everything is missing again. */
  void clear() {
    Arrays.fill(numbers, Double.NaN);
    Arrays.fill(texts, null);
  }

  void clear(Slot slot) {
    numbers[slot.index()] = Double.NaN;
    texts[slot.index()] = null;
  }

  boolean isMissing(Slot slot) {
    return slot.type().isText() ? texts[slot.index()] == null : Double.isNaN(numbers[slot.index()]);
  }
}
