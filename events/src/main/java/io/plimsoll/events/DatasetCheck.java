package io.plimsoll.events;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one expectation of a batch.
 *
 * @param check what it is known by over time
 * @param expectation its kind, such as {@code not_null}
 * @param severity info, warning or critical: how grave it is if it fails
 * @param observed the figure that was judged, between {@code low} and {@code high} if those are
 *     there
 * @param failing how many {@code of} so many values did not fit
 * @param samples some values that did not, if the sender was asked for them
 */
public record DatasetCheck(
    String check,
    String expectation,
    @Nullable String column,
    String severity,
    boolean passed,
    String message,
    @Nullable String description,
    @Nullable Double observed,
    @Nullable Double low,
    @Nullable Double high,
    @Nullable Long failing,
    @Nullable Long of,
    List<String> samples) {
  public DatasetCheck {
    samples = List.copyOf(samples);
  }
}
