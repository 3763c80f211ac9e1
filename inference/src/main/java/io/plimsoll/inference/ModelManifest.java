package io.plimsoll.inference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plimsoll.inference.convert.CompiledForm;
import io.plimsoll.inference.python.Batching;
import io.plimsoll.inference.repository.Framework;
import io.plimsoll.inference.repository.LogSettings;
import io.plimsoll.inference.repository.PerformanceSettings;
import io.plimsoll.inference.repository.RunSettings;
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
 * @param running how its calls are run
 * @param performance what plimsoll.yaml says of the labels that come in; empty if nothing
 * @param compiled how the graph that a Python model was compiled to is called; empty if it was not
 * @param card what was measured of whatever serves it; empty if it was built before that was done
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
    RunSettings running,
    Optional<PerformanceSettings> performance,
    Optional<CompiledForm> compiled,
    Optional<LatencyCard> card) {

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
      @Nullable StoredRun running,
      @Nullable PerformanceSettings performance,
      @Nullable CompiledForm compiled,
      @Nullable LatencyCard card) {}

  /** How calls are run; not there in what was stored before that could be said. */
  private record StoredRun(
      @Nullable Integer minWorkers,
      @Nullable Integer maxWorkers,
      @Nullable Long idleMs,
      @Nullable Long workerBytes,
      boolean isBatching,
      long batchingGoalMs) {

    static StoredRun of(RunSettings running) {
      return new StoredRun(
          running.minWorkers().orElse(null),
          running.maxWorkers().orElse(null),
          running.idle().map(Duration::toMillis).orElse(null),
          running.workerBytes().orElse(null),
          running.batching().isOn(),
          running.batching().goal().toMillis());
    }

    RunSettings settings() {
      return new RunSettings(
          Optional.ofNullable(minWorkers),
          Optional.ofNullable(maxWorkers),
          Optional.ofNullable(idleMs).map(Duration::ofMillis),
          Optional.ofNullable(workerBytes),
          new Batching(isBatching, Duration.ofMillis(batchingGoalMs)));
    }
  }

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
        running,
        performance,
        Optional.of(form),
        card);
  }

  /** The same model, now with what was measured of it. */
  public ModelManifest withCard(LatencyCard measured) {
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
        running,
        performance,
        compiled,
        Optional.of(measured));
  }

  /** The same model, to be opened in another environment that was made of the same packages. */
  public ModelManifest withEnvironment(String digest) {
    return new ModelManifest(
        framework,
        modelFile,
        predictFile,
        signature,
        features,
        Optional.of(digest),
        loadTimeout,
        inferTimeout,
        log,
        running,
        performance,
        compiled,
        card);
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
              StoredRun.of(running),
              performance.orElse(null),
              compiled.orElse(null),
              card.orElse(null)));
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
          stored.running() == null ? RunSettings.DEFAULT : stored.running().settings(),
          Optional.ofNullable(stored.performance()),
          Optional.ofNullable(stored.compiled()),
          Optional.ofNullable(stored.card()));
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
