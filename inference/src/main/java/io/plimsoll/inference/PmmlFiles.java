package io.plimsoll.inference;

import io.plimsoll.inference.pmml.PmmlEvaluator;
import io.plimsoll.inference.pmml.PmmlFile;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Opens PMML models from their files, one at a time: reading a document takes several times the
 * memory of the document, for a moment. Thread-safe.
 */
final class PmmlFiles {

  private static final long PATIENCE_SECONDS = 60;

  private final Semaphore turn = new Semaphore(1);

  PmmlEvaluator open(Path file) throws InferenceException {
    try {
      if (!turn.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new InferenceException(
            Kind.OVERLOADED,
            "other PMML documents were being read for %d s; retry later"
                .formatted(PATIENCE_SECONDS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InferenceException(Kind.OVERLOADED, "the call was interrupted while it waited", e);
    }
    try {
      return PmmlFile.read(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    } finally {
      turn.release();
    }
  }

  /** What the model is taken to need once it is open, in bytes of the heap. */
  static long memoryFor(Path file) throws InferenceException {
    try {
      return PmmlFile.memoryFor(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static InferenceException unreadable(Path file, IOException e) {
    return new InferenceException(
        Kind.FAILED, file.getFileName() + " cannot be read: " + e.getMessage(), e);
  }
}
