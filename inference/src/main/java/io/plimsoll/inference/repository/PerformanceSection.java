package io.plimsoll.inference.repository;

import io.plimsoll.inference.repository.PerformanceSettings.Segment;
import io.plimsoll.inference.repository.PerformanceSettings.Source;
import io.plimsoll.inference.repository.PerformanceSettings.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what plimsoll.yaml says under {@code performance:}. */
final class PerformanceSection {
  private static final Set<String> KEYS =
      Set.of(
          "task",
          "answer",
          "score",
          "actual",
          "positive",
          "threshold",
          "quantile",
          "depth",
          "segments");
  private static final Set<String> SEGMENT = Set.of("feature", "tag", "edges");

  private PerformanceSection() {}

  static Optional<PerformanceSettings> read(@Nullable Object value)
      throws InvalidRepositoryException {
    if (value == null) {
      return Optional.empty();
    }
    Map<String, Object> entries = SettingsFile.mapping("performance", value);
    SettingsFile.requireKnown(entries.keySet(), KEYS, "performance.");
    PerformanceSettings otherwise = PerformanceSettings.AUTO;
    try {
      return Optional.of(
          new PerformanceSettings(
              task(entries.get("task")),
              text(entries.get("answer")),
              text(entries.get("score")),
              text(entries.get("actual")),
              text(entries.get("positive")),
              number("threshold", entries.get("threshold"), otherwise.threshold()).doubleValue(),
              number("quantile", entries.get("quantile"), otherwise.quantile()).doubleValue(),
              number("depth", entries.get("depth"), otherwise.depth()).intValue(),
              segments(entries.get("segments"))));
    } catch (IllegalArgumentException unfit) {
      throw new InvalidRepositoryException(SettingsFile.NAME + ": " + unfit.getMessage(), unfit);
    }
  }

  private static Task task(@Nullable Object value) throws InvalidRepositoryException {
    if (value == null) {
      return Task.AUTO;
    }
    for (Task task : Task.values()) {
      if (task.name().toLowerCase(Locale.ROOT).equals(value)) {
        return task;
      }
    }
    throw SettingsFile.wrong(
        "performance.task", "auto, classification, regression or ranking", value);
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : String.valueOf(value);
  }

  private static Number number(String key, @Nullable Object value, Number otherwise)
      throws InvalidRepositoryException {
    return switch (value) {
      case null -> otherwise;
      case Integer whole -> whole;
      case Double number -> number;
      default -> throw SettingsFile.wrong("performance." + key, "a number", value);
    };
  }

  private static @Nullable List<Segment> segments(@Nullable Object value)
      throws InvalidRepositoryException {
    if (value == null) {
      return null;
    }
    if (!(value instanceof List<?> list)) {
      throw SettingsFile.wrong("performance.segments", "a list", value);
    }
    List<Segment> segments = new ArrayList<>();
    for (Object each : list) {
      segments.add(segment(each));
    }
    return segments;
  }

  /** A name alone is that of a feature. */
  private static Segment segment(Object value) throws InvalidRepositoryException {
    if (!(value instanceof Map<?, ?>)) {
      return new Segment(String.valueOf(value), Source.FEATURE, List.of());
    }
    Map<String, Object> entries = SettingsFile.mapping("performance.segments", value);
    SettingsFile.requireKnown(entries.keySet(), SEGMENT, "performance.segments.");
    Object feature = entries.get("feature");
    Object tag = entries.get("tag");
    if ((feature == null) == (tag == null)) {
      throw SettingsFile.wrong(
          "performance.segments", "entries with either a feature or a tag", value);
    }
    List<Double> edges = new ArrayList<>();
    if (entries.get("edges") instanceof List<?> list) {
      for (Object edge : list) {
        edges.add(number("segments.edges", edge, 0).doubleValue());
      }
    }
    return feature != null
        ? new Segment(String.valueOf(feature), Source.FEATURE, edges)
        : new Segment(String.valueOf(tag), Source.TAG, edges);
  }
}
