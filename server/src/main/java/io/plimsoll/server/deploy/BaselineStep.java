package io.plimsoll.server.deploy;

import io.plimsoll.events.Limits;
import io.plimsoll.inference.InferenceEngine;
import io.plimsoll.inference.Model;
import io.plimsoll.inference.Probe;
import io.plimsoll.inference.tensor.Feature;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.server.jobs.Counts;
import io.plimsoll.server.jobs.JobRun;
import io.plimsoll.server.jobs.StepFailedException;
import io.plimsoll.server.platform.crypto.KeyedHash;
import io.plimsoll.server.registry.BaselineStore;
import io.plimsoll.server.registry.ColumnRole;
import io.plimsoll.server.registry.LoggedFields;
import io.plimsoll.server.registry.NewBaseline;
import io.plimsoll.server.registry.data.ColumnProfiles;
import io.plimsoll.server.registry.data.DataFile;
import io.plimsoll.server.registry.data.UnfitDataException;
import io.plimsoll.stats.RowSample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes a version's baseline: profiles of the features in the baseline file, and of the answers
 * that the model gives to its rows. Without a file, test data that is large enough serves.
 */
final class BaselineStep {
  static final int MAX_ROWS = 100_000;
  static final int MIN_TEST_ROWS = 250;

  private static final int BATCH = 1_000;

  /** Rows that are kept to prove a compiled model with. */
  private static final int SAMPLE = 10_000;

  /** A slow model answers a part of the rows; a baseline must not hold a push up for long. */
  private static final double ANSWER_BUDGET_MS = 60_000;

  private final JobRun run;
  private final InferenceEngine engine;
  private final KeyedHash hash;

  BaselineStep(JobRun run, InferenceEngine engine, KeyedHash hash) {
    this.run = run;
    this.engine = engine;
    this.hash = hash;
  }

  Baseline make(Prepared prepared) throws Exception {
    int features = prepared.probe().manifest().features().size();
    int most = Limits.DEFAULTS.features();
    if (features > most) {
      run.log(
          "the model takes %,d features, and what is kept of a call has room for %d: calls are kept without them, so drift of features is not watched"
              .formatted(features, most));
    }
    Optional<Path> file = prepared.inspection().baseline();
    if (file.isPresent()) {
      return fromFile(prepared, file.get());
    }
    Probe probe = prepared.probe();
    if (probe.inputRows().size() >= MIN_TEST_ROWS) {
      return fromTestData(probe);
    }
    run.conclude(
        "none: without a baseline.csv (or %d rows of test data) drift of this version is not watched"
            .formatted(MIN_TEST_ROWS));
    return Baseline.NONE;
  }

  private Baseline fromTestData(Probe probe) {
    ColumnProfiles features = new ColumnProfiles(ColumnRole.FEATURE);
    ColumnProfiles answers = new ColumnProfiles(ColumnRole.PREDICTION);
    LoggedFields fields = fields(probe);
    RowSample kept = NewBaseline.emptySample();
    for (Map<String, @Nullable Object> row : probe.inputRows()) {
      Map<String, @Nullable Object> logged = fields.features(row);
      features.add(logged);
      kept.add(RowSample.key(kept.seen()), logged);
    }
    for (Map<String, @Nullable Object> row : probe.outputRows()) {
      answers.add(fields.outputs(row));
    }
    return conclude("test_data.json", features, answers, kept, List.of());
  }

  private Baseline fromFile(Prepared prepared, Path path) throws Exception {
    Probe probe = prepared.probe();
    List<Feature> features = probe.manifest().features();
    if (features.isEmpty()) {
      throw new StepFailedException(
          "%s cannot be read: the names of the model's features are not known. Name them under \"features\" in plimsoll.yaml, in the order of the model's columns."
              .formatted(path.getFileName()));
    }
    try {
      return fromRows(prepared, path, DataFile.open(path, name(path), features, List.of()));
    } catch (UnfitDataException unfit) {
      throw new StepFailedException(String.valueOf(unfit.getMessage()));
    }
  }

  private Baseline fromRows(Prepared prepared, Path path, DataFile file) throws Exception {
    if (!file.ignored().isEmpty()) {
      run.log("columns that are not features are left aside: " + String.join(", ", file.ignored()));
    }
    long rows = file.count();
    if (rows == 0) {
      throw new StepFailedException(path.getFileName() + " has a header but no rows.");
    }
    if (rows > MAX_ROWS) {
      run.log("%,d rows; %,d of them are drawn at random".formatted(rows, MAX_ROWS));
    }
    return run.interruptibly(() -> profile(prepared, path, file, rows));
  }

  private Baseline profile(Prepared prepared, Path path, DataFile file, long rows)
      throws Exception {
    Probe probe = prepared.probe();
    Path directory = prepared.inspection().directory();
    try (Model model = engine.open(directory, probe.manifest(), text -> run.log(text))) {
      long taken = Math.min(rows, MAX_ROWS);
      long answered = affordable(taken, probe.inferMsPerRow());
      ColumnProfiles features = new ColumnProfiles(ColumnRole.FEATURE);
      LoggedFields fields = fields(probe);
      AnswerProfiles answers = new AnswerProfiles(model, fields, run::log);
      RowChoice toAnswer = new RowChoice(taken, answered);
      RowChoice toKeep = new RowChoice(taken, SAMPLE);
      List<Map<String, @Nullable Object>> sample = new ArrayList<>();
      RowSample kept = NewBaseline.emptySample();
      file.read(
          new RowChoice(rows, MAX_ROWS)::take,
          (Map<String, @Nullable Object> row) -> {
            Map<String, @Nullable Object> logged = fields.features(row);
            features.add(logged);
            kept.add(RowSample.key(kept.seen()), logged);
            if (toAnswer.take()) {
              answers.add(row);
            }
            if (toKeep.take()) {
              sample.add(row);
            }
          });
      ColumnProfiles outputs = answers.finish();
      return conclude(name(path), features, outputs, kept, sample);
    } catch (InferenceException failure) {
      throw new StepFailedException(
          "The model could not answer the rows of %s: %s"
              .formatted(path.getFileName(), failure.getMessage()));
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private long affordable(long rows, double msPerRow) {
    long limit = (long) (ANSWER_BUDGET_MS / Math.max(msPerRow, 1e-3));
    long answered = Math.min(rows, Math.max(MIN_TEST_ROWS, limit));
    if (answered < rows) {
      run.log(
          "the model is asked about %,d of the rows, as each takes a while".formatted(answered));
    }
    return answered;
  }

  /**
   * The baseline holds what the log of calls will hold: a hashed value is compared with hashed
   * values, and of a masked one there is nothing to compare.
   */
  private LoggedFields fields(Probe probe) {
    return LoggedFields.of(
        probe.manifest().log(),
        probe.manifest().features(),
        hash,
        run.assignment().tenant().project(),
        run.assignment().model());
  }

  private Baseline conclude(
      String source,
      ColumnProfiles features,
      ColumnProfiles answers,
      RowSample kept,
      List<Map<String, @Nullable Object>> sample) {
    List<BaselineStore.Column> columns =
        Stream.concat(features.columns().stream(), answers.columns().stream()).toList();
    run.conclude(
        "%s of %s: %s and %s profiled"
            .formatted(
                Counts.text(kept.seen(), "row"),
                source,
                Counts.text(features.columns().size(), "feature"),
                Counts.text(answers.columns().size(), "output")));
    return new Baseline(source, kept.seen(), columns, kept, sample);
  }

  /**
   * Asks the model in batches. A batch that it refuses because of missing values is asked again
   * without the rows that have any.
   */
  private static final class AnswerProfiles {
    private final Model model;
    private final LoggedFields fields;
    private final Consumer<String> log;
    private final ColumnProfiles profiles = new ColumnProfiles(ColumnRole.PREDICTION);
    private List<Map<String, @Nullable Object>> batch = new ArrayList<>(BATCH);
    private long leftOut;

    AnswerProfiles(Model model, LoggedFields fields, Consumer<String> log) {
      this.model = model;
      this.fields = fields;
      this.log = log;
    }

    void add(Map<String, @Nullable Object> row) throws InferenceException {
      batch.add(row);
      if (batch.size() == BATCH) {
        ask();
      }
    }

    ColumnProfiles finish() throws InferenceException {
      ask();
      if (leftOut > 0) {
        log.accept(
            "the model did not answer %s with missing values"
                .formatted(Counts.text(leftOut, "row")));
      }
      return profiles;
    }

    private void ask() throws InferenceException {
      List<Map<String, @Nullable Object>> rows = batch;
      batch = new ArrayList<>(BATCH);
      if (rows.isEmpty()) {
        return;
      }
      try {
        profile(InferenceEngine.predictRows(model, rows));
      } catch (InferenceException refused) {
        List<Map<String, @Nullable Object>> complete =
            rows.stream().filter(row -> row.values().stream().allMatch(Objects::nonNull)).toList();
        if (complete.size() == rows.size()) {
          throw refused;
        }
        leftOut += rows.size() - complete.size();
        profile(InferenceEngine.predictRows(model, complete));
      }
    }

    private void profile(List<Map<String, @Nullable Object>> answers) {
      for (Map<String, @Nullable Object> row : answers) {
        profiles.add(fields.outputs(row));
      }
    }
  }
}
