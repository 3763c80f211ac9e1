package io.plimsoll.events;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One column of a batch, as its sender profiled it. What does not apply to its type is null.
 *
 * @param type number, integer, text, boolean, time, mixed or empty
 * @param dtype what the sender's library calls the type
 * @param distinct how many different values there are, counted or estimated
 * @param infinite how many numbers are infinite; the figures after it leave them out
 * @param quantiles at {@link #SHARES}; null where there are no numbers
 * @param categories the most frequent values of a column that has few
 */
public record DatasetColumn(
    String name,
    String type,
    @Nullable String dtype,
    long missing,
    long distinct,
    boolean distinctIsExact,
    @Nullable Long infinite,
    @Nullable Double min,
    @Nullable Double max,
    @Nullable Double mean,
    @Nullable Double sd,
    @Nullable List<Double> quantiles,
    @Nullable Boolean quantilesAreExact,
    @Nullable Instant oldest,
    @Nullable Instant newest,
    List<Category> categories) {
  /** The shares at which the quantiles are taken. */
  public static final List<Double> SHARES = List.of(0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99);

  public DatasetColumn {
    quantiles = quantiles == null ? null : List.copyOf(quantiles);
    categories = List.copyOf(categories);
  }

  /** A value and how often it occurs. */
  public record Category(String value, long count) {}
}
