package io.plimsoll.server.deploy;

import io.plimsoll.inference.InferenceEngine;
import io.plimsoll.inference.Probe;
import io.plimsoll.inference.pickle.UnsafePickleException;
import io.plimsoll.inference.python.EnvironmentException;
import io.plimsoll.inference.python.PythonEnvironment;
import io.plimsoll.inference.python.Requirements;
import io.plimsoll.inference.repository.Inspection;
import io.plimsoll.inference.repository.InvalidRepositoryException;
import io.plimsoll.inference.repository.ModelRepository;
import io.plimsoll.inference.repository.ModelScan;
import io.plimsoll.inference.repository.ScanReport;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.server.jobs.Assignment;
import io.plimsoll.server.jobs.Counts;
import io.plimsoll.server.jobs.JobRun;
import io.plimsoll.server.jobs.RemoteSource;
import io.plimsoll.server.jobs.StepFailedException;
import io.plimsoll.server.platform.blobs.BlobStore;
import io.plimsoll.server.platform.blobs.Digest;
import io.plimsoll.server.platform.files.FileTree;
import io.plimsoll.server.registry.AllowedGlobal;
import io.plimsoll.server.registry.AllowedGlobalStore;
import io.plimsoll.server.registry.ModelArchive;
import io.plimsoll.server.registry.UnfitArchiveException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The first five steps: from the pushed files to a model that has answered its test data. */
final class Preparation {
  private static final int SHOWN_ANSWERS = 3;

  private static final String REMEDY =
      ". If the file is to be trusted all the same, an owner of the project can allow %s under"
          + " Settings → Pickle imports.";

  /** What pip adds to a package: the requirement, in a file of the server, that asks for it. */
  private static final Pattern PIP_PLACE = Pattern.compile(" \\(from .*requirements\\.txt.*\\)$");

  private final JobRun run;
  private final BlobStore blobs;
  private final RemoteSource remote;
  private final AllowedGlobalStore allowedGlobals;
  private final InferenceEngine engine;
  private final Path folder;
  private final long maxBytes;

  Preparation(
      JobRun run,
      BlobStore blobs,
      RemoteSource remote,
      AllowedGlobalStore allowedGlobals,
      InferenceEngine engine,
      Path folder,
      long maxBytes) {
    this.run = run;
    this.blobs = blobs;
    this.remote = remote;
    this.allowedGlobals = allowedGlobals;
    this.engine = engine;
    this.folder = folder;
    this.maxBytes = maxBytes;
  }

  Prepared prepare() throws Exception {
    Fetched fetched = run.step(DeployStep.FETCH.text(), this::fetch);
    Inspection inspection = fetched.inspection();
    ScanReport scan = run.step(DeployStep.SCAN.text(), () -> scan(inspection));
    Optional<PythonEnvironment> environment =
        run.step(DeployStep.ENVIRONMENT.text(), () -> environment(inspection));
    Probe probe = run.step(DeployStep.LOAD.text(), () -> load(inspection, scan, environment));
    run.step(DeployStep.INFER.text(), () -> infer(probe));
    return new Prepared(fetched.source(), inspection, scan, environment, probe);
  }

  private Fetched fetch() throws Exception {
    Optional<Digest> brought = run.assignment().source();
    Digest source = brought.isPresent() ? brought.get() : fetchRemote();
    try (InputStream archive = blobs.open(source)) {
      ModelArchive.Unpacked unpacked = ModelArchive.unpack(archive, folder, maxBytes);
      Inspection inspection = ModelRepository.inspect(folder);
      String file = inspection.modelFile().map(this::name).orElse("no model file");
      run.conclude(
          "%s model (%s), %s, %s, %s of test data"
              .formatted(
                  inspection.framework().word(),
                  file,
                  Counts.text(unpacked.files(), "file"),
                  size(unpacked.bytes()),
                  Counts.text(inspection.testData().size(), "row")));
      return new Fetched(source, inspection);
    } catch (InvalidRepositoryException | UnfitArchiveException unfit) {
      throw new StepFailedException(message(unfit));
    }
  }

  private Digest fetchRemote() throws Exception {
    Path place = Files.createDirectory(folder.resolve(".fetched"));
    Digest source = remote.fetch(run, place);
    FileTree.delete(place);
    run.assignSource(source);
    return source;
  }

  private ScanReport scan(Inspection inspection) throws IOException, StepFailedException {
    Map<String, AllowedGlobal> allowed = new LinkedHashMap<>();
    if (!inspection.pickles().isEmpty()) {
      Assignment job = run.assignment();
      allowedGlobals
          .inForce(job.tenant(), job.model())
          .forEach(each -> allowed.put(each.global(), each));
    }
    try {
      ScanReport report = ModelScan.scan(inspection, allowed.keySet());
      for (String global : report.vouchedFor()) {
        AllowedGlobal by = allowed.get(global);
        if (by != null) {
          run.log(
              "%s is allowed by %s since %s: %s"
                  .formatted(
                      global,
                      by.allowedBy(),
                      LocalDate.ofInstant(by.allowedAt(), ZoneOffset.UTC),
                      by.reason()));
        }
      }
      run.conclude(report.summary());
      return report;
    } catch (UnsafePickleException unsafe) {
      throw new StepFailedException(
          message(unsafe)
              + unsafe.global().map(global -> REMEDY.formatted(global.qualified())).orElse(""));
    }
  }

  private Optional<PythonEnvironment> environment(Inspection inspection) throws Exception {
    if (!inspection.needsPython()) {
      run.conclude("none needed: the model runs inside the server");
      return Optional.empty();
    }
    Requirements requirements = inspection.requirements().orElseGet(Requirements::none);
    try {
      PythonEnvironment environment =
          run.interruptibly(
              () ->
                  engine
                      .environments()
                      .prepare(
                          requirements,
                          inspection.settings().python(),
                          line -> run.log(withoutPlaces(line))));
      run.conclude(
          "Python %s with %s, %s"
              .formatted(
                  environment.pythonVersion(),
                  Counts.text(environment.lock().size(), "package"),
                  environment.reused() ? "as built before" : "built"));
      return Optional.of(environment);
    } catch (EnvironmentException failure) {
      throw failure.mayPass()
          ? StepFailedException.passing(message(failure))
          : new StepFailedException(message(failure));
    }
  }

  private Probe load(
      Inspection inspection, ScanReport scan, Optional<PythonEnvironment> environment)
      throws Exception {
    try {
      Probe probe =
          run.interruptibly(
              () ->
                  engine.probe(inspection, scan.vouchedFor(), environment, text -> run.log(text)));
      requireKnown(probe);
      run.conclude("loaded in " + millis(probe.loadMs()));
      return probe;
    } catch (InferenceException failure) {
      throw new StepFailedException(message(failure));
    }
  }

  /** A misspelt name under log would protect nothing, so it must not pass. */
  private static void requireKnown(Probe probe) throws StepFailedException {
    Set<String> known = new TreeSet<>();
    probe.manifest().features().forEach(feature -> known.add(feature.name()));
    probe.inputRows().stream().limit(1).forEach(row -> known.addAll(row.keySet()));
    probe.outputRows().stream().limit(1).forEach(row -> known.addAll(row.keySet()));
    Set<String> unknown = probe.manifest().log().unknown(known);
    if (!unknown.isEmpty()) {
      throw new StepFailedException(
          "plimsoll.yaml: log names %s, which the model neither takes nor answers; there are %s."
              .formatted(String.join(", ", unknown), String.join(", ", known)));
    }
  }

  private Void infer(Probe probe) {
    List<Map<String, @Nullable Object>> answers = probe.outputRows();
    for (Map<String, @Nullable Object> answer :
        answers.subList(0, Math.min(SHOWN_ANSWERS, answers.size()))) {
      run.log("answer: " + Answers.text(answer));
    }
    run.conclude(
        "%s of test data answered, %s per row"
            .formatted(Counts.text(answers.size(), "row"), millis(probe.inferMsPerRow())));
    return null;
  }

  /** Where the server keeps its files is no business of those who push. */
  static String withoutPlaces(String line) {
    return PIP_PLACE.matcher(line).replaceFirst("");
  }

  private String name(Path file) {
    return folder.relativize(file).toString();
  }

  private static String millis(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f ms" : "%.0f ms", value);
  }

  private static String size(long bytes) {
    if (bytes < 10_000) {
      return Counts.text(bytes, "byte");
    }
    return bytes < 10_000_000
        ? String.format(Locale.ROOT, "%.0f kB", bytes / 1e3)
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }

  private static String message(Exception failure) {
    return String.valueOf(failure.getMessage());
  }

  private record Fetched(Digest source, Inspection inspection) {}

  /** Makes the folder, empty. */
  static void clear(Path folder) throws IOException {
    FileTree.delete(folder);
    Files.createDirectories(folder);
  }
}
