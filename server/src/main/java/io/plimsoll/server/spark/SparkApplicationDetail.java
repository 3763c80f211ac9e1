package io.plimsoll.server.spark;

import java.util.List;

/**
 * An application with its parts.
 *
 * @param advice the worst first
 * @param history earlier runs of the same name, the newest first
 * @param regressions what was better in them
 */
public record SparkApplicationDetail(
    SparkApplication application,
    SparkParts parts,
    List<SparkAdvice> advice,
    List<SparkRun> history,
    List<SparkRegression> regressions) {
  public SparkApplicationDetail {
    advice = List.copyOf(advice);
    history = List.copyOf(history);
    regressions = List.copyOf(regressions);
  }
}
