package io.plimsoll.server.deploy;

import io.plimsoll.server.registry.BaselineStore;
import io.plimsoll.stats.RowSample;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What production will be compared with.
 *
 * @param source where the rows came from
 * @param rows how many of them were profiled
 * @param kept some of them as the log would hold them, for comparisons of several columns at once
 * @param sample some of the file's rows; empty where test data served
 */
record Baseline(
    String source,
    long rows,
    List<BaselineStore.Column> columns,
    @Nullable RowSample kept,
    List<Map<String, @Nullable Object>> sample) {
  static final Baseline NONE = new Baseline("", 0, List.of(), null, List.of());

  Baseline {
    columns = List.copyOf(columns);
    sample = List.copyOf(sample);
  }
}
