package io.plimsoll.server.performance;

import io.plimsoll.server.performance.ChunkSize.Chunk;
import io.plimsoll.server.performance.PerformanceStore.SampledRow;
import io.plimsoll.stats.performance.Estimate;
import io.plimsoll.stats.performance.PerformanceState;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

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

  /**
   * What is to be expected of some rows of chunks.
   *
   * @param state of those rows
   * @param isMeant which rows of the samples are among them
   */
  Map<Metric, Estimate> estimate(
      List<Chunk> chunks, PerformanceState state, Predicate<SampledRow> isMeant);

  /** What is to be expected of all rows of a chunk. */
  default Map<Metric, Estimate> estimate(Chunk chunk, PerformanceState state) {
    return estimate(List.of(chunk), state, row -> true);
  }

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
    public Map<Metric, Estimate> estimate(
        List<Chunk> chunks, PerformanceState state, Predicate<SampledRow> isMeant) {
      return Map.of();
    }
  }
}
