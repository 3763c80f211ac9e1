package io.plimsoll.server.serving;

import io.plimsoll.inference.PythonModel;
import io.plimsoll.inference.python.BatchCounts;
import io.plimsoll.inference.python.QueueCounts;
import java.util.List;

/** What loaded versions have done, in the words of Triton's statistics extension. */
final class VersionStatistics {
  private VersionStatistics() {}

  static Wire.Statistics of(List<LoadedVersion> versions) {
    return new Wire.Statistics(versions.stream().map(VersionStatistics::of).toList());
  }

  /**
   * Of one version. A model inside this process runs each call by itself and lets none wait; of one
   * in Python, several calls may have been one run.
   */
  static Wire.ModelStatistics of(LoadedVersion version) {
    CallCounts.Snapshot counts = version.counts().snapshot();
    long runs = counts.answered();
    Wire.StatisticDuration queue = new Wire.StatisticDuration(0, 0);
    if (version.model() instanceof PythonModel python) {
      BatchCounts batches = python.workers().counts();
      QueueCounts waits = python.workers().queueCounts();
      runs = batches.batches();
      queue = new Wire.StatisticDuration(waits.taken(), waits.waitNanos());
    }
    return new Wire.ModelStatistics(
        version.version().model(),
        version.label(),
        counts.lastMillis(),
        counts.rows(),
        runs,
        new Wire.InferenceStatistics(
            new Wire.StatisticDuration(counts.answered(), counts.answeredNanos()),
            new Wire.StatisticDuration(counts.failed(), counts.failedNanos()),
            queue,
            new Wire.StatisticDuration(
                counts.answered(), Math.max(0, counts.answeredNanos() - queue.ns()))));
  }
}
