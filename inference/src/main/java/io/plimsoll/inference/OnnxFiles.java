package io.plimsoll.inference;

import io.plimsoll.inference.onnx.OnnxRuntime;
import io.plimsoll.inference.onnx.OnnxSession;
import io.plimsoll.inference.onnx.SessionMemory;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Opens ONNX models from their files. The runtime is loaded by the first. Thread-safe. */
final class OnnxFiles {

  private final Path libraries;
  private @Nullable OnnxRuntime runtime;

  /**
   * Makes it.
   *
   * @param libraries folder that keeps the runtime's native library
   */
  OnnxFiles(Path libraries) {
    this.libraries = libraries;
  }

  OnnxSession open(Path file) throws InferenceException {
    try {
      return OnnxSession.open(runtime(), file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** What the model is taken to need once it is open, in bytes. */
  static long memoryFor(Path file) throws InferenceException {
    try {
      return SessionMemory.estimate(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** Whether how long a call takes may be up to its caller. */
  static boolean hasLoops(Path file) throws InferenceException {
    try {
      return SessionMemory.hasLoops(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static InferenceException unreadable(Path file, IOException e) {
    return new InferenceException(
        Kind.FAILED, file.getFileName() + " cannot be read: " + e.getMessage(), e);
  }

  private synchronized OnnxRuntime runtime() throws IOException {
    OnnxRuntime loaded = runtime;
    if (loaded == null) {
      loaded = OnnxRuntime.load(libraries);
      runtime = loaded;
    }
    return loaded;
  }
}
