package io.plimsoll.server.serving;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.plimsoll.inference.tensor.Signature;
import io.plimsoll.inference.tensor.TensorSpec;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The shapes of the inference wire. Those of requests and answers of calls are for the contract
 * only: the hot path reads and writes them by hand.
 */
final class Wire {
  private Wire() {}

  record Server(String name, String version, List<String> extensions) {
    /** This server, as it describes itself at a door that speaks these extensions. */
    static Server over(String... extensions) {
      return new Server("plimsoll", "0.1.0", List.of(extensions));
    }
  }

  record Live(boolean live) {}

  record Ready(boolean live, boolean ready) {}

  record ModelReady(String name, boolean ready) {}

  record Models(List<String> models) {}

  record Metadata(
      String name,
      List<String> versions,
      String platform,
      List<TensorMetadata> inputs,
      List<TensorMetadata> outputs) {
    static Metadata of(LoadedVersion version) {
      Signature signature = version.model().signature();
      return new Metadata(
          version.version().model(),
          List.of(version.label()),
          "plimsoll_" + version.version().framework(),
          signature.inputs().stream().map(TensorMetadata::of).toList(),
          signature.outputs().stream().map(TensorMetadata::of).toList());
    }
  }

  record TensorMetadata(String name, String datatype, List<Long> shape) {
    static TensorMetadata of(TensorSpec spec) {
      return new TensorMetadata(spec.name(), spec.type().name(), spec.shape());
    }
  }

  /** What the versions of a project have done, as Triton's statistics extension has it. */
  record Statistics(@JsonProperty("model_stats") List<ModelStatistics> modelStats) {}

  /** Counted since the version was loaded in the process that answers. */
  record ModelStatistics(
      String name,
      String version,
      @JsonProperty("last_inference") long lastInference,
      @JsonProperty("inference_count") long inferenceCount,
      @JsonProperty("execution_count") long executionCount,
      @JsonProperty("inference_stats") InferenceStatistics inferenceStats) {}

  record InferenceStatistics(
      StatisticDuration success,
      StatisticDuration fail,
      StatisticDuration queue,
      @JsonProperty("compute_infer") StatisticDuration computeInfer) {}

  record StatisticDuration(long count, long ns) {}

  record IndexRequest(@Schema(description = "Only what answers.") @Nullable Boolean ready) {}

  /** A version that answers, or a model that is awaited: then there is no version yet. */
  record IndexEntry(
      String name,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String version,
      String state,
      String reason) {}

  record InferRequest(
      @Nullable String id,
      @Nullable Map<String, Object> parameters,
      List<Tensor> inputs,
      @Nullable List<RequestedOutput> outputs) {}

  record RequestedOutput(String name, @Nullable Map<String, Object> parameters) {}

  /** Values are in {@code data}, or binary behind the JSON; then the parameters say how long. */
  record Tensor(
      String name,
      String datatype,
      List<Long> shape,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, Object> parameters,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Object> data) {}

  record InferResponse(
      @JsonProperty("model_name") String modelName,
      @JsonProperty("model_version") String modelVersion,
      String id,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, String> parameters,
      List<Tensor> outputs) {}

  record PredictRequest(
      @Nullable Map<String, Object> features,
      @Nullable String id,
      @Nullable List<Map<String, Object>> rows,
      @Nullable Map<String, List<Object>> columns,
      @Nullable List<String> ids,
      @Nullable String entity) {}

  record PredictResponse(String model, String version, List<Prediction> predictions) {}

  record Prediction(String id, Map<String, Object> outputs) {}
}
