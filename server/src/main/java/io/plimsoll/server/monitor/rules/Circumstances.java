package io.plimsoll.server.monitor.rules;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known around an alert and shapes the advice.
 *
 * @param page the address of the model's page in the dashboard
 * @param previousVersion what production served before, if anything
 * @param liveSince when the version went live, if it was deployed here
 * @param failures the commonest failures of the window, most frequent first; for error alerts
 * @param median the median latency of the window in ms, NaN if unknown; for latency alerts
 */
public record Circumstances(
    String model,
    String page,
    Optional<String> previousVersion,
    Optional<Instant> liveSince,
    List<Failure> failures,
    double median) {
  private static final Duration FRESH = Duration.ofHours(1);

  /** A kind of failure, with one of its messages. */
  public record Failure(String kind, String message, long count) {}

  public Circumstances {
    failures = List.copyOf(failures);
  }

  /** Whether the version went live shortly before, so that it is the first suspect. */
  boolean isFresh(Instant now) {
    return liveSince.isPresent() && liveSince.get().isAfter(now.minus(FRESH));
  }
}
