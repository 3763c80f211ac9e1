package io.plimsoll.inference;

import io.plimsoll.inference.python.WorkerScale;
import io.plimsoll.inference.sandbox.SandboxMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Python models in a folder, opened as pushed ones are, and what their workers said. */
final class PythonScene {
  private final InferenceEngine engine;
  private final Path folder;
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());

  PythonScene(InferenceEngine engine, Path folder) {
    this.engine = engine;
    this.folder = folder;
  }

  /** An engine that gives each model two workers and lets two calls wait for them. */
  static InferenceEngine engine(SandboxMode mode) {
    try {
      return new InferenceEngine(
          InferenceSettings.defaults(TestHome.path())
              .withSandbox(mode)
              .withWorkers(WorkerScale.fixed(2), 2));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  List<String> log() {
    return log;
  }

  Probe probe(RepositoryFolder repository) throws Exception {
    return engine.probe(repository.inspect(), Optional.of(TestHome.environment()), log::add);
  }

  PythonModel open(Probe probe) throws Exception {
    ModelManifest stored = ModelManifest.fromJson(probe.manifest().toJson());
    return (PythonModel) engine.open(folder, stored, log::add);
  }
}
