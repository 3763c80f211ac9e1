package io.plimsoll.server.pipeline;

import io.plimsoll.events.Event;
import io.plimsoll.events.Values;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A profile of each feature and output of some rows. Pure; not thread-safe. */
final class RowColumns {
  private final int most;
  private final Map<String, ColumnIncrement> features = new HashMap<>();
  private final Map<String, ColumnIncrement> outputs = new HashMap<>();

  /** Of no rows, with all columns that there will be. */
  RowColumns() {
    this(Integer.MAX_VALUE);
  }

  /**
   * Of no rows.
   *
   * @param most features and as many outputs that are kept; those that come first
   */
  RowColumns(int most) {
    this.most = most;
  }

  void add(Event.Prediction row) {
    add(features, row.features());
    add(outputs, row.outputs());
  }

  private void add(Map<String, ColumnIncrement> columns, Values values) {
    // Without an iterator and an entry for each of a busy stream's values.
    values.byName().forEach((name, value) -> add(columns, name, value));
  }

  private void add(Map<String, ColumnIncrement> columns, String name, @Nullable Object value) {
    ColumnIncrement column = columns.get(name);
    if (column == null && columns.size() < most) {
      column = new ColumnIncrement();
      columns.put(name, column);
    }
    if (column != null) {
      column.add(value);
    }
  }

  /** Tells the columns of each role. */
  void forEachRole(BiConsumer<String, Map<String, ColumnIncrement>> told) {
    told.accept("feature", features);
    told.accept("prediction", outputs);
  }
}
