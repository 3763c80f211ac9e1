package io.plimsoll.server.baseline;

import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.registry.BaselineStore;
import io.plimsoll.server.registry.ColumnRole;
import io.plimsoll.server.registry.NewBaseline;
import io.plimsoll.server.registry.data.ColumnProfiles;
import io.plimsoll.stats.RowSample;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is kept of rows as they come by: profiles of their columns, and some of the rows. */
final class RowProfiles {
  private static final int MOST_COLUMNS = 2_000;

  private final ColumnProfiles features = new ColumnProfiles(ColumnRole.FEATURE);
  private final ColumnProfiles outputs = new ColumnProfiles(ColumnRole.PREDICTION);
  private final RowSample sample = NewBaseline.emptySample();

  /**
   * Takes a row.
   *
   * @throws ProblemException if the rows name more columns than are kept: each has a profile
   */
  void add(Map<String, @Nullable Object> row, Map<String, @Nullable Object> answers) {
    features.add(row);
    outputs.add(answers);
    if (features.size() + outputs.size() > MOST_COLUMNS) {
      throw new ProblemException(
          ErrorCode.CONFLICT,
          "The rows name more than %,d columns; a baseline needs features of the same names in every row."
              .formatted(MOST_COLUMNS));
    }
    sample.add(RowSample.key(sample.seen()), row);
  }

  long rows() {
    return sample.seen();
  }

  RowSample sample() {
    return sample;
  }

  List<BaselineStore.Column> columns() {
    return Stream.concat(features.columns().stream(), outputs.columns().stream()).toList();
  }
}
