package io.plimsoll.inference;

import io.plimsoll.inference.sandbox.Limits;
import io.plimsoll.inference.sandbox.SandboxMode;
import java.nio.file.Path;

/**
 * How this process runs models.
 *
 * @param home folder for environments, native libraries and sockets
 * @param workersPerModel processes of each Python model
 * @param queuedCallsPerModel calls that may wait for them; more are refused as overload
 * @param probeLimits for the first load and inference after a push
 * @param serveLimits for each worker of a deployed model
 */
public record InferenceSettings(
    Path home,
    SandboxMode sandbox,
    int workersPerModel,
    int queuedCallsPerModel,
    Limits probeLimits,
    Limits serveLimits) {

  public InferenceSettings {
    home = home.toAbsolutePath().normalize();
    if (workersPerModel < 1 || queuedCallsPerModel < 1) {
      throw new IllegalArgumentException(
          "a model needs at least one worker and room for one waiting call, not "
              + workersPerModel
              + " and "
              + queuedCallsPerModel);
    }
  }

  /** Two sandboxed workers and 256 waiting calls for each model. */
  public static InferenceSettings defaults(Path home) {
    return new InferenceSettings(
        home, SandboxMode.BUBBLEWRAP, 2, 256, Limits.probing(), Limits.serving());
  }
}
