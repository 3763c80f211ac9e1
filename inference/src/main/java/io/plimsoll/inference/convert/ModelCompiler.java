package io.plimsoll.inference.convert;

import io.plimsoll.inference.convert.CompileReport.Attempt;
import io.plimsoll.inference.convert.EdgeRows.EdgeRow;
import io.plimsoll.inference.onnx.OnnxSession;
import io.plimsoll.inference.python.BoundaryRows;
import io.plimsoll.inference.python.ConvertedModel;
import io.plimsoll.inference.python.WorkerProcess;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.Rows;
import io.plimsoll.inference.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Compiles the one model that a worker has loaded. */
public final class ModelCompiler {

  private static final Duration CONVERT_LIMIT = Duration.ofMinutes(2);
  private static final Duration BOUNDARY_LIMIT = Duration.ofMinutes(2);

  /** A graph is held in the server's own memory, and one of this size is a large forest. */
  private static final int MAX_GRAPH_BYTES = 256 << 20;

  private static final int MAX_ROWS = 10_000;
  private static final int MIN_ROWS = 250;

  /** What a slow model may take for the rows of one source. */
  private static final double SOURCE_BUDGET_MS = 20_000;

  private static final int SAMPLE_ROWS = 512;

  private final WorkerProcess original;
  private final GraphOpener opener;
  private final ScheduledExecutorService clock;
  private final Consumer<String> log;

  /** Opens a graph as a pushed one is opened. */
  @FunctionalInterface
  public interface GraphOpener {
    OnnxSession open(Path file) throws InferenceException;
  }

  public ModelCompiler(
      WorkerProcess original,
      GraphOpener opener,
      ScheduledExecutorService clock,
      Consumer<String> log) {
    this.original = original;
    this.opener = opener;
    this.clock = clock;
    this.log = log;
  }

  /** Tries one precision after the other; the graph that is proved is left in the task's file. */
  public Compilation compile(CompileTask task) throws InferenceException, IOException {
    Rows encoder = Rows.of(task.signature(), task.features());
    List<Map<String, @Nullable Object>> sample = new ArrayList<>(task.testRows());
    sample.addAll(task.baselineRows());
    List<Tensor> columns =
        encoder.toTensors(sample.subList(0, Math.min(SAMPLE_ROWS, sample.size())));
    Run run = new Run(task, encoder, columns);
    for (Precision precision : Precision.values()) {
      Optional<CompiledForm> proved = run.attempt(precision);
      if (proved.isPresent()) {
        return new Compilation.Proved(task.onnx(), proved.get(), run.report());
      }
    }
    return new Compilation.Refused(run.reason(), run.report());
  }

  /** One task from its first attempt to its last; what the original answers is asked for once. */
  private final class Run {

    private final CompileTask task;
    private final Rows encoder;
    private final List<Tensor> sample;
    private final List<Attempt> attempts = new ArrayList<>();
    private final Set<String> converters = new LinkedHashSet<>();
    private @Nullable Evidence evidence;

    Run(CompileTask task, Rows encoder, List<Tensor> sample) {
      this.task = task;
      this.encoder = encoder;
      this.sample = sample;
    }

    Optional<CompiledForm> attempt(Precision precision) throws InferenceException, IOException {
      ConvertedModel converted =
          original.convert(
              precision.type().name(), sample, sample.getFirst().rows(), CONVERT_LIMIT);
      converters.addAll(converted.versions());
      byte[] graph = converted.onnx().orElse(new byte[0]);
      if (graph.length == 0 || graph.length > MAX_GRAPH_BYTES) {
        String reason =
            graph.length == 0
                ? converted.reason()
                : "the converted model has %,d MiB; at most %,d MiB are held in the server"
                    .formatted(graph.length >> 20, MAX_GRAPH_BYTES >> 20);
        return failed(Attempt.failed(precision, reason, converted.ms(), graph.length));
      }
      Files.write(task.onnx(), graph);
      Evidence gathered = evidence();
      CompiledForm form = new CompiledForm(precision, converted.matrix(), gathered.refusals());
      long started = System.nanoTime();
      try (CompiledGraph compiled =
          CompiledGraph.of(opener.open(task.onnx()), task.signature(), form)) {
        Comparison comparison = compare(compiled, gathered, precision);
        double proofMs = (System.nanoTime() - started) / 1e6 + gathered.ms();
        Optional<String> difference = comparison.verdict();
        double msPerRow = difference.isEmpty() ? timeSingleRows(compiled) : 0;
        Attempt attempt =
            new Attempt(
                precision,
                difference.isEmpty(),
                difference.orElse(""),
                converted.ms(),
                proofMs,
                graph.length,
                msPerRow,
                comparison.rows(),
                comparison.errors());
        attempts.add(attempt);
        log.accept(precision.word() + ": " + difference.orElse("agrees on every row"));
        return difference.isEmpty() ? Optional.of(form) : Optional.empty();
      } catch (InferenceException unusable) {
        return failed(
            Attempt.failed(
                precision, String.valueOf(unusable.getMessage()), converted.ms(), graph.length));
      }
    }

    private Optional<CompiledForm> failed(Attempt attempt) {
      attempts.add(attempt);
      log.accept(attempt.precision().word() + ": " + attempt.reason());
      return Optional.empty();
    }

    private Comparison compare(CompiledGraph compiled, Evidence gathered, Precision precision) {
      Comparison comparison =
          new Comparison(
              columns -> compiled.predict(columns, task.inferTimeout(), clock),
              task.signature().outputs(),
              gathered.usualSizes());
      gathered.sources().forEach(comparison::add);
      comparison.add(RowSource.EDGE, gathered.edges(precision));
      return comparison;
    }

    private Evidence evidence() throws InferenceException {
      Evidence known = evidence;
      if (known == null) {
        known = gather();
        evidence = known;
      }
      return known;
    }

    private Evidence gather() throws InferenceException {
      long started = System.nanoTime();
      int first = Math.min(task.testRows().size(), affordable(task.originalMsPerRow()));
      Map<RowSource, List<Replay.Segment>> sources = new EnumMap<>(RowSource.class);
      sources.put(RowSource.TEST_DATA, replay(task.testRows(), first));
      // Rows that come together are answered much faster than those that come alone.
      int limit = affordable((System.nanoTime() - started) / 1e6 / first);
      sources.put(RowSource.BASELINE, replay(task.baselineRows(), limit));
      BoundaryRows boundary =
          original.boundaries(sample, sample.getFirst().rows(), limit, BOUNDARY_LIMIT);
      sources.put(RowSource.BOUNDARY, Replay.of(original, boundary.columns(), boundary.rows()));
      List<EdgeRow> edges = EdgeRows.around(task.testRows().getFirst(), task.features());
      List<Tensor> edgeColumns = encoder.toTensors(edges.stream().map(EdgeRow::values).toList());
      List<Replay.Segment> answers = Replay.singles(Replay.of(original, edgeColumns, edges.size()));
      double ms = (System.nanoTime() - started) / 1e6;
      return new Evidence(task.signature(), sources, edges, answers, boundary, ms);
    }

    private static int affordable(double msPerRow) {
      double rows = SOURCE_BUDGET_MS / Math.max(msPerRow, 1e-3);
      return (int) Math.clamp(rows, MIN_ROWS, MAX_ROWS);
    }

    private List<Replay.Segment> replay(List<Map<String, @Nullable Object>> rows, int limit)
        throws InferenceException {
      int count = Math.min(rows.size(), limit);
      return count == 0
          ? List.of()
          : Replay.of(original, encoder.toTensors(rows.subList(0, count)), count);
    }

    private double timeSingleRows(CompiledGraph compiled) throws InferenceException {
      List<Tensor> row = Replay.slice(sample, 0, 1);
      long deadline = System.nanoTime() + 1_000_000_000L;
      long best = Long.MAX_VALUE;
      for (int i = 0; i < 200 && (i == 0 || System.nanoTime() < deadline); i++) {
        long start = System.nanoTime();
        compiled.predict(row);
        best = Math.min(best, System.nanoTime() - start);
      }
      return best / 1e6;
    }

    String reason() {
      // Both precisions often fail for one reason, and saying it twice helps nobody.
      Set<String> reasons = new LinkedHashSet<>();
      attempts.forEach(attempt -> reasons.add(attempt.reason()));
      if (reasons.size() == 1) {
        return reasons.iterator().next();
      }
      List<String> named = new ArrayList<>();
      attempts.forEach(
          attempt -> named.add("in " + attempt.precision().word() + " " + attempt.reason()));
      return String.join("; ", named);
    }

    CompileReport report() {
      Evidence gathered = evidence;
      return new CompileReport(
          List.copyOf(converters),
          task.originalMsPerRow(),
          gathered == null ? 0 : gathered.boundary().splits(),
          gathered == null ? 0 : gathered.boundary().tested(),
          attempts);
    }
  }
}
