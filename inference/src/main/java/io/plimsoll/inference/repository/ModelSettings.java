package io.plimsoll.inference.repository;

import io.plimsoll.inference.tensor.Feature;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What plimsoll.yaml says; everything in it is optional. */
public record ModelSettings(
    Optional<Framework> framework,
    EngineChoice engine,
    Optional<String> model,
    Optional<String> baseline,
    Optional<String> python,
    List<Feature> features,
    List<String> outputs,
    Duration loadTimeout,
    Duration inferTimeout,
    LogSettings log,
    RunSettings running,
    Optional<PerformanceSettings> performance) {

  static final Duration LOAD_TIMEOUT = Duration.ofSeconds(60);
  static final Duration INFER_TIMEOUT = Duration.ofSeconds(30);

  public ModelSettings {
    features = List.copyOf(features);
    outputs = List.copyOf(outputs);
  }

  /** The same with another version of Python. */
  ModelSettings withPython(String version) {
    return new ModelSettings(
        framework,
        engine,
        model,
        baseline,
        Optional.of(version),
        features,
        outputs,
        loadTimeout,
        inferTimeout,
        log,
        running,
        performance);
  }

  /** What holds where there is no plimsoll.yaml. */
  public static ModelSettings defaults() {
    return new ModelSettings(
        Optional.empty(),
        EngineChoice.AUTO,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        LOAD_TIMEOUT,
        INFER_TIMEOUT,
        LogSettings.ALL,
        RunSettings.DEFAULT,
        Optional.empty());
  }
}
