package io.plimsoll.inference.repository;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a model's answers are compared with what turned out to be true. Whatever is not said is told
 * from the answers and labels themselves.
 *
 * @param task what the model does
 * @param answer the output that is compared
 * @param score the output with the probability of the positive class, or with more than two classes
 *     of the class that was answered
 * @param actual the field of the feedback that is compared
 * @param positive the class that the figures of a model with two classes are about
 * @param threshold from which score on the answer counts as the positive class, where a model
 *     answers nothing but the score
 * @param quantile that a regression is meant to answer
 * @param depth how many items of a ranking count
 * @param segments by which performance is kept apart; null for the first three features of words or
 *     flags
 */
public record PerformanceSettings(
    Task task,
    @Nullable String answer,
    @Nullable String score,
    @Nullable String actual,
    @Nullable String positive,
    double threshold,
    double quantile,
    int depth,
    @Nullable List<Segment> segments) {
  /** Nothing is said. */
  public static final PerformanceSettings AUTO =
      new PerformanceSettings(Task.AUTO, null, null, null, null, 0.5, 0.5, 10, null);

  private static final int MOST_SEGMENTS = 10;
  private static final int MOST_EDGES = 20;
  private static final int MOST_DEPTH = 100;

  public PerformanceSettings {
    segments = segments == null ? null : List.copyOf(segments);
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new IllegalArgumentException(
          "performance.threshold has to be from 0 to 1, not " + threshold);
    }
    if (!(quantile > 0 && quantile < 1)) {
      throw new IllegalArgumentException(
          "performance.quantile has to be between 0 and 1, not " + quantile);
    }
    if (depth < 1 || depth > MOST_DEPTH) {
      throw new IllegalArgumentException(
          "performance.depth has to be from 1 to %d, not %d".formatted(MOST_DEPTH, depth));
    }
    if (segments != null) {
      requireDistinct(segments);
    }
  }

  private static void requireDistinct(List<Segment> segments) {
    if (segments.size() > MOST_SEGMENTS) {
      throw new IllegalArgumentException(
          "performance.segments has %d entries; at most %d are kept apart"
              .formatted(segments.size(), MOST_SEGMENTS));
    }
    Set<String> names = new HashSet<>();
    for (Segment segment : segments) {
      if (!names.add(segment.name())) {
        throw new IllegalArgumentException(
            "performance.segments names \"%s\" twice".formatted(segment.name()));
      }
    }
  }

  /** What a model does. */
  public enum Task {
    @JsonProperty("auto")
    AUTO,
    @JsonProperty("classification")
    CLASSIFICATION,
    @JsonProperty("regression")
    REGRESSION,
    @JsonProperty("ranking")
    RANKING
  }

  /** Where the values of a segment stand. */
  public enum Source {
    @JsonProperty("feature")
    FEATURE,
    @JsonProperty("tag")
    TAG
  }

  /**
   * By what rows are kept apart.
   *
   * @param edges where the ranges of a number end, ascending; empty for one segment a value
   */
  public record Segment(String name, Source source, List<Double> edges) {
    public Segment {
      edges = List.copyOf(edges);
      if (name.isBlank() || name.length() > 200) {
        throw new IllegalArgumentException(
            "performance.segments: a name has 1 to 200 characters, not %d"
                .formatted(name.length()));
      }
      if (edges.size() > MOST_EDGES) {
        throw new IllegalArgumentException(
            "performance.segments: \"%s\" has %d edges; at most %d make ranges"
                .formatted(name, edges.size(), MOST_EDGES));
      }
      for (int at = 0; at < edges.size(); at++) {
        double edge = edges.get(at);
        if (!Double.isFinite(edge) || (at > 0 && edge <= edges.get(at - 1))) {
          throw new IllegalArgumentException(
              "performance.segments: the edges of \"%s\" have to ascend, not %s"
                  .formatted(name, edges));
        }
      }
    }
  }
}
