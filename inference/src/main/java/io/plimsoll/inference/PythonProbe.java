package io.plimsoll.inference;

import io.plimsoll.inference.python.WorkerAnswer;
import io.plimsoll.inference.python.WorkerProcess;
import io.plimsoll.inference.repository.Inspection;
import io.plimsoll.inference.tensor.Feature;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import io.plimsoll.inference.tensor.Rows;
import io.plimsoll.inference.tensor.Signature;
import io.plimsoll.inference.tensor.Tensor;
import io.plimsoll.inference.tensor.TensorSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Predicts the test data on a worker that has loaded the model, and reads off its signature. */
final class PythonProbe {

  /** Enough to see past the first call, which often loads code lazily. */
  private static final int TIMED_CALLS = 20;

  private static final long TIMED_NANOS = 2_000_000_000L;

  private final Inspection inspection;
  private final WorkerProcess worker;
  private final double startMs;

  PythonProbe(Inspection inspection, WorkerProcess worker, double startMs) {
    this.inspection = inspection;
    this.worker = worker;
    this.startMs = startMs;
  }

  Probe run(String environmentDigest) throws InferenceException {
    FeatureNames names = new FeatureNames(inspection);
    List<Feature> features = names.resolve(worker.loaded().featureNames());
    if (features.isEmpty()) {
      throw new InferenceException(
          Kind.FAILED,
          "nobody names the model's features; write the rows of test_data.json as objects"
              + " ({\"age\": 41, …}), or list the names under features: in plimsoll.yaml");
    }
    List<TensorSpec> inputs =
        features.stream()
            .map(feature -> TensorSpec.column(feature.name(), feature.type().tensorType()))
            .toList();
    Rows encoder = Rows.of(new Signature(inputs, List.of()), features);
    List<Map<String, @Nullable Object>> rows = names.namedRows(features);
    WorkerAnswer answer = worker.infer(encoder.toTensors(rows), rows.size());
    List<TensorSpec> outputs =
        answer.outputs().stream()
            .map(output -> TensorSpec.column(output.name(), output.type()))
            .toList();
    requireDeclared(outputs);
    ModelManifest manifest =
        new ModelManifest(
            inspection.framework(),
            inspection.modelFile().map(this::relative),
            inspection.predictFile().map(this::relative),
            new Signature(inputs, outputs),
            features,
            Optional.of(environmentDigest),
            inspection.settings().loadTimeout(),
            inspection.settings().inferTimeout(),
            inspection.settings().log(),
            inspection.settings().running(),
            inspection.settings().performance(),
            Optional.empty(),
            Optional.empty());
    double perRow = timeSingleRows(encoder, rows);
    LatencyCard card = card(encoder, rows);
    return new Probe(
        manifest.withCard(card),
        rows,
        encoder.toRows(answer.outputs()),
        worker.loaded().loadMs(),
        perRow,
        card);
  }

  private LatencyCard card(Rows encoder, List<Map<String, @Nullable Object>> rows) {
    long before = worker.measureResident();
    List<LatencyCard.Point> curve = CardMeasurement.curve(encoder, rows, worker::infer);
    // A call that took too long has ended the process; what it held before is known.
    return new LatencyCard(startMs, Math.max(before, worker.measureResident()), curve);
  }

  private double timeSingleRows(Rows encoder, List<Map<String, @Nullable Object>> rows)
      throws InferenceException {
    long deadline = System.nanoTime() + TIMED_NANOS;
    double best = Double.MAX_VALUE;
    for (int i = 0; i < TIMED_CALLS && (i == 0 || System.nanoTime() < deadline); i++) {
      List<Tensor> row = encoder.toTensors(List.of(rows.get(i % rows.size())));
      best = Math.min(best, worker.infer(row, 1).ms());
    }
    return best;
  }

  private void requireDeclared(List<TensorSpec> outputs) throws InferenceException {
    List<String> declared = inspection.settings().outputs();
    List<String> actual = outputs.stream().map(TensorSpec::name).toList();
    if (!declared.isEmpty() && !(declared.containsAll(actual) && actual.containsAll(declared))) {
      throw new InferenceException(
          Kind.FAILED,
          "plimsoll.yaml lists the outputs " + declared + ", but the model gives " + actual);
    }
  }

  private String relative(Path file) {
    return inspection.directory().relativize(file).toString();
  }
}
