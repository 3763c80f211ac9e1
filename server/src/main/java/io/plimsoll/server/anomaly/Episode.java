package io.plimsoll.server.anomaly;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Points that are off on the same side, one after the other; a single one between them that is not
 * does not end it.
 *
 * @param endedAt the end of its last bucket
 * @param points how many buckets were off
 * @param value of the bucket that was farthest off, as is what was expected of it
 */
@Schema(name = "AnomalyEpisode")
public record Episode(
    Instant startedAt,
    Instant endedAt,
    int side,
    int points,
    Instant worstAt,
    double value,
    double expected,
    double lower,
    double upper,
    double score,
    String method) {

  /** The episodes among points in order. */
  static List<Episode> of(List<JudgedPoint> points, Duration step) {
    List<Episode> episodes = new ArrayList<>();
    for (JudgedPoint point : points) {
      if (point.side() == 0) {
        continue;
      }
      Episode alone = alone(point, step);
      Episode last = episodes.isEmpty() ? null : episodes.getLast();
      boolean goesOn =
          last != null
              && last.side() == point.side()
              && !point.at().isAfter(last.endedAt().plus(step));
      if (goesOn) {
        episodes.set(episodes.size() - 1, Objects.requireNonNull(last).joined(alone));
      } else {
        episodes.add(alone);
      }
    }
    return episodes;
  }

  private static Episode alone(JudgedPoint point, Duration step) {
    double expected = Objects.requireNonNull(point.expected());
    return new Episode(
        point.at(),
        point.at().plus(step),
        point.side(),
        1,
        point.at(),
        Objects.requireNonNull(point.value()),
        expected,
        Objects.requireNonNullElse(point.lower(), expected),
        Objects.requireNonNullElse(point.upper(), expected),
        point.score(),
        Objects.requireNonNull(point.method()));
  }

  private Episode joined(Episode next) {
    Episode worst = Math.abs(next.score()) > Math.abs(score) ? next : this;
    return new Episode(
        startedAt,
        next.endedAt(),
        side,
        points + next.points(),
        worst.worstAt(),
        worst.value(),
        worst.expected(),
        worst.lower(),
        worst.upper(),
        worst.score(),
        worst.method());
  }
}
