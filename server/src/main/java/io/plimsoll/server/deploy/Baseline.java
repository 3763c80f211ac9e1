package io.plimsoll.server.deploy;

import io.plimsoll.server.registry.BaselineStore;
import java.util.List;

/** What production will be compared with; {@code source} says where the rows came from. */
record Baseline(String source, List<BaselineStore.Column> columns) {
  static final Baseline NONE = new Baseline("", List.of());

  Baseline {
    columns = List.copyOf(columns);
  }
}
