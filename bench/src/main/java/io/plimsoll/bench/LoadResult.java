package io.plimsoll.bench;

import java.time.Duration;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What a load came to.
 *
 * @param elapsed from the first request to the last answer
 * @param latencies in nanoseconds, of the answers with a status below 300 only
 * @param failures how many answers had which other status; 0 stands for no answer in time
 */
record LoadResult(Duration elapsed, Histogram latencies, Map<Integer, Long> failures) {
  LoadResult {
    failures = Map.copyOf(failures);
  }

  long succeeded() {
    return latencies.getTotalCount();
  }

  long failed() {
    return failures.values().stream().mapToLong(Long::longValue).sum();
  }

  double perSecond() {
    return succeeded() / (elapsed.toNanos() / 1e9);
  }

  double millisAt(double percentile) {
    return latencies.getValueAtPercentile(percentile) / 1e6;
  }

  double maxMillis() {
    return latencies.getMaxValue() / 1e6;
  }
}
