package io.plimsoll.server.deploy;

import io.plimsoll.inference.InferenceEngine;
import io.plimsoll.inference.LatencyCard;
import io.plimsoll.inference.Probe;
import io.plimsoll.inference.convert.Compilation;
import io.plimsoll.inference.convert.CompileReport;
import io.plimsoll.inference.repository.EngineChoice;
import io.plimsoll.inference.repository.Inspection;
import io.plimsoll.server.jobs.JobRun;
import io.plimsoll.server.jobs.StepFailedException;
import io.plimsoll.server.platform.blobs.BlobStore;
import io.plimsoll.server.platform.blobs.Digest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Moves a Python model into the JVM if its conversion is proved to answer the same. Where it is
 * not, the Python worker serves it, unless plimsoll.yaml insists on the JVM.
 */
final class CompileStep {
  private final JobRun run;
  private final BlobStore blobs;
  private final InferenceEngine engine;
  private final Path folder;

  /** {@code folder} is the job's own, beside the model's files. */
  CompileStep(JobRun run, BlobStore blobs, InferenceEngine engine, Path folder) {
    this.run = run;
    this.blobs = blobs;
    this.engine = engine;
    this.folder = folder;
  }

  Compiled compile(Prepared prepared, Baseline baseline) throws Exception {
    Inspection inspection = prepared.inspection();
    if (!inspection.needsPython()) {
      run.conclude(
          "none needed: %s runs inside the server as it is"
              .formatted(inspection.framework().name()));
      return new Compiled(Optional.empty(), Optional.empty());
    }
    if (inspection.settings().engine() == EngineChoice.PYTHON) {
      run.conclude("not tried: plimsoll.yaml says engine: python");
      return new Compiled(Optional.empty(), Optional.empty());
    }
    Path graph = Files.createDirectories(folder).resolve("model.onnx");
    Compilation outcome =
        run.interruptibly(
            () ->
                engine.compile(
                    inspection,
                    prepared.probe(),
                    prepared.environment().orElseThrow(),
                    baseline.sample(),
                    graph,
                    line -> run.log(Preparation.withoutPlaces(line))));
    return switch (outcome) {
      case Compilation.Proved proved -> {
        run.conclude(summary(proved.report()));
        Digest file = blobs.put(out -> Files.copy(proved.onnx(), out));
        yield new Compiled(
            Optional.of(new Compiled.Graph(file, proved.form(), measure(prepared, proved))),
            Optional.of(CompileEvidence.of("", proved.report())));
      }
      case Compilation.Refused(String reason, CompileReport report) -> {
        if (inspection.settings().engine() == EngineChoice.JVM) {
          throw new StepFailedException(
              "plimsoll.yaml says engine: jvm, but the model cannot be proved to run there: "
                  + reason
                  + ". Leave engine out to have it served by a Python worker.");
        }
        run.conclude("stays in a Python worker: " + reason);
        yield new Compiled(Optional.empty(), Optional.of(CompileEvidence.of(reason, report)));
      }
    };
  }

  private LatencyCard measure(Prepared prepared, Compilation.Proved proved) throws Exception {
    Probe probe = prepared.probe();
    return run.interruptibly(
        () ->
            engine.measure(
                proved.onnx(), probe.manifest().withCompiled(proved.form()), probe.inputRows()));
  }

  private static String summary(CompileReport report) {
    CompileReport.Attempt attempt = report.attempts().getLast();
    int rows = attempt.rows().stream().mapToInt(CompileReport.Compared::rows).sum();
    double error =
        attempt.outputs().stream()
            .mapToDouble(CompileReport.OutputError::largestRelative)
            .max()
            .orElse(0);
    return String.format(
        Locale.ROOT,
        "runs in the JVM: %,d rows answered alike in %s, largest error %.1e (bound %.0e); %s"
            + " instead of %s per row",
        rows,
        attempt.precision().word(),
        error,
        CompileReport.BOUND,
        duration(attempt.msPerRow()),
        duration(report.originalMsPerRow()));
  }

  private static String duration(double ms) {
    return ms < 1
        ? String.format(Locale.ROOT, "%.0f µs", ms * 1000)
        : String.format(Locale.ROOT, "%.1f ms", ms);
  }
}
