package io.plimsoll.server.deploy;

import io.plimsoll.server.jobs.Durations;
import io.plimsoll.server.jobs.StepFailedException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The decision to try a job again later. Only what may pass by itself is worth it, and each further
 * attempt waits four times as long: an index that restarts is back at the first, an outage of
 * minutes is outlasted by the third.
 */
record PutOff(Duration delay, String sentence) {
  private static final List<Duration> DELAYS =
      List.of(Duration.ofSeconds(15), Duration.ofMinutes(1), Duration.ofMinutes(4));

  /**
   * @param putOffs how often the job was put off before
   * @return empty if the failure is final
   */
  static Optional<PutOff> of(StepFailedException failure, int putOffs) {
    if (!failure.mayPass() || putOffs >= DELAYS.size()) {
      return Optional.empty();
    }
    Duration delay = DELAYS.get(putOffs);
    return Optional.of(
        new PutOff(
            delay,
            "This may pass; the job is tried again in %s (%d of %d)."
                .formatted(Durations.text(delay), putOffs + 1, DELAYS.size())));
  }
}
