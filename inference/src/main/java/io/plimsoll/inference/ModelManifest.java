package io.plimsoll.inference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plimsoll.inference.convert.CompiledForm;
import io.plimsoll.inference.repository.Framework;
import io.plimsoll.inference.repository.LogSettings;
import io.plimsoll.inference.tensor.Feature;
import io.plimsoll.inference.tensor.Signature;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that is needed to open a probed model again from its files. File names are relative to the
 * repository.
 *
 * @param features names of the features; empty if a matrix model's are not known
 * @param environmentDigest the Python environment; empty for ONNX
 * @param log what of its calls is logged
 * @param compiled how the graph that a Python model was compiled to is called; empty if it was not
 */
public record ModelManifest(
    Framework framework,
    Optional<String> modelFile,
    Optional<String> predictFile,
    Signature signature,
    List<Feature> features,
    Optional<String> environmentDigest,
    Duration loadTimeout,
    Duration inferTimeout,
    LogSettings log,
    Optional<CompiledForm> compiled) {

  private static final ObjectMapper JSON = new ObjectMapper();

  public ModelManifest {
    features = List.copyOf(features);
  }

  /** The form in which it is stored; no library of ours is needed to read it. */
  private record Stored(
      Framework framework,
      @Nullable String modelFile,
      @Nullable String predictFile,
      Signature signature,
      List<Feature> features,
      @Nullable String environmentDigest,
      long loadTimeoutMs,
      long inferTimeoutMs,
      @Nullable LogSettings log,
      @Nullable CompiledForm compiled) {}

  /** The same model, now with a graph that answers for it. */
  public ModelManifest withCompiled(CompiledForm form) {
    return new ModelManifest(
        framework,
        modelFile,
        predictFile,
        signature,
        features,
        environmentDigest,
        loadTimeout,
        inferTimeout,
        log,
        Optional.of(form));
  }

  public String toJson() {
    try {
      return JSON.writeValueAsString(
          new Stored(
              framework,
              modelFile.orElse(null),
              predictFile.orElse(null),
              signature,
              features,
              environmentDigest.orElse(null),
              loadTimeout.toMillis(),
              inferTimeout.toMillis(),
              log,
              compiled.orElse(null)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a manifest of plain values can always be written", e);
    }
  }

  /**
   * Reads what {@link #toJson} wrote; throws {@link IllegalArgumentException} for anything else.
   */
  public static ModelManifest fromJson(String json) {
    try {
      Stored stored = JSON.readValue(json, Stored.class);
      return new ModelManifest(
          stored.framework(),
          Optional.ofNullable(stored.modelFile()),
          Optional.ofNullable(stored.predictFile()),
          stored.signature(),
          stored.features(),
          Optional.ofNullable(stored.environmentDigest()),
          Duration.ofMillis(stored.loadTimeoutMs()),
          Duration.ofMillis(stored.inferTimeoutMs()),
          // Manifests of before there were such settings have none.
          stored.log() == null ? LogSettings.ALL : stored.log(),
          Optional.ofNullable(stored.compiled()));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a stored manifest: " + e.getOriginalMessage(), e);
    }
  }

  /** What a stored manifest says of the log of calls; the rest of it is not looked at. */
  public static LogSettings logOf(String json) {
    try {
      JsonNode log = JSON.readTree(json).path("log");
      return log.isObject() ? JSON.treeToValue(log, LogSettings.class) : LogSettings.ALL;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a stored manifest: " + e.getOriginalMessage(), e);
    }
  }
}
