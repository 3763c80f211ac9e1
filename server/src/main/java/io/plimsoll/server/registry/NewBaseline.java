package io.plimsoll.server.registry;

import io.plimsoll.stats.RowSample;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A baseline to be kept.
 *
 * @param detail what it was made of, in words
 * @param sample some of the rows; absent where none were at hand
 */
public record NewBaseline(
    BaselineSource source,
    String detail,
    @Nullable Instant from,
    @Nullable Instant to,
    long rows,
    List<BaselineStore.Column> columns,
    @Nullable RowSample sample,
    String by,
    String reason) {
  /** Enough for a classifier of rows; a megabyte at most, however long the rows are. */
  private static final int SAMPLE_ROWS = 2_000;

  private static final int SAMPLE_BYTES = 1 << 20;

  public NewBaseline {
    columns = List.copyOf(columns);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("A baseline without a column is compared with nothing");
    }
  }

  /** A sample of the size that is kept of a baseline. */
  public static RowSample emptySample() {
    return new RowSample(SAMPLE_ROWS, SAMPLE_BYTES);
  }

  /** What came with a push. */
  public static NewBaseline ofPush(
      String file,
      long rows,
      List<BaselineStore.Column> columns,
      @Nullable RowSample sample,
      String by) {
    return new NewBaseline(BaselineSource.PUSH, file, null, null, rows, columns, sample, by, "");
  }
}
