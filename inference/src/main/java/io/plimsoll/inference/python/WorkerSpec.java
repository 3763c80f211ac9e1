package io.plimsoll.inference.python;

import io.plimsoll.inference.sandbox.Limits;
import io.plimsoll.inference.tensor.TensorSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a worker is to load.
 *
 * @param directory the repository, shown read-only
 * @param predictFile Python file in it that knows how to predict
 * @param outputs what predictions have to look like; empty while that is being found out
 * @param converters packages that turn a model into ONNX; only where that is to be done
 */
public record WorkerSpec(
    Path directory,
    PythonEnvironment environment,
    Optional<ModelFile> modelFile,
    Optional<String> predictFile,
    List<TensorSpec> outputs,
    Optional<Path> converters,
    Limits limits,
    Duration loadTimeout,
    Duration inferTimeout) {

  public WorkerSpec {
    outputs = List.copyOf(outputs);
  }
}
