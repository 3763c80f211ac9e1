package io.plimsoll.inference;

import io.plimsoll.inference.convert.Compilation;
import io.plimsoll.inference.convert.CompileTask;
import io.plimsoll.inference.convert.CompiledForm;
import io.plimsoll.inference.convert.CompiledGraph;
import io.plimsoll.inference.convert.ConverterPackages;
import io.plimsoll.inference.convert.ModelCompiler;
import io.plimsoll.inference.onnx.OnnxSession;
import io.plimsoll.inference.pickle.UnsafePickleException;
import io.plimsoll.inference.python.EnvironmentException;
import io.plimsoll.inference.python.Expectation;
import io.plimsoll.inference.python.PythonEnvironment;
import io.plimsoll.inference.python.PythonEnvironments;
import io.plimsoll.inference.python.WorkerHost;
import io.plimsoll.inference.python.WorkerPool;
import io.plimsoll.inference.python.WorkerProcess;
import io.plimsoll.inference.python.WorkerScale;
import io.plimsoll.inference.python.WorkerSpec;
import io.plimsoll.inference.repository.Framework;
import io.plimsoll.inference.repository.Inspection;
import io.plimsoll.inference.repository.ModelScan;
import io.plimsoll.inference.sandbox.Sandbox;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import io.plimsoll.inference.tensor.Rows;
import io.plimsoll.inference.tensor.TensorSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Probes what a push brought and opens what is deployed. One for each process; thread-safe. Closing
 * it kills every worker of every model.
 */
public final class InferenceEngine implements AutoCloseable {

  private static final int BATCH = 1000;

  private final InferenceSettings settings;
  private final Sandbox sandbox;
  private final PythonEnvironments environments;
  private final ConverterPackages converters;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("inference-clock").factory());
  private final OnnxFiles onnx;
  private final PmmlFiles pmml = new PmmlFiles();
  private final ModelMemory models;
  private final Set<PythonModel> open = ConcurrentHashMap.newKeySet();
  private @Nullable WorkerHost workers;

  public InferenceEngine(InferenceSettings settings) {
    this.settings = settings;
    this.sandbox = new Sandbox(settings.sandbox());
    this.onnx = new OnnxFiles(settings.home().resolve("native"));
    this.models = new ModelMemory(settings.modelMemoryBytes());
    this.environments = new PythonEnvironments(settings.home().resolve("environments"));
    this.converters = new ConverterPackages(environments);
  }

  public Sandbox sandbox() {
    return sandbox;
  }

  public PythonEnvironments environments() {
    return environments;
  }

  /** The memory of all models that answer inside this JVM. */
  public ModelMemory models() {
    return models;
  }

  /**
   * Loads the model and predicts its test data. What Python code prints goes to {@code log}.
   *
   * @param environment needed for every model but ONNX and PMML
   */
  public Probe probe(
      Inspection inspection, Optional<PythonEnvironment> environment, Consumer<String> log)
      throws InferenceException, InterruptedException {
    return probe(inspection, Set.of(), environment, log);
  }

  /**
   * As above.
   *
   * @param vouchedFor what its pickles may import beyond what every model may
   */
  public Probe probe(
      Inspection inspection,
      Set<String> vouchedFor,
      Optional<PythonEnvironment> environment,
      Consumer<String> log)
      throws InferenceException, InterruptedException {
    try {
      return switch (inspection.framework()) {
        case ONNX -> probeOnnx(inspection);
        case PMML -> PmmlProbe.run(inspection, pmml);
        case SKLEARN, XGBOOST, LIGHTGBM, TORCH, KERAS, TENSORFLOW, PYTHON ->
            probePython(inspection, vouchedFor, environment, log);
      };
    } catch (InferenceException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the probe was cancelled");
      }
      throw e;
    }
  }

  private Probe probeOnnx(Inspection inspection) throws InferenceException {
    long start = System.nanoTime();
    Path file = inspection.modelFile().orElseThrow();
    try (OnnxSession session = onnx.open(file)) {
      double loadMs = (System.nanoTime() - start) / 1e6;
      return new OnnxProbe(inspection, session, clock).run(loadMs, OnnxFiles.memoryFor(file));
    }
  }

  private Probe probePython(
      Inspection inspection,
      Set<String> vouchedFor,
      Optional<PythonEnvironment> environment,
      Consumer<String> log)
      throws InferenceException {
    PythonEnvironment built =
        environment.orElseThrow(
            () -> new InferenceException(Kind.FAILED, "a Python model needs an environment"));
    refuseUnsafe(inspection, vouchedFor);
    WorkerSpec spec =
        WorkerSpecs.of(
            inspection.directory(),
            built,
            inspection.modelFile(),
            inspection.predictFile(),
            List.of(),
            inspection.settings().outputs(),
            Optional.empty(),
            settings.probeLimits(),
            inspection.settings().loadTimeout(),
            inspection.settings().inferTimeout());
    long began = System.nanoTime();
    try (WorkerProcess worker = WorkerProcess.start(workers(), spec, log)) {
      double startMs = (System.nanoTime() - began) / 1e6;
      return new PythonProbe(inspection, worker, startMs).run(built.digest());
    }
  }

  /** Nobody can forget the scan this way, whatever steps come before. */
  private static void refuseUnsafe(Inspection inspection, Set<String> vouchedFor)
      throws InferenceException {
    try {
      ModelScan.scan(inspection, vouchedFor);
    } catch (IOException | UnsafePickleException e) {
      throw new InferenceException(Kind.FAILED, String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Opens a model from the files of its repository. A Python model's environment has to be on disk;
   * its first worker has loaded the model when this returns.
   */
  public Model open(Path directory, ModelManifest manifest, Consumer<String> log)
      throws InferenceException, InterruptedException {
    Rows rows = OnnxProbe.rows(manifest.signature(), manifest.features());
    Optional<Path> modelFile = manifest.modelFile().map(directory::resolve);
    if (manifest.framework() == Framework.ONNX) {
      Path file = modelFile.orElseThrow();
      return new OnnxModel(
          Resident.open(models, OnnxFiles.memoryFor(file), () -> onnx.open(file)),
          manifest.signature(),
          rows,
          new OnnxModel.Limit(
              isQuick(manifest) && !OnnxFiles.hasLoops(file), manifest.inferTimeout(), clock));
    }
    if (manifest.framework() == Framework.PMML) {
      Path file = modelFile.orElseThrow();
      return new PmmlModel(
          Resident.onHeap(models, PmmlFiles.memoryFor(file), () -> pmml.open(file)),
          manifest.signature(),
          rows,
          manifest.inferTimeout());
    }
    String digest = manifest.environmentDigest().orElse("");
    PythonEnvironment environment =
        environments
            .find(digest)
            .orElseThrow(
                () ->
                    new InferenceException(
                        Kind.FAILED,
                        "the Python environment "
                            + digest
                            + " is not on this machine; prepare it again"));
    WorkerSpec spec =
        WorkerSpecs.of(
            directory,
            environment,
            modelFile,
            manifest.predictFile().map(directory::resolve),
            manifest.signature().outputs(),
            manifest.signature().outputs().stream().map(TensorSpec::name).toList(),
            Optional.empty(),
            settings.serveLimits(),
            manifest.loadTimeout(),
            manifest.inferTimeout());
    WorkerPool pool =
        WorkerPool.start(
            workers(),
            spec,
            scale(manifest),
            manifest.running().batching(),
            manifest.card().map(LatencyCard::expectation).orElse(Expectation.NONE),
            settings.queuedCallsPerModel(),
            log);
    PythonModel model = new PythonModel(pool, manifest.signature(), rows, open::remove);
    open.add(model);
    return model;
  }

  /** Measures the graph that a Python model was compiled to on rows of its test data. */
  public LatencyCard measure(
      Path graph, ModelManifest manifest, List<Map<String, @Nullable Object>> rows)
      throws InferenceException {
    long began = System.nanoTime();
    try (Model model = openCompiled(graph, manifest)) {
      double startMs = (System.nanoTime() - began) / 1e6;
      return new LatencyCard(
          startMs,
          OnnxFiles.memoryFor(graph),
          CardMeasurement.curve(model.rows(), rows, (inputs, count) -> model.predict(inputs)));
    }
  }

  /** What the workers of all Python models may hold together. */
  public long workerMemoryBytes() {
    return settings.workerMemoryBytes();
  }

  /** The workers that a version gets here. */
  public WorkerScale scale(ModelManifest manifest) {
    return manifest.running().scale(settings.workers());
  }

  /** Opens the graph that a Python model was compiled to; no environment is needed. */
  public Model openCompiled(Path graph, ModelManifest manifest) throws InferenceException {
    CompiledForm form =
        manifest
            .compiled()
            .orElseThrow(() -> new InferenceException(Kind.FAILED, "the model was not compiled"));
    return new CompiledModel(
        Resident.open(
            models,
            OnnxFiles.memoryFor(graph),
            () -> CompiledGraph.of(onnx.open(graph), manifest.signature(), form)),
        manifest.signature(),
        OnnxProbe.rows(manifest.signature(), manifest.features()),
        isQuick(manifest));
  }

  /** A large network would keep everybody else waiting whose calls the same thread reads. */
  private static boolean isQuick(ModelManifest manifest) {
    return manifest.card().map(LatencyCard::isQuick).orElse(true);
  }

  /**
   * Tries to replace a probed Python model by a graph that answers the same, left in {@code onnx}.
   * That it cannot be is an expected outcome.
   *
   * @param baselineRows rows beside the test data on which both have to agree
   */
  public Compilation compile(
      Inspection inspection,
      Probe probe,
      PythonEnvironment environment,
      List<Map<String, @Nullable Object>> baselineRows,
      Path onnx,
      Consumer<String> log)
      throws InterruptedException {
    CompileTask task =
        new CompileTask(
            probe.signature(),
            probe.manifest().features(),
            probe.inputRows(),
            baselineRows,
            probe.inferMsPerRow(),
            inspection.settings().inferTimeout(),
            onnx);
    if (inspection.predictFile().isPresent()) {
      return task.refused("predict.py is code of its own, which cannot be converted");
    }
    if (inspection.framework().isNetwork()) {
      return task.refused(
          "models of "
              + inspection.framework().word()
              + " are not converted here; for the JVM, export the model to model.onnx");
    }
    try {
      Path packages = converters.prepare(environment.pythonVersion(), log);
      WorkerSpec spec =
          WorkerSpecs.of(
              inspection.directory(),
              environment,
              inspection.modelFile(),
              Optional.empty(),
              probe.signature().outputs(),
              List.of(),
              Optional.of(packages),
              settings.probeLimits(),
              inspection.settings().loadTimeout(),
              inspection.settings().inferTimeout());
      try (WorkerProcess worker = WorkerProcess.start(workers(), spec, log)) {
        return new ModelCompiler(worker, this.onnx::open, clock, log).compile(task);
      }
    } catch (EnvironmentException e) {
      log.accept(String.valueOf(e.getMessage()));
      return task.refused("the converters cannot be installed: " + e.getMessage());
    } catch (IOException | InferenceException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the compilation was cancelled");
      }
      log.accept(String.valueOf(e.getMessage()));
      return task.refused(String.valueOf(e.getMessage()));
    }
  }

  /** Predicts any number of rows, a thousand at a time. */
  public static List<Map<String, @Nullable Object>> predictRows(
      Model model, List<? extends Map<String, ? extends @Nullable Object>> rows)
      throws InferenceException {
    List<Map<String, @Nullable Object>> answers = new ArrayList<>(rows.size());
    for (int from = 0; from < rows.size(); from += BATCH) {
      var batch = rows.subList(from, Math.min(rows.size(), from + BATCH));
      answers.addAll(model.rows().toRows(model.predict(model.rows().toTensors(batch))));
    }
    return answers;
  }

  private synchronized WorkerHost workers() throws InferenceException {
    WorkerHost host = workers;
    if (host == null) {
      try {
        host = WorkerHost.below(settings.home(), sandbox, settings.workerMemoryBytes());
      } catch (IOException e) {
        throw new InferenceException(
            Kind.CRASHED, "workers cannot be prepared below " + settings.home(), e);
      }
      workers = host;
    }
    return host;
  }

  @Override
  public synchronized void close() {
    open.forEach(PythonModel::close);
    WorkerHost host = workers;
    if (host != null) {
      host.close();
    }
    clock.shutdownNow();
    sandbox.close();
  }
}
