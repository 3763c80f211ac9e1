package io.plimsoll.server.performance;

import io.plimsoll.server.performance.ChunkSize.Calendar;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a model is watched for a decay of its performance.
 *
 * @param chunk into which pieces of time its figures are cut
 * @param metrics which figures are judged; empty for those that go with what the model does
 * @param referenceChunks how many of a version's first chunks with labels teach the lines
 * @param change who has said so; empty where nobody has and all is as by default
 */
record DecayWatch(
    boolean isEnabled,
    Calendar chunk,
    List<Metric> metrics,
    int referenceChunks,
    Optional<Change> change) {
  static final DecayWatch DEFAULT =
      new DecayWatch(true, Calendar.DAY, List.of(), Question.USUAL_REFERENCE, Optional.empty());

  /** Who said so, and when. */
  record Change(Instant at, String by) {}

  DecayWatch {
    metrics = List.copyOf(metrics);
  }

  /** How long after a judgement the next one begins, if anything has come in since. */
  Duration pause() {
    return switch (chunk) {
      case HOUR -> Duration.ofMinutes(5);
      case DAY -> Duration.ofMinutes(15);
      case WEEK -> Duration.ofHours(1);
    };
  }
}
