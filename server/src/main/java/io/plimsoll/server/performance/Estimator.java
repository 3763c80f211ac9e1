package io.plimsoll.server.performance;

import io.plimsoll.stats.performance.Estimate;
import io.plimsoll.stats.performance.PerformanceState;
import java.util.Map;

/** Expects figures of answers whose truth is not known. */
sealed interface Estimator
    permits ConfidenceEstimator, ClassesEstimator, LossesEstimator, Estimator.None {
  String CANNOT_SEE =
      "Estimates follow changes of the inputs. They cannot see that the same inputs are followed by"
          + " other outcomes than in the reference (concept drift); only labels show that.";

  /** How it is called: cbpe, dle or none. */
  String method();

  long referenceRows();

  /** Why there is none, or what to be careful with; empty if nothing is. */
  String reason();

  Map<Metric, Estimate> estimate(ChunkSize.Chunk chunk, PerformanceState state);

  /** Nothing can be expected. */
  record None(String reason) implements Estimator {
    @Override
    public String method() {
      return "none";
    }

    @Override
    public long referenceRows() {
      return 0;
    }

    @Override
    public Map<Metric, Estimate> estimate(ChunkSize.Chunk chunk, PerformanceState state) {
      return Map.of();
    }
  }
}
