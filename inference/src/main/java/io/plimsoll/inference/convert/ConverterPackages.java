package io.plimsoll.inference.convert;

import io.plimsoll.inference.python.EnvironmentException;
import io.plimsoll.inference.python.PythonEnvironment;
import io.plimsoll.inference.python.PythonEnvironments;
import io.plimsoll.inference.python.Requirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The packages that turn models into ONNX, installed once for each version of Python and shared by
 * all models. They come without numpy and scikit-learn: the model's own are used. Thread-safe.
 */
public final class ConverterPackages {

  /** Versions that were seen to work together; onnx 1.19 is the last for Python 3.9. */
  private static final Requirements PINNED =
      new Requirements(
          List.of(
              "ml-dtypes==0.5.4",
              "onnx==1.19.1 ; python_version < '3.10'",
              "onnx==1.23.2 ; python_version >= '3.10'",
              // Version 7 insists on integers where skl2onnx hands booleans over.
              "protobuf==6.33.6",
              "skl2onnx==1.20.0",
              "typing-extensions==4.15.0"));

  /** Without a network every attempt takes a while; pushes should not each pay for one. */
  private static final Duration RETRY_AFTER = Duration.ofMinutes(10);

  private final PythonEnvironments environments;
  private final Map<String, Failure> failures = new ConcurrentHashMap<>();

  private record Failure(EnvironmentException cause, long nanoTime) {}

  public ConverterPackages(PythonEnvironments environments) {
    this.environments = environments;
  }

  /** The folder with the packages for a full version of Python, such as 3.11.7. */
  public Path prepare(String python, Consumer<String> progress)
      throws EnvironmentException, InterruptedException {
    Failure earlier = failures.get(python);
    if (earlier != null && System.nanoTime() - earlier.nanoTime() < RETRY_AFTER.toNanos()) {
      throw earlier.cause();
    }
    try {
      PythonEnvironment built = environments.prepareAddition(PINNED, python, progress);
      failures.remove(python);
      return packagesOf(built);
    } catch (EnvironmentException e) {
      failures.put(python, new Failure(e, System.nanoTime()));
      throw e;
    }
  }

  private static Path packagesOf(PythonEnvironment environment) throws EnvironmentException {
    try (Stream<Path> libraries = Files.list(environment.directory().resolve("lib"))) {
      return libraries
          .map(library -> library.resolve("site-packages"))
          .filter(Files::isDirectory)
          .findFirst()
          .orElseThrow(
              () -> new EnvironmentException("the converters' environment holds no packages"));
    } catch (IOException e) {
      throw new EnvironmentException("the converters cannot be read: " + e.getMessage(), e);
    }
  }
}
