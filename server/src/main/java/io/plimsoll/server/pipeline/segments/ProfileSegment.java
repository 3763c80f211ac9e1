package io.plimsoll.server.pipeline.segments;

import io.plimsoll.inference.repository.PerformanceSettings.Segment;
import java.util.List;

/**
 * By what the profiles of a model are kept apart.
 *
 * @param values that are kept apart: the ones that were named, or those that came first
 * @param isClosed whether the values were named, so that no other ones are kept apart
 */
public record ProfileSegment(Segment segment, List<String> values, boolean isClosed) {
  /** How many segments a model has at most. */
  public static final int MOST_SEGMENTS = 3;

  /** How many values of one are kept apart, beside all others and the rows without any. */
  public static final int MOST_VALUES = 8;

  /** Stands for all values that are not kept apart. */
  public static final String OTHER = "(other)";

  public ProfileSegment {
    values = List.copyOf(values);
  }
}
