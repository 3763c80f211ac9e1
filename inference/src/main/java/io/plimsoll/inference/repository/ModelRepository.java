package io.plimsoll.inference.repository;

import io.plimsoll.inference.pickle.PickleScanner;
import io.plimsoll.inference.pickle.UnsafePickleException;
import io.plimsoll.inference.python.InvalidRequirementsException;
import io.plimsoll.inference.python.Requirements;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a folder that follows the convention of a model repository. */
public final class ModelRepository {

  private static final String PREDICT = "predict.py";
  private static final String BASELINE = "baseline.csv";
  private static final String REQUIREMENTS = "requirements.txt";
  private static final long MAX_TEXT = 8L << 20;

  private final RepositoryFiles files;
  private final ModelSettings settings;

  private ModelRepository(RepositoryFiles files, ModelSettings settings) {
    this.files = files;
    this.settings = settings;
  }

  /** Reads it within the standard limits. */
  public static Inspection inspect(Path directory) throws IOException, InvalidRepositoryException {
    return inspect(directory, RepositoryLimits.standard());
  }

  /** Reads and judges it; runs nothing of it. */
  public static Inspection inspect(Path directory, RepositoryLimits limits)
      throws IOException, InvalidRepositoryException {
    RepositoryFiles files = RepositoryFiles.walk(directory, limits);
    if (files.has("plimsoll.yml")) {
      throw new InvalidRepositoryException("plimsoll.yml has to be called plimsoll.yaml");
    }
    ModelSettings settings =
        files.has(SettingsFile.NAME)
            ? SettingsFile.parse(text(files, SettingsFile.NAME))
            : ModelSettings.defaults();
    return new ModelRepository(files, withRuntime(files, settings)).inspection();
  }

  /** Two files that name different versions leave it open which was meant. */
  private static ModelSettings withRuntime(RepositoryFiles files, ModelSettings settings)
      throws IOException, InvalidRepositoryException {
    if (!files.has(RuntimeFile.NAME)) {
      return settings;
    }
    String version = RuntimeFile.parse(text(files, RuntimeFile.NAME));
    String named = settings.python().orElse(version);
    if (!named.equals(version)) {
      throw new InvalidRepositoryException(
          "runtime.txt names Python %s and plimsoll.yaml %s; leave one of them out"
              .formatted(version, named));
    }
    return settings.withPython(version);
  }

  private Inspection inspection() throws IOException, InvalidRepositoryException {
    Optional<Path> predict =
        files.has(PREDICT) ? Optional.of(files.resolve(PREDICT)) : Optional.empty();
    Optional<Path> model = modelFile(predict.isPresent());
    Framework framework = framework(model, predict);
    requireRunnable(framework);
    Optional<Requirements> requirements = requirements();
    if (framework.isEstimator() && requirements.isEmpty()) {
      throw new InvalidRepositoryException(
          "requirements.txt is missing; list what the model was saved with, such as "
              + framework.exampleRequirement()
              + " (pip freeze shows it)");
    }
    requireLibrary(framework, requirements);
    if (!files.has(TestDataFile.NAME)) {
      throw new InvalidRepositoryException(
          "test_data.json is missing; add a few rows that the model can predict, such as"
              + " [{\"age\": 41, \"city\": \"Turin\"}]");
    }
    return new Inspection(
        files.root(),
        framework,
        framework == Framework.PYTHON ? model : Optional.of(require(model)),
        framework == Framework.PYTHON ? predict : Optional.empty(),
        requirements,
        TestDataFile.read(files.resolve(TestDataFile.NAME)),
        settings,
        baseline(),
        pickles(),
        files.totalBytes());
  }

  /** An environment is built for minutes; what is bound to be missing is better said before. */
  private void requireLibrary(Framework framework, Optional<Requirements> requirements)
      throws InvalidRepositoryException {
    List<String> packages = framework.packages();
    boolean isListed = packages.isEmpty();
    for (String name : packages) {
      isListed |= requirements.isPresent() && requirements.get().lists(name);
    }
    if (!isListed) {
      throw new InvalidRepositoryException(
          "the model is opened with %s, which requirements.txt does not list; add %s"
              .formatted(String.join(" or ", packages), framework.exampleRequirement()));
    }
  }

  /** An engine that this framework can never have is better refused before anything is built. */
  private void requireRunnable(Framework framework) throws InvalidRepositoryException {
    if (framework.isInServer() && settings.engine() == EngineChoice.PYTHON) {
      throw new InvalidRepositoryException(
          "plimsoll.yaml says engine: python, but %s runs inside the server; leave engine out"
              .formatted(framework.name()));
    }
    if (framework.isNetwork() && settings.engine() == EngineChoice.JVM) {
      throw new InvalidRepositoryException(
          "plimsoll.yaml says engine: jvm, but models of "
              + framework.word()
              + " are not converted here; export the model to model.onnx, or leave engine out");
    }
    if (framework == Framework.PYTHON && settings.engine() == EngineChoice.JVM) {
      throw new InvalidRepositoryException(
          "plimsoll.yaml says engine: jvm, but predict.py is code of its own, which cannot be"
              + " converted; leave engine out, or push the model file without predict.py");
    }
  }

  private Optional<Path> modelFile(boolean hasCode) throws InvalidRepositoryException {
    if (settings.model().isPresent()) {
      return Optional.of(files.require("model", settings.model().get()));
    }
    List<Path> candidates =
        files.all().stream()
            .filter(file -> file.getNameCount() == files.root().getNameCount() + 1)
            .filter(file -> file.getFileName().toString().startsWith("model."))
            .filter(file -> !file.toString().endsWith(".py"))
            .toList();
    if (candidates.size() > 1) {
      throw new InvalidRepositoryException(
          "there are several model files ("
              + String.join(", ", candidates.stream().map(files::name).toList())
              + "); remove all but one, or name it under model: in plimsoll.yaml");
    }
    if (candidates.isEmpty() && !hasCode) {
      candidates = files.named(FileKind.SAVED_MODEL_FILE);
    }
    if (candidates.size() > 1) {
      throw new InvalidRepositoryException(
          "there are several SavedModels ("
              + String.join(", ", candidates.stream().map(files::name).toList())
              + "); name one under model: in plimsoll.yaml");
    }
    if (candidates.isEmpty() && !hasCode) {
      throw new InvalidRepositoryException(
          "there is no model; add model.onnx, model.joblib, model.pkl or another known form"
              + " (model.pmml, model.skops, model.json or model.ubj of XGBoost, model.txt of"
              + " LightGBM, model.pt, model.keras), or a predict.py");
    }
    return candidates.stream().findFirst();
  }

  private Framework framework(Optional<Path> model, Optional<Path> predict)
      throws IOException, InvalidRepositoryException {
    Framework detected = detected(model, predict);
    Optional<Framework> named = settings.framework();
    if (named.isEmpty() || named.get() == detected) {
      return detected;
    }
    if (model.isPresent() && byContent(model.get()) == named.get()) {
      return named.get();
    }
    throw new InvalidRepositoryException(
        "plimsoll.yaml says framework: "
            + named.get().word()
            + ", but the repository holds "
            + detected.word()
            + "; correct the one or the other");
  }

  private Framework detected(Optional<Path> model, Optional<Path> predict)
      throws IOException, InvalidRepositoryException {
    return predict.isPresent() ? Framework.PYTHON : byContent(require(model));
  }

  private Framework byContent(Path model) throws IOException, InvalidRepositoryException {
    FileKind kind = FileKind.of(model);
    return switch (kind) {
      case ONNX -> Framework.ONNX;
      case PMML -> Framework.PMML;
      case PICKLE -> inPickle(model);
      case SKOPS -> Framework.SKLEARN;
      case XGBOOST -> Framework.XGBOOST;
      case LIGHTGBM -> Framework.LIGHTGBM;
      case TORCH_SCRIPT, TORCH_EXPORT -> Framework.TORCH;
      case KERAS, HDF5 -> Framework.KERAS;
      case SAVED_MODEL -> Framework.TENSORFLOW;
      case OLD_XGBOOST, TORCH_PICKLE, OTHER ->
          throw new InvalidRepositoryException(files.name(model) + " is " + remedy(kind));
    };
  }

  /**
   * What the first import of a pickle belongs to is what the pickle holds: its outermost object.
   */
  private static Framework inPickle(Path model) throws IOException {
    try {
      return PickleScanner.list(model).globals().stream()
          .findFirst()
          .map(global -> Framework.ofModule(global.module()))
          .orElse(Framework.SKLEARN);
    } catch (UnsafePickleException unreadable) {
      // The scan, which comes next, refuses it in words.
      return Framework.SKLEARN;
    }
  }

  /** What the file is, and what to do about it, for those that nothing here opens by itself. */
  private static String remedy(FileKind kind) {
    return switch (kind) {
      case OLD_XGBOOST ->
          "XGBoost's old binary form; load it with the release that wrote it and save it with"
              + " save_model(\"model.json\")";
      case TORCH_PICKLE ->
          "a zip archive, as torch.save writes it, mostly without the network; save it with"
              + " torch.jit.script or torch.export.save, export it with torch.onnx.export to"
              + " model.onnx, or add a predict.py that loads it";
      case ONNX,
          PMML,
          PICKLE,
          SKOPS,
          XGBOOST,
          LIGHTGBM,
          TORCH_SCRIPT,
          TORCH_EXPORT,
          KERAS,
          HDF5,
          SAVED_MODEL,
          OTHER ->
          "neither ONNX nor PMML nor a pickle, joblib, skops, XGBoost, LightGBM, torch or Keras"
              + " file; save it as one of these, or add a predict.py that loads it";
    };
  }

  private Optional<Requirements> requirements() throws IOException, InvalidRepositoryException {
    if (!files.has(REQUIREMENTS)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Requirements.parse(text(files, REQUIREMENTS)));
    } catch (InvalidRequirementsException e) {
      throw new InvalidRepositoryException(String.valueOf(e.getMessage()), e);
    }
  }

  private Optional<Path> baseline() throws InvalidRepositoryException {
    if (settings.baseline().isPresent()) {
      return Optional.of(files.require("baseline", settings.baseline().get()));
    }
    return files.has(BASELINE) ? Optional.of(files.resolve(BASELINE)) : Optional.empty();
  }

  private List<Path> pickles() throws IOException {
    List<Path> pickles = new ArrayList<>();
    for (Path file : files.all()) {
      if (FileKind.of(file) == FileKind.PICKLE) {
        pickles.add(file);
      }
    }
    return pickles;
  }

  private static Path require(Optional<Path> model) throws InvalidRepositoryException {
    return model.orElseThrow(
        () ->
            new InvalidRepositoryException(
                "there is no model file; add model.onnx, model.joblib or model.pkl"));
  }

  private static String text(RepositoryFiles files, String name)
      throws IOException, InvalidRepositoryException {
    Path file = files.resolve(name);
    if (Files.size(file) > MAX_TEXT) {
      throw new InvalidRepositoryException(name + " is larger than " + (MAX_TEXT >> 20) + " MiB");
    }
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new InvalidRepositoryException(name + " is not UTF-8 text; save it as UTF-8", e);
    }
  }
}
