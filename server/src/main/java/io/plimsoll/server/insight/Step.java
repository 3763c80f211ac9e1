package io.plimsoll.server.insight;

import io.plimsoll.server.platform.http.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The width of one point of a chart. Buckets start at whole multiples of it since 1970, in UTC. */
enum Step {
  PT1M(Duration.ofMinutes(1)),
  PT5M(Duration.ofMinutes(5)),
  PT15M(Duration.ofMinutes(15)),
  PT1H(Duration.ofHours(1)),
  PT6H(Duration.ofHours(6)),
  P1D(Duration.ofDays(1));

  /** More points than this say nothing more on a screen and cost time to send and to draw. */
  static final int MOST_POINTS = 400;

  private final Duration width;

  Step(Duration width) {
    this.width = width;
  }

  Duration width() {
    return width;
  }

  /** The step that was asked for, or the next wider one that keeps within the number of points. */
  static Step choose(@Nullable String asked, TimeRange range) {
    Step narrowest = asked == null ? PT1M : parse(asked);
    return fitting(narrowest, range, MOST_POINTS);
  }

  /** The narrowest step that draws the range with at most {@code points} points. */
  static Step fitting(TimeRange range, int points) {
    return fitting(PT1M, range, points);
  }

  private static Step fitting(Step narrowest, TimeRange range, int points) {
    return Arrays.stream(values())
        .filter(step -> step.compareTo(narrowest) >= 0)
        .filter(step -> step.count(range) <= points)
        .findFirst()
        .orElse(P1D);
  }

  private static Step parse(String asked) {
    return Arrays.stream(values())
        .filter(step -> step.name().equals(asked))
        .findFirst()
        .orElseThrow(
            () ->
                ProblemException.invalid(
                    "step",
                    "\"%s\" is not one of %s."
                        .formatted(
                            asked,
                            Arrays.stream(values())
                                .map(Step::name)
                                .collect(Collectors.joining(", ")))));
  }

  /** The start of the bucket that {@code at} falls into. */
  Instant floor(Instant at) {
    long seconds = width.toSeconds();
    return Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), seconds) * seconds);
  }

  /** The range with its start moved back to the start of a bucket. */
  TimeRange widen(TimeRange range) {
    return range.startingAt(floor(range.from()));
  }

  /** The starts of the buckets of {@code range} that have begun by {@code now}, oldest first. */
  List<Instant> buckets(TimeRange range, Instant now) {
    return Stream.iterate(floor(range.from()), start -> start.plus(width))
        .takeWhile(start -> start.isBefore(range.to()) && !start.isAfter(now))
        .toList();
  }

  private long count(TimeRange range) {
    Duration drawn = Duration.between(floor(range.from()), range.to());
    return (drawn.toSeconds() + width.toSeconds() - 1) / width.toSeconds();
  }
}
