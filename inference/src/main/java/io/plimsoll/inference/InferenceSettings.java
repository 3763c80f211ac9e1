package io.plimsoll.inference;

import io.plimsoll.inference.python.WorkerScale;
import io.plimsoll.inference.sandbox.Limits;
import io.plimsoll.inference.sandbox.SandboxMode;
import java.nio.file.Path;

/**
 * How this process runs models.
 *
 * @param home folder for environments, native libraries and sockets
 * @param workers processes of a Python model that says nothing else; its maximum holds for all
 * @param workerMemoryBytes what the workers of all models may hold together
 * @param modelMemoryBytes what the models inside this JVM may need together
 * @param queuedCallsPerModel calls that may wait for workers; more are refused as overload
 * @param probeLimits for the first load and inference after a push
 * @param serveLimits for each worker of a deployed model
 */
public record InferenceSettings(
    Path home,
    SandboxMode sandbox,
    WorkerScale workers,
    long workerMemoryBytes,
    long modelMemoryBytes,
    int queuedCallsPerModel,
    Limits probeLimits,
    Limits serveLimits) {

  public InferenceSettings {
    home = home.toAbsolutePath().normalize();
    if (queuedCallsPerModel < 1 || workerMemoryBytes < 1 || modelMemoryBytes < 1) {
      throw new IllegalArgumentException(
          "models need memory and room for one waiting call, not %d and %d bytes and room for %d"
              .formatted(workerMemoryBytes, modelMemoryBytes, queuedCallsPerModel));
    }
  }

  /** Sandboxed workers without a limit of memory, and 256 waiting calls for each model. */
  public static InferenceSettings defaults(Path home) {
    return new InferenceSettings(
        home,
        SandboxMode.BUBBLEWRAP,
        WorkerScale.upTo(2),
        WorkerScale.UNLIMITED,
        WorkerScale.UNLIMITED,
        256,
        Limits.probing(),
        Limits.serving());
  }

  /** The same, with other workers for each model, and room for so many calls to wait. */
  public InferenceSettings withWorkers(WorkerScale scale, int queuedCalls) {
    return new InferenceSettings(
        home,
        sandbox,
        scale,
        workerMemoryBytes,
        modelMemoryBytes,
        queuedCalls,
        probeLimits,
        serveLimits);
  }

  /** The same, with other limits of memory. */
  public InferenceSettings withMemory(long workerBytes, long modelBytes) {
    return new InferenceSettings(
        home,
        sandbox,
        workers,
        workerBytes,
        modelBytes,
        queuedCallsPerModel,
        probeLimits,
        serveLimits);
  }

  /** The same, with another confinement of code that comes with models. */
  public InferenceSettings withSandbox(SandboxMode mode) {
    return new InferenceSettings(
        home,
        mode,
        workers,
        workerMemoryBytes,
        modelMemoryBytes,
        queuedCallsPerModel,
        probeLimits,
        serveLimits);
  }

  /** The same, with other limits for a model that is tried, and one that is served. */
  public InferenceSettings withLimits(Limits limits) {
    return new InferenceSettings(
        home,
        sandbox,
        workers,
        workerMemoryBytes,
        modelMemoryBytes,
        queuedCallsPerModel,
        limits,
        limits);
  }
}
