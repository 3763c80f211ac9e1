package io.plimsoll.server.deploy;

import io.plimsoll.inference.InferenceEngine;
import io.plimsoll.inference.LatencyCard;
import io.plimsoll.inference.ModelManifest;
import io.plimsoll.inference.repository.Framework;
import io.plimsoll.inference.repository.RunSettings;
import io.plimsoll.server.jobs.StepFailedException;
import java.util.Optional;

/**
 * Refuses a version whose memory would not fit where it is served, before it is written: by what
 * was measured of it, and by the limits of this server.
 */
final class Admission {
  private final InferenceEngine engine;

  Admission(InferenceEngine engine) {
    this.engine = engine;
  }

  void require(Prepared prepared, Compiled compiled) throws StepFailedException {
    ModelManifest manifest = compiled.manifest(prepared);
    LatencyCard card = compiled.card(prepared);
    boolean isInJvm = compiled.graph().isPresent() || manifest.framework().isInServer();
    if (isInJvm) {
      requireModel(card, engine.models().budgetBytes());
      if (manifest.framework() == Framework.PMML) {
        requireHeap(card, engine.models().heapBudgetBytes());
      }
    } else {
      int workers = Math.max(1, engine.scale(manifest).min());
      requireWorkers(card, manifest.running(), workers, engine.workerMemoryBytes());
    }
  }

  static void requireModel(LatencyCard card, long budget) throws StepFailedException {
    if (card.residentBytes() > budget) {
      throw new StepFailedException(
          "The model would need about %s of memory, and all models inside the server may need %s together. Make it smaller, or have serving.modelMemoryBytes raised."
              .formatted(mib(card.residentBytes()), mib(budget)));
    }
  }

  /** Looks at a model that consists of Java objects. */
  static void requireHeap(LatencyCard card, long budget) throws StepFailedException {
    if (card.residentBytes() > budget) {
      throw new StepFailedException(
          "The model would need about %s of the server's heap, and all models there may need %s together. Make it smaller, or have the server started with a larger heap (-Xmx)."
              .formatted(mib(card.residentBytes()), mib(budget)));
    }
  }

  /**
   * Looks at a model that Python serves.
   *
   * @param workers how many there always are, at least one
   */
  static void requireWorkers(LatencyCard card, RunSettings running, int workers, long budget)
      throws StepFailedException {
    Optional<Long> own = running.workerBytes();
    if (own.isPresent() && card.residentBytes() > own.get()) {
      throw new StepFailedException(
          "plimsoll.yaml: workers.memory is %s, but a worker holds %s after the test data already. Allow it more."
              .formatted(mib(own.get()), mib(card.residentBytes())));
    }
    if (card.residentBytes() * workers > budget) {
      throw new StepFailedException(
          "A worker of the model holds %s after the test data, there are always %d of them, and all Python workers of the server may hold %s together. Make the model smaller, lower workers.min in plimsoll.yaml, or have serving.pythonMemoryBytes raised."
              .formatted(mib(card.residentBytes()), workers, mib(budget)));
    }
  }

  private static String mib(long bytes) {
    return Math.ceilDiv(bytes, 1L << 20) + " MiB";
  }
}
