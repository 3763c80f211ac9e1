package io.plimsoll.inference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plimsoll.inference.onnx.OnnxSession;
import io.plimsoll.inference.repository.Inspection;
import io.plimsoll.inference.tensor.Feature;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import io.plimsoll.inference.tensor.Rows;
import io.plimsoll.inference.tensor.Signature;
import io.plimsoll.inference.tensor.Tensor;
import io.plimsoll.inference.tensor.TensorSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** Predicts the test data in this process, under a time limit. */
final class OnnxProbe {

  /** Key under which exporters and users keep the names of the columns in the model itself. */
  private static final String FEATURE_NAMES = "feature_names";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Inspection inspection;
  private final OnnxSession session;
  private final ScheduledExecutorService clock;

  OnnxProbe(Inspection inspection, OnnxSession session, ScheduledExecutorService clock) {
    this.inspection = inspection;
    this.session = session;
    this.clock = clock;
  }

  Probe run(double loadMs, long memoryBytes) throws InferenceException {
    FeatureNames names = new FeatureNames(inspection);
    List<Feature> features = features(names);
    Rows encoder = rows(session.signature(), features);
    boolean named = !encoder.features().isEmpty();
    List<Map<String, @Nullable Object>> rows =
        named ? names.namedRows(encoder.features()) : List.of();
    List<Tensor> inputs = named ? encoder.toTensors(rows) : List.of(matrix());
    List<Tensor> outputs = session.run(inputs, inspection.settings().inferTimeout(), clock);
    Signature signature = new Signature(session.signature().inputs(), measured(outputs));
    ModelManifest manifest =
        new ModelManifest(
            inspection.framework(),
            inspection.modelFile().map(this::relative),
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
    double perRow =
        named
            ? CardMeasurement.fastestRow(
                encoder,
                rows,
                (tensors, size) ->
                    session.run(tensors, inspection.settings().inferTimeout(), clock))
            : 0;
    LatencyCard card = new LatencyCard(loadMs, memoryBytes, curve(encoder, rows));
    return new Probe(manifest.withCard(card), rows, encoder.toRows(outputs), loadMs, perRow, card);
  }

  static Rows rows(Signature signature, List<Feature> features) throws InferenceException {
    try {
      return Rows.of(signature, features);
    } catch (IllegalArgumentException e) {
      throw new InferenceException(Kind.FAILED, String.valueOf(e.getMessage()), e);
    }
  }

  private List<Feature> features(FeatureNames names) throws InferenceException {
    List<TensorSpec> inputs = session.signature().inputs();
    boolean columns = inputs.stream().allMatch(TensorSpec::hasOneColumn);
    if (columns) {
      return Rows.of(session.signature(), List.of()).features();
    }
    return inputs.size() == 1 && inputs.getFirst().shape().size() == 2
        ? names.resolve(namesInModel())
        : List.of();
  }

  private List<String> namesInModel() throws InferenceException {
    Optional<String> text = session.metadata(FEATURE_NAMES);
    if (text.isEmpty()) {
      return List.of();
    }
    if (!text.get().strip().startsWith("[")) {
      return Arrays.stream(text.get().split(",")).map(String::strip).toList();
    }
    try {
      List<String> names = new ArrayList<>();
      for (JsonNode name : JSON.readTree(text.get())) {
        names.add(name.asText());
      }
      return names;
    } catch (JsonProcessingException e) {
      throw new InferenceException(
          Kind.FAILED, "the model's metadata feature_names is not a JSON list of names", e);
    }
  }

  /** Test rows without names, as the one matrix that the model takes. */
  private Tensor matrix() throws InferenceException {
    List<List<@Nullable Object>> rows = inspection.testData().matrix();
    if (rows.isEmpty() || session.signature().inputs().size() != 1) {
      throw new InferenceException(
          Kind.FAILED,
          "test_data.json does not fit the model's inputs, which are "
              + session.signature().inputs()
              + "; models with several matrices cannot be tested by rows");
    }
    TensorSpec input = session.signature().inputs().getFirst();
    long[] shape = {rows.size(), rows.getFirst().size()};
    return Tensor.fromValues(input.name(), input.type(), shape, rows);
  }

  /** What the model leaves open but the test data shows: the width of an output. */
  private List<TensorSpec> measured(List<Tensor> outputs) {
    List<TensorSpec> specs = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      TensorSpec spec = session.signature().outputs().get(i);
      boolean isOpen = spec.shape().equals(List.of(-1L, -1L)) && outputs.get(i).rank() == 2;
      specs.add(
          isOpen
              ? new TensorSpec(spec.name(), spec.type(), List.of(-1L, outputs.get(i).shape()[1]))
              : spec);
    }
    return specs;
  }

  private List<LatencyCard.Point> curve(Rows encoder, List<Map<String, @Nullable Object>> rows) {
    return CardMeasurement.curve(
        encoder,
        rows,
        new CardMeasurement.Call() {
          private int tried;

          @Override
          public void with(List<Tensor> inputs, int size) throws InferenceException {
            if (size == tried) {
              session.run(inputs);
            } else {
              // Nobody knows yet how long it takes for so many rows.
              session.run(inputs, inspection.settings().inferTimeout(), clock);
              tried = size;
            }
          }
        });
  }

  private String relative(Path file) {
    return inspection.directory().relativize(file).toString();
  }
}
