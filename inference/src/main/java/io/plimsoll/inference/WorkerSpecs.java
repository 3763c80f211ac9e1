package io.plimsoll.inference;

import io.plimsoll.inference.pickle.PickleReport;
import io.plimsoll.inference.pickle.PickleScanner;
import io.plimsoll.inference.pickle.UnsafePickleException;
import io.plimsoll.inference.python.ModelFile;
import io.plimsoll.inference.python.ModelForm;
import io.plimsoll.inference.python.PythonEnvironment;
import io.plimsoll.inference.python.WorkerSpec;
import io.plimsoll.inference.repository.FileKind;
import io.plimsoll.inference.sandbox.Limits;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import io.plimsoll.inference.tensor.TensorSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a worker is told to open, from a model's files. */
final class WorkerSpecs {
  /** The outputs that a classifier of any library has. */
  private static final Set<String> CLASSIFIED = Set.of("label", "probability");

  private WorkerSpecs() {}

  /**
   * The scan is repeated here, so that a worker's list of imports is always of these very files.
   */
  static WorkerSpec of(
      Path directory,
      PythonEnvironment environment,
      Optional<Path> modelFile,
      Optional<Path> predictFile,
      List<TensorSpec> outputs,
      List<String> outputNames,
      Optional<Path> converters,
      Limits limits,
      Duration loadTimeout,
      Duration inferTimeout)
      throws InferenceException {
    return new WorkerSpec(
        directory,
        environment,
        modelFile.isPresent()
            ? Optional.of(
                modelFile(
                    directory,
                    modelFile.get(),
                    predictFile.isPresent(),
                    Set.copyOf(outputNames).equals(CLASSIFIED)))
            : Optional.empty(),
        predictFile.map(file -> directory.relativize(file).toString()),
        outputs,
        converters,
        limits,
        loadTimeout,
        inferTimeout);
  }

  private static ModelFile modelFile(
      Path directory, Path file, boolean hasCode, boolean isClassified) throws InferenceException {
    String name = directory.relativize(file).toString();
    try {
      Optional<ModelForm> form = FileKind.of(file).form();
      if (form.isEmpty() && !hasCode) {
        throw new InferenceException(Kind.FAILED, name + " is of no form that a worker can open");
      }
      if (form.isPresent() && form.get() == ModelForm.PICKLE) {
        PickleReport report = PickleScanner.list(file);
        return new ModelFile(
            name,
            report.joblib() ? ModelForm.JOBLIB : ModelForm.PICKLE,
            report.globals(),
            isClassified);
      }
      return new ModelFile(name, form.orElse(ModelForm.OWN), List.of(), isClassified);
    } catch (IOException | UnsafePickleException e) {
      throw new InferenceException(Kind.FAILED, name + ": " + e.getMessage(), e);
    }
  }
}
