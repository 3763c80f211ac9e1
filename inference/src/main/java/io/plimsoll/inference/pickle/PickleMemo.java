package io.plimsoll.inference.pickle;

import java.io.StreamCorruptedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a pickle has stored to recall it later. Python numbers the entries one after another, so
 * they are kept as a list; a few may have any number.
 */
final class PickleMemo {

  private static final int MAX_ENTRIES = 16_000_000;
  private static final int MAX_BEYOND = 65_536;

  /** Python 2 began to count at 1. */
  private static final int MAX_GAP = 1;

  private final List<@Nullable PickleValue> entries = new ArrayList<>();
  private final Map<Long, PickleValue> beyond = new HashMap<>();
  private int stored;

  /** How many numbers have a value: also the number that Python gives to the next one. */
  int size() {
    return stored;
  }

  void put(long index, PickleValue value) throws StreamCorruptedException {
    @Nullable PickleValue before = beyond.remove(index);
    if (index >= 0 && index <= entries.size() + MAX_GAP) {
      while (entries.size() <= index) {
        entries.add(null);
      }
      @Nullable PickleValue listed = entries.set((int) index, value);
      before = before == null ? listed : before;
    } else {
      beyond.put(index, value);
    }
    stored += before == null ? 1 : 0;
    if (entries.size() > MAX_ENTRIES || beyond.size() > MAX_BEYOND) {
      throw new StreamCorruptedException("it stores more values than a model can have");
    }
  }

  /** Null for what was never stored. */
  @Nullable PickleValue find(long index) {
    boolean isListed = index >= 0 && index < entries.size();
    @Nullable PickleValue listed = isListed ? entries.get((int) index) : null;
    return listed == null ? beyond.get(index) : listed;
  }
}
