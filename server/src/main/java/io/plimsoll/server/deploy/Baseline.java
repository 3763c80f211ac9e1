package io.plimsoll.server.deploy;

import io.plimsoll.server.registry.BaselineStore;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What production will be compared with.
 *
 * @param source where the rows came from
 * @param sample some of the file's rows; empty where test data served
 */
record Baseline(
    String source, List<BaselineStore.Column> columns, List<Map<String, @Nullable Object>> sample) {
  static final Baseline NONE = new Baseline("", List.of(), List.of());

  Baseline {
    columns = List.copyOf(columns);
    sample = List.copyOf(sample);
  }
}
