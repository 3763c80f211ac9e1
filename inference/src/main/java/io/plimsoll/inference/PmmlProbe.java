package io.plimsoll.inference;

import io.plimsoll.inference.pmml.PmmlEvaluator;
import io.plimsoll.inference.pmml.PmmlEvaluator.InputField;
import io.plimsoll.inference.repository.Inspection;
import io.plimsoll.inference.tensor.Feature;
import io.plimsoll.inference.tensor.FeatureType;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import io.plimsoll.inference.tensor.Patience;
import io.plimsoll.inference.tensor.Rows;
import io.plimsoll.inference.tensor.Signature;
import io.plimsoll.inference.tensor.Tensor;
import io.plimsoll.inference.tensor.TensorSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Holds a document against its own rows, and predicts the test data with it. */
final class PmmlProbe {

  private final Inspection inspection;
  private final PmmlEvaluator evaluator;

  private PmmlProbe(Inspection inspection, PmmlEvaluator evaluator) {
    this.inspection = inspection;
    this.evaluator = evaluator;
  }

  static Probe run(Inspection inspection, PmmlFiles files) throws InferenceException {
    long began = System.nanoTime();
    Path file = inspection.modelFile().orElseThrow();
    PmmlEvaluator evaluator = files.open(file);
    double loadMs = (System.nanoTime() - began) / 1e6;
    evaluator.verify();
    return new PmmlProbe(inspection, evaluator).run(file, loadMs, PmmlFiles.memoryFor(file));
  }

  private Probe run(Path file, double loadMs, long memoryBytes) throws InferenceException {
    FeatureNames names = new FeatureNames(inspection);
    List<Feature> features = features();
    List<TensorSpec> inputs =
        features.stream()
            .map(feature -> TensorSpec.column(feature.name(), feature.type().tensorType()))
            .toList();
    Signature signature = new Signature(inputs, evaluator.outputs());
    Rows encoder = OnnxProbe.rows(signature, features);
    List<Map<String, @Nullable Object>> rows = names.namedRows(features);
    List<Tensor> outputs = predict(encoder.toTensors(rows));
    ModelManifest manifest =
        new ModelManifest(
            inspection.framework(),
            Optional.of(inspection.directory().relativize(file).toString()),
            Optional.empty(),
            signature,
            features,
            Optional.empty(),
            inspection.settings().loadTimeout(),
            inspection.settings().inferTimeout(),
            inspection.settings().log(),
            inspection.settings().running(),
            inspection.settings().performance(),
            Optional.empty(),
            Optional.empty());
    double perRow = CardMeasurement.fastestRow(encoder, rows, (tensors, size) -> predict(tensors));
    LatencyCard card =
        new LatencyCard(
            loadMs,
            memoryBytes,
            CardMeasurement.curve(encoder, rows, (tensors, size) -> predict(tensors)));
    return new Probe(manifest.withCard(card), rows, encoder.toRows(outputs), loadMs, perRow, card);
  }

  /** The document's own fields; plimsoll.yaml may say of a whole number that it never lacks. */
  private List<Feature> features() throws InferenceException {
    List<InputField> fields = evaluator.inputFields();
    List<Feature> features = new ArrayList<>();
    for (InputField field : fields) {
      features.add(new Feature(field.name(), field.type()));
    }
    for (Feature declared : inspection.settings().features()) {
      int place = fields.stream().map(InputField::name).toList().indexOf(declared.name());
      if (place < 0) {
        throw failed(
            "plimsoll.yaml names the feature `%s`, but the document takes %s"
                .formatted(declared.name(), fields.stream().map(InputField::name).toList()));
      }
      InputField field = fields.get(place);
      boolean isInteger = declared.type() == FeatureType.INTEGER && field.isWhole();
      if (!isInteger && declared.type() != field.type()) {
        throw failed(
            "plimsoll.yaml says that `%s` is %s, but in the document it is %s"
                .formatted(declared.name(), declared.type().word(), field.type().word()));
      }
      features.set(place, declared);
    }
    return features;
  }

  private List<Tensor> predict(List<Tensor> columns) throws InferenceException {
    Duration limit = inspection.settings().inferTimeout();
    return evaluator.predict(columns, PmmlModel.watch(Patience.ENDLESS, limit));
  }

  private static InferenceException failed(String message) {
    return new InferenceException(Kind.FAILED, message);
  }
}
